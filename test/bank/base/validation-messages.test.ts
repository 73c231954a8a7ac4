import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { permissions } from '#bank/consents/permission.ts'
import { problemOf } from '#test/support/problems.ts'

/** Returns the message for a value that a schema rejects, under the name `it`. */
function messageFor(schema: z.ZodType, value: unknown): string | undefined {
  return problemOf(() => parseStrict(z.strictObject({ it: schema }), { it: value }))?.message
}

describe('the message for a rejected value says what it must be', () => {
  test.each<[kind: string, z.ZodType, unknown, string]>([
    ['invalid_type', z.string(), 7, 'it: must be a string (got 7)'],
    ['invalid_type', z.number(), '7', 'it: must be a number (got "7")'],
    ['invalid_type', z.int(), 0.5, 'it: must be a whole number (got 0.5)'],
    ['invalid_type', z.int(), '7', 'it: must be a whole number (got "7")'],
    ['invalid_type', z.boolean(), 'yes', 'it: must be true or false (got "yes")'],
    ['invalid_type', z.array(z.string()), 'a', 'it: must be an array (got "a")'],
    ['invalid_type', z.strictObject({}), null, 'it: must be an object (got null)'],
    ['invalid_type', z.record(z.string(), z.string()), [], 'it: must be an object (got [])'],
    ['invalid_value', z.literal('PS256'), 'none', 'it: must be "PS256" (got "none")'],
    ['invalid_value', z.enum(['a', 'b']), 'c', 'it: must be one of "a", "b" (got "c")'],
    ['invalid_format', z.iso.datetime(), 'soon', 'it: must be an instant such as 2026-11-24T09:30:00Z (got "soon")'],
    ['invalid_format', z.iso.date(), 'soon', 'it: must be a day such as 2026-11-24 (got "soon")'],
    ['invalid_format', z.email(), 'ada', 'it: must be an email address such as ada@example.com (got "ada")'],
    ['invalid_format', z.url(), 'ada', 'it: must be a URL such as https://app.example (got "ada")'],
    ['invalid_format', z.string().regex(/^[A-Z]{3}$/), 'gbp', 'it: must match the pattern /^[A-Z]{3}$/ (got "gbp")'],
    [
      'invalid_union',
      z.union([z.literal('a'), z.array(z.string())]),
      7,
      'it: must be "a", or must be an array (got 7)',
    ],
    [
      'invalid_union',
      z.discriminatedUnion('op', [
        z.strictObject({ op: z.literal('add') }),
        z.strictObject({ op: z.literal('remove') }),
      ]),
      { op: 'move' },
      'it.op: must be one of "add", "remove" (got "move")',
    ],
    ['too_small', z.number().min(0), -1, 'it: must be 0 or more (got -1)'],
    ['too_small', z.number().positive(), 0, 'it: must be more than 0 (got 0)'],
    ['too_small', z.string().min(1), '', 'it: must not be empty (got "")'],
    ['too_small', z.string().min(4), 'abc', 'it: must have at least 4 characters (got "abc")'],
    ['too_small', z.string().length(1), '', 'it: must have exactly 1 character (got "")'],
    ['too_small', z.array(z.string()).min(1), [], 'it: must not be empty (got [])'],
    ['too_small', z.array(z.string()).min(2), ['a'], 'it: must have at least 2 items (got ["a"])'],
    ['too_big', z.number().max(9), 10, 'it: must be 9 or less (got 10)'],
    ['too_big', z.number().lt(9), 9, 'it: must be less than 9 (got 9)'],
    ['too_big', z.string().max(2), 'abc', 'it: must have at most 2 characters (got "abc")'],
    ['too_big', z.array(z.string()).max(1), ['a', 'b'], 'it: must have at most 1 item (got ["a","b"])'],
    ['too_big', z.array(z.string()).length(1), ['a', 'b'], 'it: must have exactly 1 item (got ["a","b"])'],
    ['not_multiple_of', z.number().multipleOf(5), 7, 'it: must be a multiple of 5 (got 7)'],
    [
      'unrecognized_keys',
      z.strictObject({ a: z.string().optional() }),
      { b: 1 },
      'it.b: is not a known field here; known fields: a',
    ],
    [
      'unrecognized_keys',
      z.strictObject({ seed: z.int().optional(), size: z.int().optional() }),
      { sied: 7 },
      'it.sied: is not a known field here; did you mean seed? known fields: seed, size',
    ],
    ['unrecognized_keys', z.strictObject({}), { b: 1 }, 'it.b: is not a known field here; no fields are allowed here'],
    [
      'invalid_key',
      z.record(z.string().max(1), z.string()),
      { ab: 'c' },
      'it.ab: has a name that is not allowed: it must have at most 1 character (got "ab")',
    ],
    ['custom', z.string().refine((text) => text === 'a'), 'b', 'it: is not allowed (got "b")'],
    ['custom', z.string().refine((text) => text === 'a', 'must be a'), 'b', 'it: must be a (got "b")'],
  ])('%s: %#', (_kind, schema, value, said) => {
    expect(messageFor(schema, value)).toBe(said)
  })

  test('a message with many allowed values names the nearest and repeats the given value', () => {
    expect(messageFor(z.enum(permissions), 'ReadAccountDetail')).toBe(
      'it: must be one of 21 values that the API reference lists, such as "ReadAccountsDetail" (got "ReadAccountDetail")',
    )
    expect(messageFor(z.strictObject({ a: z.enum(permissions) }), {})).toMatch(
      /^it.a: is required and .* such as "Read\w+"$/,
    )
  })

  test('the message for a missing value says what it must be', () => {
    expect(messageFor(z.number(), undefined)).toBe('it: is required and must be a number')
    expect(messageFor(z.strictObject({ a: z.enum(['b']) }), {})).toBe('it.a: is required and must be "b"')
  })
})
