import { describe, expect, test } from 'vitest'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, ledgerOf, lifeWith, months, now, on, passes } from '#test/realism/made-up.ts'
import { customersWithReturns, mostReturns, paidLater } from './after-returns.ts'
import { overdrawn } from './overdrawn.ts'
import { smallSavings } from './small-savings.ts'

const water = { party: 'Dale Water', mcc: '' } as const
const debit = (at: number, amount = 5000) => entryAt(at, -amount, { kind: 'direct-debit', ...water })
const back = (at: number, amount = 5000) => entryAt(at, amount, { kind: 'direct-debit-return', ...water })

/** A hundred customers; some have other entries. */
const bank = (part: number, some: readonly Entry[], others: readonly Entry[]) =>
  Array.from({ length: 100 }, (_, n) => lifeWith([ledgerOf(n < part ? some : others, { opening: 10_000 })]))

describe('credit', () => {
  test('that no customer or every customer uses is found', () => {
    const [below, above] = [[entryAt(on(now - 5, 3), -12_000)], [entryAt(on(now - 5, 3), -8000)]]
    expect(passes(overdrawn, bank(30, below, above))).toBe(true)
    expect(passes(overdrawn, bank(3, below, above))).toBe(false)
    expect(passes(overdrawn, bank(90, below, above))).toBe(false)
    expect(
      passes(overdrawn, bank(90, [entryAt(on(now - 20, 3), -12_000), entryAt(on(now - 19, 3), 9000)], above)),
    ).toBe(false)
  })

  test('is needed by the part of customers without savings', () => {
    const saving = (part: number) =>
      Array.from({ length: 100 }, (_, n) =>
        lifeWith([
          ledgerOf([]),
          ledgerOf([], { product: 'savings', role: 'savings', opening: n < part ? 99_999 : 100_000 }),
        ]),
      )
    expect(passes(smallSavings, saving(31))).toBe(true)
    expect(passes(smallSavings, saving(2))).toBe(false)
    expect(passes(smallSavings, saving(90))).toBe(false)
  })
})

describe('returned debits', () => {
  const later = 6 * 86_400
  const returning = (then: (at: number) => Entry[]) => [
    lifeWith([
      ledgerOf(
        months().flatMap((month) => {
          const at = on(month, 4)
          return [debit(at), back(at), ...then(at)]
        }),
        { opening: 0 },
      ),
    ]),
  ]

  test('that are never paid are found', () => {
    const half = returning((at) => (Math.floor(at / 86_400) % 2 === 0 ? [debit(at + later)] : []))
    expect(passes(paidLater, half)).toBe(true)
    expect(
      passes(
        paidLater,
        returning(() => []),
      ),
    ).toBe(false)
    // A second try that fails is no payment, and neither is the next regular collection.
    const twice = returning((at) => [debit(at + later), back(at + later)])
    expect(passes(paidLater, twice)).toBe(false)
    const everyOther = months().flatMap((month, n) =>
      n % 2 === 0 ? [debit(on(month, 4)), back(on(month, 4))] : [debit(on(month, 4))],
    )
    expect(passes(paidLater, [lifeWith([ledgerOf(everyOther, { opening: 0 })])])).toBe(false)
  })

  test('of a few customers only, or of all, are found', () => {
    const [short, paid] = [[debit(on(now, 4)), back(on(now, 4))], [debit(on(now, 4))]]
    expect(passes(customersWithReturns, bank(20, short, paid))).toBe(true)
    expect(passes(customersWithReturns, bank(2, short, paid))).toBe(false)
    expect(passes(customersWithReturns, bank(95, short, paid))).toBe(false)
  })

  test('by the hundred of one customer are found', () => {
    const many = (each: number) => [
      lifeWith([
        ledgerOf(
          months().flatMap((month) =>
            Array.from({ length: each }, (_, n) => [debit(on(month, n + 1)), back(on(month, n + 1))]).flat(),
          ),
        ),
      ]),
    ]
    expect(passes(mostReturns, many(2))).toBe(true)
    expect(passes(mostReturns, many(4))).toBe(false)
  })
})
