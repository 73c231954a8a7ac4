import { describe, expect, test } from 'vitest'
import { monthOfYear, yearOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { Life } from '#test/realism/life.ts'
import { entryAt, ledgerOf, lifeWith, months, now, on, passes } from '#test/realism/made-up.ts'
import { councilTax } from './council-tax.ts'
import { frequencies } from './frequencies.ts'
import { mortgages } from './mortgages.ts'
import { monthsOfRises, priceRises, sizesOfRises } from './price-rises.ts'
import { changesInOneMonth, starts, startsAfterNow, stops } from './starts-and-stops.ts'

/** A monthly bill: what it costs in a month, and nothing in months without. */
type Bill = (month: number) => number | undefined

/** Customers, each with ten bills. */
const paying = (billOf: (n: number) => Bill): Life[] =>
  Array.from({ length: 30 }, (_, customer) =>
    lifeWith([
      ledgerOf(
        Array.from({ length: 10 }, (_, bill) => bill).flatMap((bill) =>
          months().flatMap((month) => {
            const amount = billOf(customer * 10 + bill)(month)
            const facts = {
              kind: 'direct-debit',
              party: `Biller ${bill}`,
              reference: `REF${customer}`,
              mcc: '',
            } as const
            return amount === undefined ? [] : [entryAt(on(month, bill + 3), -amount, facts)]
          }),
        ),
      ),
    ]),
  )
const [first] = months() as [number]

describe('bills', () => {
  test('that start, stop and start again pass, those that never change are found', () => {
    // Half of the bills change: the old one stops in its month, another starts then.
    const changing = (after: number) =>
      paying((n) => (month) => {
        const turn = first + after + ((Math.floor(n / 2) * 7) % (46 - after))
        return (n % 2 === 0 ? month < turn : month >= turn) ? 1000 + n : undefined
      })
    const frozen = paying((n) => () => 1000 + n)
    for (const measure of [starts, stops]) {
      expect(passes(measure, changing(2))).toBe(true)
      expect(passes(measure, frozen)).toBe(false)
    }
    expect(passes(startsAfterNow, changing(2))).toBe(true)
    expect(passes(startsAfterNow, frozen)).toBe(false)
    const frozenAfterNow = paying((n) => (month) => (n % 3 === 0 && month < now - (n % 30) ? undefined : 1000 + n))
    expect(passes(starts, frozenAfterNow)).toBe(true)
    expect(passes(startsAfterNow, frozenAfterNow)).toBe(false)
  })

  test('that all start in one month of the year are found', () => {
    const starting = (monthOf: (n: number) => number) =>
      paying((n) => (month) => (month < first + 4 + monthOf(n) ? undefined : 1000 + n))
    expect(
      passes(
        changesInOneMonth,
        starting((n) => n % 31),
      ),
    ).toBe(true)
    expect(
      passes(
        changesInOneMonth,
        starting((n) => 12 * (n % 3)),
      ),
    ).toBe(false)
  })

  const rising = (monthOf: (n: number) => number, ratioOf: (n: number, year: number) => number) =>
    paying((n) => (month) => {
      const rises = yearOf(month) - yearOf(first) + (monthOfYear(month) >= monthOf(n) ? 1 : 0)
      let amount = 2000 + 500 * (n % 10)
      for (let year = 0; year < rises; year++) amount = Math.round(amount * ratioOf(n, year))
      return amount
    })
  const ownMonth = (n: number) => (n % 3 === 0 ? 3 : n % 12)
  const ownRatio = (n: number, year: number) => 1.02 + ((n * 7 + year) % 40) / 1000

  test('that rise in their own months by their own numbers pass', () => {
    const right = rising(ownMonth, ownRatio)
    expect(passes(priceRises, right)).toBe(true)
    expect(passes(monthsOfRises, right)).toBe(true)
    expect(passes(sizesOfRises, right)).toBe(true)
  })

  test('that never rise, or at each payment, are found', () => {
    expect(
      passes(
        priceRises,
        rising(ownMonth, () => 1),
      ),
    ).toBe(false)
    expect(
      passes(
        priceRises,
        paying((n) => (month) => 1000 + n + 30 * Math.floor(month / 3)),
      ),
    ).toBe(false)
  })

  test('that all rise in one month are found', () => {
    expect(
      passes(
        monthsOfRises,
        rising(() => 0, ownRatio),
      ),
    ).toBe(false)
  })

  test('that all rise by one number are found', () => {
    expect(
      passes(
        sizesOfRises,
        rising(ownMonth, (_, year) => 1.02 + year / 100),
      ),
    ).toBe(false)
  })

  test('by standing order that are all monthly are found', () => {
    const ordering = (part: number) =>
      Array.from({ length: 100 }, (_, n) =>
        lifeWith([
          ledgerOf(
            months()
              .filter((month) => n >= part || month % 3 === 0)
              .map((month) =>
                entryAt(on(month, 4), -5000, { kind: 'standing-order', party: 'R Bright', reference: 'WIND' }),
              ),
          ),
        ]),
      )
    expect(passes(frequencies, ordering(15))).toBe(true)
    expect(passes(frequencies, ordering(0))).toBe(false)
    expect(passes(frequencies, ordering(100))).toBe(false)
  })

  const oneBill = (facts: Partial<Entry>, billOf: (customer: number) => Bill) =>
    Array.from({ length: 40 }, (_, customer) =>
      lifeWith([
        ledgerOf(
          months().flatMap((month) => {
            const amount = billOf(customer)(month)
            return amount === undefined ? [] : [entryAt(on(month, 5), -amount, { kind: 'direct-debit', ...facts })]
          }),
        ),
      ]),
    )

  test('of council tax in twelve instalments are found', () => {
    const tax = { party: 'Borough Council Tax', reference: 'COUN123' }
    const isFree = (month: number) => monthOfYear(month) === 1 || monthOfYear(month) === 2
    const paying = (part: number) =>
      oneBill(tax, (customer) => (month) => (customer < part && isFree(month) ? undefined : 15_000))
    expect(passes(councilTax, paying(32))).toBe(true)
    expect(passes(councilTax, paying(0))).toBe(false)
  })

  test('of mortgages that change each year, or never, are found', () => {
    const mortgage = { party: 'Homestead Mutual', reference: 'MORT123' }
    const changing = (months: number) =>
      oneBill(mortgage, (customer) => (month) => 90_000 + 1000 * Math.floor((month + customer) / months))
    expect(passes(mortgages, changing(36))).toBe(true)
    expect(passes(mortgages, changing(12))).toBe(false)
    expect(passes(mortgages, changing(100_000))).toBe(false)
  })
})
