import type * as z from 'zod'
import { type Fault, Problem } from './problem.ts'
import { validationMessages } from './validation-messages.ts'

/** So many faults are listed at most: a file may have thousands of one kind. */
const mostFaults = 100

/**
 * What a strict schema makes of a value; or a refusal with its faults: which field, what was given,
 * what is allowed. `source` says where the value came from (`query`, `path`) and goes before every
 * path; a body's field is named alone.
 */
export function parseStrict<S extends z.ZodObject | z.ZodArray>(
  schema: S,
  raw: Record<string, unknown>,
  source = '',
): z.output<S> {
  const result = schema.safeParse(raw, validationMessages)
  if (result.success) return result.data as z.output<S>
  const faults = result.error.issues.flatMap((issue) => buildFaults(issue, raw, source))
  const [first, ...more] = faults.slice(0, mostFaults) as [Fault, ...Fault[]]
  throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}

/** What a schema complains of, as faults of the value that it was held against. */
export function buildFaults(issue: z.core.$ZodIssue, raw: Record<string, unknown>, source = ''): [Fault, ...Fault[]] {
  const named = (keys: readonly PropertyKey[]) => `${source && `${source} `}${keys.map(String).join('.')}`
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const path = named([...issue.path, key])
      return { code: 'field-unexpected', message: `${path} has no meaning here; ${issue.message}`, path }
    }) as [Fault, ...Fault[]]
  const path = named(issue.path)
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    raw,
  )
  if (given === undefined) return [{ code: 'field-missing', message: `${path} is missing; it ${issue.message}`, path }]
  const shown = JSON.stringify(given).slice(0, 100)
  return [{ code: 'field-invalid', message: `${path || 'the body'}: ${issue.message}; given: ${shown}`, path }]
}
