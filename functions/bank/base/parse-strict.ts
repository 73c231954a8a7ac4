import type * as z from 'zod'
import { type Fault, Problem } from './problem.ts'
import { validationMessages } from './validation-messages.ts'

/** The most faults that one response lists: a file may have thousands of one kind. */
const maxFaults = 100

/**
 * Parses a value with a strict schema. Rejects it with a list of faults, each with the field, the
 * value given and what is allowed. `source` (`query`, `path`) goes before every path; fields of a
 * body have no prefix.
 */
export function parseStrict<S extends z.ZodObject | z.ZodArray>(
  schema: S,
  raw: Record<string, unknown>,
  source = '',
): z.output<S> {
  const result = schema.safeParse(raw, validationMessages)
  if (result.success) {
    rejectDroppedName(raw, source && `${source} `)
    return result.data as z.output<S>
  }
  const faults = result.error.issues.flatMap((issue) => buildFaults(issue, raw, source))
  const [first, ...more] = faults.slice(0, maxFaults) as [Fault, ...Fault[]]
  throw new Problem(first.code, first.message, { ...(first.path !== undefined && { path: first.path }), more })
}

/** Rejects the name `__proto__` where a schema allows any name: zod would drop it silently. */
function rejectDroppedName(value: unknown, prefix: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, one] of Object.entries(value)) {
    const path = `${prefix}${name}`
    if (name === '__proto__')
      throw new Problem('field-invalid', `${path}: must be a known name, and no name here is __proto__`, { path })
    rejectDroppedName(one, `${path}.`)
  }
}

/** Turns a schema issue into the faults of the value that was parsed. */
export function buildFaults(issue: z.core.$ZodIssue, raw: Record<string, unknown>, source = ''): [Fault, ...Fault[]] {
  const named = (keys: readonly PropertyKey[]) => `${source && `${source} `}${keys.map(String).join('.')}`
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const path = named([...issue.path, key])
      return { code: 'field-unexpected', message: `${path}: is not a known field here; ${issue.message}`, path }
    }) as [Fault, ...Fault[]]
  const path = named(issue.path)
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    raw,
  )
  if (given === undefined)
    return [{ code: 'field-missing', message: `${path}: is required and ${issue.message}`, path }]
  const shown = JSON.stringify(issue.code === 'invalid_key' ? issue.path.at(-1) : given).slice(0, 100)
  return [{ code: 'field-invalid', message: `${path || 'body'}: ${issue.message} (got ${shown})`, path }]
}
