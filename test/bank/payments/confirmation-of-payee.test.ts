import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchName } from '#bank/payments/confirmation-of-payee.ts'

describe('a payee who is', () => {
  test.each([
    ['Grace Whitfield', 'Grace Whitfield'],
    ['grace  WHITFIELD', 'Grace Whitfield'],
    ['Mrs Grace Whitfield', 'Grace Whitfield'],
    ['Dr. Grace Whitfield', 'Mrs Grace Whitfield'],
    ["Siobhan O'Neill", 'Siobhán O’Neill'],
    ['Anne Marie Lloyd', 'Anne-Marie Lloyd'],
    ['Clarke Catering Limited', 'Clarke Catering Ltd'],
    ['The Clarke Catering Ltd.', 'Clarke Catering Ltd'],
    ['Smith and Sons Ltd', 'Smith & Sons Ltd'],
    ['Hannah Brooks', 'Hannah Brooks & Theo Lane'],
    ['Theo Lane', 'Hannah Brooks & Theo Lane'],
    ['Hannah Brooks & Theo Lane', 'Hannah Brooks & Theo Lane'],
  ])('%s matches the account of %s', (given, actual) => {
    expect(matchName(given, actual)).toBe('match')
  })

  test.each([
    ['G Whitfield', 'Grace Whitfield'],
    ['G. Whitfield', 'Grace Elizabeth Whitfield'],
    ['Grace Whitfield', 'Grace Elizabeth Whitfield'],
    ['Grace E Whitfield', 'Grace Elizabeth Whitfield'],
    ['Grace Elizabeth Whitfield', 'Grace Whitfield'],
    ['Whitfield Grace', 'Grace Whitfield'],
    ['Grace Whitfeild', 'Grace Whitfield'],
    ['Grace Witfield', 'Grace Whitfield'],
    ['Jon Lee', 'John Lee'],
    ['Clark Catering Ltd', 'Clarke Catering Ltd'],
    ['H Brooks', 'Hannah Brooks & Theo Lane'],
  ])('%s is close to the account of %s', (given, actual) => {
    expect(matchName(given, actual)).toBe('close-match')
  })

  test.each([
    ['Graham Whitfield', 'Grace Whitfield'],
    ['John Whitfield', 'Grace Whitfield'],
    ['Whitfield', 'Grace Whitfield'],
    ['Grace', 'Grace Whitfield'],
    ['E Whitfield', 'Grace Elizabeth Whitfield'],
    ['Grace Whitfield', 'Grace Whitmore'],
    ['Ann Lee', 'Jon Lee'],
    ['Clarke Catering', 'Harbour Hotels'],
    ['Hannah Lane', 'Hannah Brooks & Theo Lane'],
    ['Mr', 'Grace Whitfield'],
    ['', 'Grace Whitfield'],
    ['...', 'Grace Whitfield'],
  ])('%s does not match the account of %s', (given, actual) => {
    expect(matchName(given, actual)).toBe('no-match')
  })
})

const word = fc.stringMatching(/^[A-Z][a-z]{3,9}$/)

test('every name matches itself in any spelling of case and marks, and only by its letters', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      fc.pre(!words.some((one) => /^(miss|prof|lady|limited|company|incorporated)$/i.test(one)))
      const name = words.join(' ')
      expect(matchName(name, name)).toBe('match')
      expect(matchName(name.toUpperCase(), name)).toBe('match')
      expect(matchName(`Mr ${name}.`, name)).toBe('match')
    }),
    { seed: 7, numRuns: 300 },
  )
})

test('the match of two names is symmetric', () => {
  const name = fc.array(word, { minLength: 2, maxLength: 3 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(matchName(one, other)).toBe(matchName(other, one))
    }),
    { seed: 8, numRuns: 300 },
  )
})
