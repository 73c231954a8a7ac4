import { closest, distance } from 'fastest-levenshtein'
import type * as z from 'zod'

type Issue = z.core.$ZodRawIssue
type Kind<C extends Issue['code']> = Extract<z.core.$ZodIssue, { code: C }> & Pick<Issue, 'input' | 'inst'>

/**
 * The message for each kind of schema issue: what the value must be. Messages that a schema sets
 * itself go before these.
 */
const words: { readonly [C in z.core.$ZodIssue['code']]: (issue: Kind<C>) => string } = {
  invalid_type: ({ expected, inst }) => `must be ${isWhole(inst) ? types.int : (types[expected] ?? expected)}`,
  invalid_value: ({ values, input }) => oneOf(values, input),
  invalid_format: ({ format, pattern }) => `must ${formats[format] ?? `match the pattern ${pattern}`}`,
  invalid_union: (issue) =>
    'options' in issue && issue.options
      ? oneOf(issue.options)
      : [...new Set(issue.errors.map(([first]) => first?.message))].join(', or '),
  too_small: ({ origin, minimum, inclusive, exact }) => {
    const unit = units[origin]
    if (!unit) return `must be ${inclusive ? `${minimum} or more` : `more than ${minimum}`}`
    if (exact) return `must have exactly ${counted(minimum, unit)}`
    return minimum === 1 ? 'must not be empty' : `must have at least ${counted(minimum, unit)}`
  },
  too_big: ({ origin, maximum, inclusive, exact }) => {
    const unit = units[origin]
    if (!unit) return `must be ${inclusive ? `${maximum} or less` : `less than ${maximum}`}`
    return `must have ${exact ? 'exactly' : 'at most'} ${counted(maximum, unit)}`
  },
  not_multiple_of: ({ divisor }) => `must be a multiple of ${divisor}`,
  unrecognized_keys: ({ inst, keys }) => {
    const known = Object.keys((inst as z.ZodObject | undefined)?.shape ?? {})
    const meant = keys.length === 1 ? findNearestField(keys[0] as string, known) : undefined
    const suggestion = meant === undefined ? '' : `did you mean ${meant}? `
    return known.length > 0 ? `${suggestion}known fields: ${known.join(', ')}` : 'no fields are allowed here'
  },
  invalid_key: ({ issues }) => `has a name that is not allowed: it ${issues[0]?.message}`,
  invalid_element: ({ issues }) => `contains an item that is not allowed: it ${issues[0]?.message}`,
  custom: () => 'is not allowed',
}

/** Pass to `parse` or `safeParse` to get these messages. */
export const validationMessages = {
  error: (issue: Issue): string => (words[issue.code] as (issue: Issue) => string)(issue),
} as const

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  tuple: 'an array',
  object: 'an object',
  record: 'an object',
}

/** The library reports a wrong integer as a wrong number first. */
const isWhole = (schema: Issue['inst']): boolean =>
  ['safeint', 'int32'].includes(`${(schema as z.ZodInt | undefined)?.format}`)

const formats: Readonly<Record<string, string>> = {
  datetime: 'be an instant such as 2026-11-24T09:30:00Z',
  date: 'be a day such as 2026-11-24',
  email: 'be an email address such as ada@example.com',
  url: 'be a URL such as https://app.example',
}

const units: Readonly<Record<string, string>> = { string: 'character', array: 'item' }

const counted = (many: number | bigint, unit: string) => `${many} ${unit}${many === 1 ? '' : 's'}`

/**
 * The longest list of allowed values in characters. The standard's error body takes 500 characters,
 * and the value given must fit too.
 */
const maxListLength = 300

/** Lists the allowed values, or the nearest one to the value sent if the list is long. */
function oneOf(values: readonly z.core.util.Primitive[], sent?: unknown): string {
  const said = values.map((value) => JSON.stringify(value))
  if (said.length === 1) return `must be ${said[0]}`
  const list = said.join(', ')
  if (list.length <= maxListLength) return `must be one of ${list}`
  return `must be one of ${said.length} values that the API reference lists, such as ${closest(JSON.stringify(sent) ?? '', said)}`
}

/** The largest edit distance, in letters, of a suggested field. */
const mostLetters = 2

/**
 * Returns the end of a message that rejects an unknown name: `; did you mean gig-worker?`. Empty
 * where no known name is near.
 */
export function suggestName(sent: string, known: readonly string[]): string {
  const meant = findNearestField(sent, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

/** Finds the known field that is nearest to an unknown one, capital letters aside. */
function findNearestField(sent: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const byLowerCase = new Map(known.map((field) => [field.toLowerCase(), field]))
  const nearest = closest(sent.toLowerCase(), [...byLowerCase.keys()])
  const letters = distance(sent.toLowerCase(), nearest)
  return letters <= mostLetters && letters < sent.length ? byLowerCase.get(nearest) : undefined
}
