import { describe, expect, test } from 'vitest'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, figureOf, ledgerOf, lifeWith, months, on, passes } from '#test/realism/made-up.ts'
import { employers } from './employers.ts'
import { homes } from './homes.ts'

/** Customers with one entry a month; `turnOf` is the number of months until it changes. */
const living = (entryOf: (at: number, isNew: boolean) => Entry, turnOf: (customer: number) => number) =>
  Array.from({ length: 100 }, (_, customer) =>
    lifeWith([ledgerOf(months().map((month, n) => entryOf(on(month, 5), n >= turnOf(customer))))]),
  )
/** Four of ten in four years. */
const some = (customer: number) => (customer % 10 < 4 ? 5 + (customer % 37) : 99)
const none = () => 99

describe('lives', () => {
  test('in which employers never change are found, and those in which all do', () => {
    const salary = (at: number, isNew: boolean) =>
      entryAt(at, 200_000, { kind: 'salary', party: isNew ? 'Lumen Systems' : 'Castle Engineering' })
    expect(passes(employers, living(salary, some))).toBe(true)
    expect(passes(employers, living(salary, none))).toBe(false)
    expect(
      passes(
        employers,
        living(salary, (customer) => 5 + (customer % 37)),
      ),
    ).toBe(false)
  })

  test('with two employers at once have no change', () => {
    const paid = months().flatMap((month) =>
      ['A', 'B'].map((party, n) => entryAt(on(month, 5 + n), 90_000, { kind: 'salary', party })),
    )
    expect(figureOf(employers, [lifeWith([ledgerOf(paid)])])?.value).toBe(0)
  })

  test('in which no home changes are found', () => {
    const tax = (at: number, isNew: boolean) =>
      entryAt(at, -15_000, { kind: 'direct-debit', party: 'Borough Council Tax', reference: isNew ? 'COUN2' : 'COUN1' })
    const rent = (at: number, isNew: boolean) =>
      entryAt(at, -90_000, {
        kind: 'standing-order',
        party: isNew ? 'Quayside Homes' : 'J & R Property',
        reference: 'RENT1',
      })
    for (const bill of [tax, rent]) {
      expect(
        passes(
          homes,
          living(bill, (customer) => (customer % 10 < 3 ? 5 + (customer % 37) : 99)),
        ),
      ).toBe(true)
      expect(passes(homes, living(bill, none))).toBe(false)
    }
  })
})
