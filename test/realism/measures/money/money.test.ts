import { describe, expect, test } from 'vitest'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, figureOf, from, ledgerOf, lifeWith, months, on, passes } from '#test/realism/made-up.ts'
import { balances } from './balances.ts'
import { limits } from './limits.ts'
import { ownTransfers } from './own-transfers.ts'
import { paidWithoutFunds } from './paid-without-funds.ts'
import { returned } from './returned.ts'
import { returnedWithFunds } from './returned-with-funds.ts'

const debit = (at: number, amount: number) =>
  entryAt(at, -amount, { kind: 'direct-debit', party: 'Dale Water', mcc: '' })
const back = (at: number, amount: number) =>
  entryAt(at, amount, { kind: 'direct-debit-return', party: 'Dale Water', mcc: '' })
const account = (entries: readonly Entry[], opening = 10_000) => [
  lifeWith([ledgerOf(entries, { opening, creditLine: 5000 })]),
]
const at = on(from + 3, 10)

describe('money', () => {
  test('whose balance is a penny wrong is found', () => {
    const right = account([debit(at, 100), debit(at + 60, 200)])
    expect(passes(balances, right)).toBe(true)
    const wrong = structuredClone(right) as typeof right
    const entry = wrong[0]?.ledgers[0]?.months[3]?.entries[1] as Entry
    entry.balance += 1
    expect(passes(balances, wrong)).toBe(false)
  })

  test('that moves between own accounts has two sides', () => {
    const out = entryAt(at, -5000, { kind: 'transfer-out', own: 'savings', reference: 'SAVINGS' })
    const into = (instant: number) =>
      entryAt(instant, 5000, { kind: 'transfer-in', own: 'current', reference: 'SAVINGS' })
    const both = (instant: number) => [
      lifeWith([ledgerOf([out]), ledgerOf([into(instant)], { product: 'savings', role: 'savings' })]),
    ]
    expect(passes(ownTransfers, both(at))).toBe(true)
    expect(passes(ownTransfers, both(at + 1))).toBe(false)
  })

  test('beyond a limit is found, unless it returns in the same second', () => {
    expect(passes(limits, account([debit(at, 15_000)]))).toBe(true)
    expect(passes(limits, account([debit(at, 15_001), back(at, 15_001)]))).toBe(true)
    expect(passes(limits, account([debit(at, 15_001), back(at + 1, 15_001)]))).toBe(false)
    expect(figureOf(limits, account([debit(at, 15_001)]))?.detail).toBe('1 of 1 accounts, 1 instants')
  })

  test('that was there when a debit was returned is found, and a return without its debit', () => {
    expect(passes(returnedWithFunds, account([debit(at, 15_001), back(at, 15_001)]))).toBe(true)
    expect(passes(returnedWithFunds, account([debit(at, 15_000), back(at, 15_000)]))).toBe(false)
    expect(passes(returnedWithFunds, account([debit(at, 15_001), back(at, 15_001), back(at + 9, 1)]))).toBe(false)
  })

  test('that was short when a debit was paid is found', () => {
    expect(passes(paidWithoutFunds, account([debit(at, 15_000)]))).toBe(true)
    expect(passes(paidWithoutFunds, account([debit(at, 15_001)]))).toBe(false)
    expect(passes(paidWithoutFunds, account([debit(at, 9), debit(at, 15_001), back(at, 15_001)]))).toBe(true)
  })

  test('that never comes back is found, and money that always does', () => {
    const many = (every: number) =>
      account(
        months().flatMap((month, n) =>
          Array.from({ length: 20 }, (_, day) => {
            const made = on(month, day + 1)
            return (n * 20 + day) % every === 0 ? [debit(made, 90_000), back(made, 90_000)] : [debit(made, 1)]
          }).flat(),
        ),
      )
    expect(passes(returned, many(80))).toBe(true)
    expect(passes(returned, many(100_000).concat(many(100_000), many(100_000)))).toBe(false)
    expect(passes(returned, many(10))).toBe(false)
  })
})
