import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { permissions } from '#bank/consents/permission.ts'

/** What is said of a value that a schema does not take, under the name `it`. */
function saidOf(schema: z.ZodType, value: unknown): string {
  try {
    parseStrict(z.strictObject({ it: schema }), { it: value })
  } catch (error) {
    if (error instanceof Problem) return error.message
    throw error
  }
  throw new Error('it was taken')
}

describe('a refused value is told what it must be, in words of ours', () => {
  test.each<[kind: string, z.ZodType, unknown, string]>([
    ['invalid_type', z.string(), 7, 'it: must be a string; given: 7'],
    ['invalid_type', z.number(), '7', 'it: must be a number; given: "7"'],
    ['invalid_type', z.int(), 0.5, 'it: must be a whole number; given: 0.5'],
    ['invalid_type', z.int(), '7', 'it: must be a whole number; given: "7"'],
    ['invalid_type', z.boolean(), 'yes', 'it: must be true or false; given: "yes"'],
    ['invalid_type', z.array(z.string()), 'a', 'it: must be an array; given: "a"'],
    ['invalid_type', z.strictObject({}), null, 'it: must be an object; given: null'],
    ['invalid_type', z.record(z.string(), z.string()), [], 'it: must be an object; given: []'],
    ['invalid_value', z.literal('PS256'), 'none', 'it: must be "PS256"; given: "none"'],
    ['invalid_value', z.enum(['a', 'b']), 'c', 'it: must be one of "a", "b"; given: "c"'],
    ['invalid_format', z.iso.datetime(), 'soon', 'it: must be an instant such as 2026-11-24T09:30:00Z; given: "soon"'],
    ['invalid_format', z.iso.date(), 'soon', 'it: must be a day such as 2026-11-24; given: "soon"'],
    ['invalid_format', z.email(), 'ada', 'it: must be an email address such as ada@example.com; given: "ada"'],
    ['invalid_format', z.url(), 'ada', 'it: must be a URL such as https://app.example; given: "ada"'],
    ['invalid_format', z.string().regex(/^[A-Z]{3}$/), 'gbp', 'it: must match the pattern /^[A-Z]{3}$/; given: "gbp"'],
    [
      'invalid_union',
      z.union([z.literal('a'), z.array(z.string())]),
      7,
      'it: must be "a", or must be an array; given: 7',
    ],
    [
      'invalid_union',
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('add') }),
        z.strictObject({ op: z.literal('remove') }),
      ]),
      { op: 'move' },
      'it.op: must be one of "add", "remove"; given: "move"',
    ],
    ['too_small', z.number().min(0), -1, 'it: must be 0 or more; given: -1'],
    ['too_small', z.number().positive(), 0, 'it: must be more than 0; given: 0'],
    ['too_small', z.string().min(1), '', 'it: must not be empty; given: ""'],
    ['too_small', z.string().min(4), 'abc', 'it: must have at least 4 characters; given: "abc"'],
    ['too_small', z.string().length(1), '', 'it: must have exactly 1 character; given: ""'],
    ['too_small', z.array(z.string()).min(1), [], 'it: must not be empty; given: []'],
    ['too_small', z.array(z.string()).min(2), ['a'], 'it: must have at least 2 items; given: ["a"]'],
    ['too_big', z.number().max(9), 10, 'it: must be 9 or less; given: 10'],
    ['too_big', z.number().lt(9), 9, 'it: must be less than 9; given: 9'],
    ['too_big', z.string().max(2), 'abc', 'it: must have at most 2 characters; given: "abc"'],
    ['too_big', z.array(z.string()).max(1), ['a', 'b'], 'it: must have at most 1 item; given: ["a","b"]'],
    ['too_big', z.array(z.string()).length(1), ['a', 'b'], 'it: must have exactly 1 item; given: ["a","b"]'],
    ['not_multiple_of', z.number().multipleOf(5), 7, 'it: must be a multiple of 5; given: 7'],
    [
      'unrecognized_keys',
      z.strictObject({ a: z.string().optional() }),
      { b: 1 },
      'it.b has no meaning here; there are: a',
    ],
    ['unrecognized_keys', z.strictObject({}), { b: 1 }, 'it.b has no meaning here; none is allowed here'],
    [
      'invalid_key',
      z.record(z.string().max(1), z.string()),
      { ab: 'c' },
      'it.ab: has a name that is not allowed: it must have at most 1 character; given: "c"',
    ],
    ['custom', z.string().refine((text) => text === 'a'), 'b', 'it: is not allowed; given: "b"'],
    ['custom', z.string().refine((text) => text === 'a', 'must be a'), 'b', 'it: must be a; given: "b"'],
  ])('%s: %#', (_kind, schema, value, said) => {
    expect(saidOf(schema, value)).toBe(said)
  })

  test('of many values the nearest is named, and there is room for what was given', () => {
    expect(saidOf(z.enum(permissions), 'ReadAccountDetail')).toBe(
      'it: must be one of 21 values that the API reference lists, such as "ReadAccountsDetail"; given: "ReadAccountDetail"',
    )
    expect(saidOf(z.strictObject({ a: z.enum(permissions) }), {})).toMatch(/^it.a is missing; .* such as "Read\w+"$/)
  })

  test('one that is not there is told what it would be', () => {
    expect(saidOf(z.number(), undefined)).toBe('it is missing; it must be a number')
    expect(saidOf(z.strictObject({ a: z.enum(['b']) }), {})).toBe('it.a is missing; it must be "b"')
  })
})
