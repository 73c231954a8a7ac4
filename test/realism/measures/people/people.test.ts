import { describe, expect, test } from 'vitest'
import { firstDay } from '#mocks/base/calendar.ts'
import type { Life } from '#test/realism/life.ts'
import { entryAt, from, ledgerOf, lifeWith, months, now, numbers, on, passes } from '#test/realism/made-up.ts'
import type { Measure } from '#test/realism/measure.ts'
import { ages } from './ages.ts'
import { incomeMeasures } from './incomes.ts'
import { surnames } from './surnames.ts'
import { titles } from './titles.ts'

const [doctor, young, old] = titles as [Measure, Measure, Measure]
const [gini, skew, thrift] = incomeMeasures as [Measure, Measure, Measure]
const bornYearsAgo = (years: number) => Math.round(firstDay(now) - years * 365.25)

describe('people', () => {
  /** A hundred women of an age, a part of them with another title. */
  const women = (age: number, part: number, title: string) =>
    Array.from({ length: 100 }, (_, n) => lifeWith([], { born: bornYearsAgo(age), title: n < part ? title : 'Ms' }))

  test('have titles in real proportion', () => {
    expect(passes(doctor, women(40, 2, 'Dr'))).toBe(true)
    expect(passes(doctor, women(40, 25, 'Dr'))).toBe(false)
    expect(passes(young, women(21, 2, 'Mrs'))).toBe(true)
    expect(passes(young, women(21, 33, 'Mrs'))).toBe(false)
    expect(passes(old, women(70, 75, 'Mrs'))).toBe(true)
    expect(passes(old, women(70, 33, 'Mrs'))).toBe(false)
  })

  test('have the surnames of the country', () => {
    const named = (part: number) =>
      Array.from({ length: 500 }, (_, n) => lifeWith([], { person: n < part ? 'Priya Jones' : 'Jones Marlow' }))
    expect(passes(surnames, named(20))).toBe(true)
    expect(passes(surnames, named(2))).toBe(false)
    expect(passes(surnames, named(100))).toBe(false)
  })

  test('have loans and pensions at an age for them', () => {
    const loan = (age: number): Life => {
      const loan = ledgerOf([], { product: 'loan', role: 'loan', opened: firstDay(from) })
      return lifeWith([ledgerOf([]), loan], { born: Math.round(firstDay(from) - age * 365.25) })
    }
    const pension = (age: number): Life => {
      const paid = entryAt(on(from, 10), 90_000, {
        kind: 'direct-credit',
        party: 'State Pension',
        reference: 'STATE PENSION',
      })
      return lifeWith([ledgerOf([paid])], { born: Math.round(firstDay(from) - age * 365.25) })
    }
    expect(passes(ages, [loan(18.1), pension(66)])).toBe(true)
    expect(passes(ages, [loan(17.5), pension(66)])).toBe(false)
    expect(passes(ages, [loan(18.1), pension(64)])).toBe(false)
  })

  /** Customers of two personas with incomes and the parts of them that they spend. */
  const earning = (incomeOf: (n: number) => number, partOf: (n: number) => number) =>
    Array.from({ length: 400 }, (_, n) => {
      const income = Math.round(incomeOf(n) * (n % 2 === 0 ? 1 : 1.6))
      const entries = months().flatMap((month) => [
        entryAt(on(month, 2), income, { kind: 'salary' }),
        entryAt(on(month, 9), -Math.round(income * partOf(n))),
      ])
      return lifeWith([ledgerOf(entries)], { index: n, persona: n % 2 === 0 ? 'student' : 'high-earner' })
    })
  const next = numbers()
  const bell = Array.from({ length: 400 }, () => next() + next() + next() + next() - 2)
  const logNormal = earning(
    (n) => 150_000 * Math.exp(1.05 * (bell[n] as number)),
    (n) => 0.8 + 0.2 * (bell[n] as number),
  )

  test('have incomes with a long tail', () => {
    expect(passes(skew, logNormal)).toBe(true)
    expect(
      passes(
        skew,
        earning(
          (n) => 100_000 + n * 200,
          () => 0.9,
        ),
      ),
    ).toBe(false)
    expect(passes(gini, logNormal)).toBe(true)
    expect(
      passes(
        gini,
        earning(
          () => 150_000,
          () => 0.9,
        ),
      ),
    ).toBe(false)
  })

  test('spend different parts of one income', () => {
    expect(passes(thrift, logNormal)).toBe(true)
    expect(
      passes(
        thrift,
        earning(
          (n) => 100_000 + n * 200,
          (n) => 0.9 + (n % 5) / 100,
        ),
      ),
    ).toBe(false)
  })
})
