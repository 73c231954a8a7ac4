import type * as z from 'zod'
import { type Fault, Problem } from './problem.ts'

/** So many faults are listed at most: a file may have thousands of one kind. */
const mostFaults = 100

/**
 * What a strict schema makes of a value; or a refusal with its faults: which field, what was given, what is allowed. `source` says
 * where the value came from (`query`, `path`) and goes before every path; a body's field is named alone.
 */
export function held<S extends z.ZodObject | z.ZodArray>(
  schema: S,
  raw: Record<string, unknown>,
  source = '',
): z.output<S> {
  const result = schema.safeParse(raw)
  if (result.success) return result.data as z.output<S>
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, schema, raw, source))
  const [first, ...more] = faults.slice(0, mostFaults) as [Fault, ...Fault[]]
  throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}

function faultsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodObject | z.ZodArray,
  raw: Record<string, unknown>,
  source: string,
): Fault[] {
  const named = (keys: readonly PropertyKey[]) => `${source && `${source} `}${keys.map(String).join('.')}`
  if (issue.code === 'unrecognized_keys') {
    const known = 'shape' in schema ? Object.keys(schema.shape) : []
    const allowed =
      issue.path.length > 0 ? '' : known.length > 0 ? `; there are: ${known.join(', ')}` : '; none is allowed here'
    return issue.keys.map((key) => ({
      code: 'field-unexpected',
      message: `${named([...issue.path, key])} has no meaning here${allowed}`,
      path: named([...issue.path, key]),
    }))
  }
  const path = named(issue.path)
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  )
  if (given === undefined) return [{ code: 'field-missing', message: `${path} is missing`, path }]
  return [
    {
      code: 'field-invalid',
      message: `${path}: ${issue.message}; given: ${JSON.stringify(given).slice(0, 100)}`,
      path,
    },
  ]
}
