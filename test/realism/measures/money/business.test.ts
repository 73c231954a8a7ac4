import { describe, expect, test } from 'vitest'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, ledgerOf, lifeWith, months, on, passes } from '#test/realism/made-up.ts'
import type { Measure } from '#test/realism/measure.ts'
import { equalParts } from './equal-parts.ts'
import { payers } from './payers.ts'
import { withdrawals } from './withdrawals.ts'

const [wages, rents] = equalParts as [Measure, Measure]
const monthly = (entriesOf: (month: number, n: number) => Entry[]) => [
  lifeWith([ledgerOf(months().flatMap(entriesOf))], { category: 'Business' }),
]
const people = ['A Reid', 'B Okafor', 'C Brooks', 'D Hughes']

describe('businesses', () => {
  test('that pay all staff the same are found', () => {
    const paying = (raise: number) =>
      monthly((month) =>
        people.map((party, n) =>
          entryAt(on(month, 24), -180_000 - n * raise, { kind: 'standing-order', party, reference: 'WAGE123' }),
        ),
      )
    expect(passes(wages, paying(7300))).toBe(true)
    expect(passes(wages, paying(0))).toBe(false)
  })

  test('and landlords whose tenants all pay the same are found', () => {
    const letting = (raise: number) =>
      monthly((month) =>
        people.map((party, n) =>
          entryAt(on(month, 1 + n), 90_000 + n * raise, { kind: 'payment-in', party, reference: 'RENT' }),
        ),
      )
    expect(passes(rents, letting(2500))).toBe(true)
    expect(passes(rents, letting(0))).toBe(false)
  })

  test('with one payer are found', () => {
    const paidBy = (count: number) =>
      monthly((month, n) => [entryAt(on(month, 9), 500_000, { kind: 'payment-in', party: `Payer ${n % count}` })])
    expect(passes(payers, paidBy(8))).toBe(true)
    expect(passes(payers, paidBy(1))).toBe(false)
  })

  test('and savers who never touch their ISA are found', () => {
    const saving = (every: number) =>
      Array.from({ length: 20 }, () =>
        lifeWith([
          ledgerOf([]),
          ledgerOf(
            months().flatMap((month, n) => [
              entryAt(on(month, 3), 5000, { kind: 'transfer-in', own: 'current' }),
              ...(n % every === every - 1
                ? [entryAt(on(month, 13), -20_000, { kind: 'transfer-out', own: 'current' })]
                : []),
            ]),
            { product: 'isa', role: 'savings' },
          ),
        ]),
      )
    expect(passes(withdrawals, saving(24))).toBe(true)
    expect(passes(withdrawals, saving(99))).toBe(false)
  })
})
