import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Entry } from '#reference-impls/month-in-view/entries.ts'
import {
  computeFlow,
  filterByPeriod,
  type Spending,
  sumByCategory,
  sumByDay,
  sumByPayee,
} from '#reference-impls/month-in-view/sums.ts'

const entry = (amount: bigint, name: string, category: string, isOwnTransfer = false): Entry => ({
  at: 0,
  amount,
  name,
  category,
  isOwnTransfer,
})

test('a salary, two shops and a transfer to savings are summed by category and payee', () => {
  const entries = [
    entry(250_000n, 'Meridian Council', 'Everything else'),
    entry(-2_350n, 'Greenbarrow', 'Groceries'),
    entry(-1_150n, 'Dailyfare', 'Groceries'),
    entry(-410n, 'Kestrel Coffee', 'Eating and drinking out'),
    entry(-590n, 'Kestrel Coffee', 'Eating and drinking out'),
    entry(-40_000n, 'Savings', 'Standing orders', true),
    entry(40_000n, 'Current account', 'Everything else', true),
  ]
  expect(computeFlow(entries)).toEqual({ moneyIn: 250_000n, moneyOut: 4_500n, betweenOwn: 0n })
  expect(sumByCategory(entries)).toEqual([
    { name: 'Groceries', amount: 3_500n, payments: 2 },
    { name: 'Eating and drinking out', amount: 1_000n, payments: 2 },
  ])
  expect(sumByPayee(entries).map(({ name }) => name)).toEqual(['Greenbarrow', 'Dailyfare', 'Kestrel Coffee'])
})

test('a month without entries has sums of zero', () => {
  expect(computeFlow([])).toEqual({ moneyIn: 0n, moneyOut: 0n, betweenOwn: 0n })
  expect(sumByCategory([])).toEqual([])
})

test('an entry belongs to the period that begins at its instant', () => {
  const [first, second] = [entry(1n, 'a', 'a'), { ...entry(2n, 'b', 'b'), at: 10 }]
  expect(filterByPeriod([first, second], { from: 0, until: 10 })).toEqual([first])
  expect(filterByPeriod([first, second], { from: 10, until: 20 })).toEqual([second])
})

const anyEntry: fc.Arbitrary<Entry> = fc.record({
  at: fc.nat(1000),
  amount: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }),
  name: fc.constantFrom('Ada', 'Ben', 'Cy'),
  category: fc.constantFrom('Groceries', 'Cash', 'Clothes'),
  isOwnTransfer: fc.boolean(),
})
const anyEntries = fc.array(anyEntry)
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, one) => all + one, 0n)
const spentIn = (spent: readonly Spending[]) => sum(spent.map(({ amount }) => amount))

test('money in, less money out, plus transfers between own accounts is the change of the balances', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const { moneyIn, moneyOut, betweenOwn } = computeFlow(entries)
      expect(moneyIn - moneyOut + betweenOwn).toBe(sum(entries.map(({ amount }) => amount)))
      expect(moneyIn >= 0n && moneyOut >= 0n).toBe(true)
    }),
  )
})

test('categories, and payees, add up to all money out, and are sorted', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const { moneyOut } = computeFlow(entries)
      for (const spent of [sumByCategory(entries), sumByPayee(entries)]) {
        expect(spentIn(spent)).toBe(moneyOut)
        expect(spent.every(({ amount }, n) => n === 0 || amount <= spent[n - 1]!.amount)).toBe(true)
      }
    }),
  )
})

test('spending by day grows to all money out, with one sum for each day that has begun', () => {
  const day = 86_400_000
  const entries = [entry(-100n, 'a', 'a'), { ...entry(-50n, 'b', 'b'), at: 2 * day }, entry(900n, 'c', 'c')]
  const period = { from: 0, until: 30 * day }
  expect(sumByDay(entries, period, 2 * day)).toEqual([100n, 100n, 150n])
  expect(sumByDay(entries, period, 3 * day - 1)).toEqual([100n, 100n, 150n])
  expect(sumByDay(entries, period, 90 * day)).toHaveLength(30)
})

test('the order of the entries does not change the sums', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const turned = entries.toReversed()
      expect(sumByPayee(turned)).toEqual(sumByPayee(entries))
      expect(computeFlow(turned)).toEqual(computeFlow(entries))
    }),
  )
})

test('the sums of two adjacent periods add up to the sums of both together', () => {
  fc.assert(
    fc.property(anyEntries, fc.nat(1000), (entries, cut) => {
      const [one, other] = [
        filterByPeriod(entries, { from: 0, until: cut }),
        filterByPeriod(entries, { from: cut, until: 1001 }),
      ]
      const { moneyIn, moneyOut } = computeFlow(entries)
      expect(computeFlow(one).moneyIn + computeFlow(other).moneyIn).toBe(moneyIn)
      expect(computeFlow(one).moneyOut + computeFlow(other).moneyOut).toBe(moneyOut)
    }),
  )
})
