import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Account, accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { monthOf as monthNumber, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { newestFirst, pendingAt } from '#mocks/history/history.ts'
import { monthOf } from '#mocks/history/month.ts'
import { mandatesOf } from '#mocks/payments/mandates.ts'
import { customerAt } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import { walkedMonth } from '#mocks/walk/page.ts'

const start = monthNumber(2026, 11)
const walking = personas.filter(({ walks }) => walks)
const each = 40
const size = personas.length + walking.length * each

/** Returns a bank in which all customers but the named ones are walked. */
const bankOf = (seed: number): Bank => ({ seed, size, start, mix: walking.map(({ id }) => [id, each]) })
const anySeed = fc.integer({ min: 0, max: 4_294_967_295 })
const anyMonth = fc.integer({ min: -36, max: 240 }).map((offset) => start + offset)
const anyAccount = fc
  .record({ seed: anySeed, index: fc.integer({ min: personas.length, max: size - 1 }), n: fc.nat() })
  .map(({ seed, index, n }) => {
    const bank = bankOf(seed)
    const accounts = accountsOf(bank, customerAt(bank, index)!)
    return { bank, account: accounts[n % accounts.length]! }
  })

const digest = (month: ReturnType<typeof monthOf>) => createHash('sha256').update(JSON.stringify(month)).digest('hex')

/**
 * Returns three years of an account in the order in which they were made, with the balance before
 * each.
 */
function madeIn(bank: Bank, account: Account, from: number, months: number) {
  const all: Entry[] = []
  for (let month = from; month < from + months; month++) all.push(...monthOf(bank, account, month).entries)
  const before = all.filter(({ made }) => made < startOf(from))
  let balance = before.reduce((sum, { amount }) => sum + amount, monthOf(bank, account, from).opening)
  return all
    .filter(({ made }) => made >= startOf(from))
    .map((entry, n) => ({ entry, n }))
    .sort((a, b) => a.entry.made - b.entry.made || a.n - b.n)
    .map(({ entry }) => {
      const available = balance
      balance += entry.amount
      return { entry, available }
    })
}

describe('an account that is walked', () => {
  test('has the same bytes in whatever order its months are asked for', () => {
    const bank = bankOf(8)
    const cells = Array.from({ length: 12 }, (_, n) => customerAt(bank, personas.length + n * 3)!).flatMap((customer) =>
      accountsOf(bank, customer).flatMap((account) =>
        Array.from({ length: 40 }, (_, k) => ({ account, month: start - 36 + k * 5 })),
      ),
    )
    const read = (order: typeof cells) =>
      new Map(order.map(({ account, month }) => [`${account.id} ${month}`, digest(walkedMonth(bank, account, month))]))
    const forwards = read(cells)
    // By months, no two pages in a row are of one customer: nothing is remembered for long.
    const shuffled = read(cells.toSorted((a, b) => b.month - a.month || (a.account.id < b.account.id ? 1 : -1)))
    for (const [key, bytes] of forwards) expect(shuffled.get(key)).toBe(bytes)
  })

  test('opens a month with the closing balance of the one before, for twenty years', () => {
    fc.assert(
      fc.property(anyAccount, ({ bank, account }) => {
        let before = walkedMonth(bank, account, account.firstMonth)
        for (let month = account.firstMonth + 1; month < start + 204; month++) {
          const next = walkedMonth(bank, account, month)
          expect(next.opening).toBe(before.closing)
          before = next
        }
      }),
      { numRuns: 40 },
    )
  })

  test('never exceeds its limit, not even between a purchase and its booking', () => {
    fc.assert(
      fc.property(anyAccount, fc.integer({ min: -36, max: 200 }), ({ bank, account }, offset) => {
        const made = madeIn(bank, account, start + offset, 12)
        for (const [n, { entry, available }] of made.entries()) {
          // A direct debit and its return are one second.
          if (made[n + 1]?.entry.made === entry.made) continue
          expect(available + entry.amount).toBeGreaterThanOrEqual(-account.creditLine)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('returns a direct debit if and only if the balance is short', () => {
    let [debits, returned] = [0, 0]
    const short = new Set<string>()
    for (const seed of [1, 2]) {
      const bank = bankOf(seed)
      for (let index = personas.length; index < size; index++) {
        const account = accountsOf(bank, customerAt(bank, index)!)[0]!
        const made = madeIn(bank, account, start - 36, 36)
        for (const [n, { entry, available }] of made.entries()) {
          if (entry.kind !== 'direct-debit') continue
          const next = made[n + 1]?.entry
          const isReturned = next?.kind === 'direct-debit-return' && next.made === entry.made
          expect(isReturned).toBe(available + entry.amount < -account.creditLine)
          debits++
          if (!isReturned) continue
          returned++
          short.add(account.id)
        }
      }
    }
    expect(returned / debits).toBeGreaterThan(0.003)
    expect(returned / debits).toBeLessThan(0.025)
    expect(short.size).toBeGreaterThan(5)
  })

  test('books purchases over the ends of months and on the first', () => {
    const bank = bankOf(3)
    let [purchases, later, first] = [0, 0, 0]
    for (let index = personas.length; index < size; index++) {
      const account = accountsOf(bank, customerAt(bank, index)!)[0]!
      for (let month = start - 12; month < start; month++) {
        for (const { kind, made, at } of monthOf(bank, account, month).entries) {
          if (kind !== 'card-purchase') continue
          purchases++
          if (made < startOf(month)) later++
          if (at < startOf(month) + secondsPerDay) first++
        }
      }
    }
    expect(later / purchases).toBeGreaterThan(0.03)
    expect(later / purchases).toBeLessThan(0.1)
    expect(first / purchases).toBeGreaterThan(0.01)
  })

  test('has the two sides of a transfer between own accounts in the same second', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        for (const entry of monthOf(bank, account, month).entries) {
          if (!entry.own) continue
          const other = accountsOf(bank, account.customer).find(({ product }) => product === entry.own)!
          const twins = monthOf(bank, other, month).entries.filter(
            ({ at, reference }) => at === entry.at && reference === entry.reference,
          )
          expect(twins.map(({ amount }) => Math.sign(amount))).toEqual([-Math.sign(entry.amount)])
          if (other.currency === account.currency) expect(twins[0]!.amount).toBe(-entry.amount)
        }
      }),
    )
  })

  test('lists what is pending at a month end under the id that it keeps', () => {
    let pending = 0
    const bank = bankOf(4)
    for (let index = personas.length; index < personas.length + 20; index++) {
      const account = accountsOf(bank, customerAt(bank, index)!)[0]!
      const at = startOf(start + 1) - 1
      for (const one of pendingAt(bank, account, at)) {
        if (one.month === start) continue
        pending++
        const later = [...newestFirst(bank, account, { from: one.entry.at, to: one.entry.at, now: one.entry.at })]
        expect(later.map(({ month, place }) => [month, place])).toContainEqual([one.month, one.place])
      }
    }
    expect(pending).toBeGreaterThan(10)
  })
})

describe('mandates of an account that is walked', () => {
  test('do not depend on what was asked before', () => {
    const at = startOf(start) + 12 * secondsPerDay
    for (let index = personas.length; index < size; index += 7) {
      const [one, other] = [bankOf(5), bankOf(5)]
      const account = accountsOf(one, customerAt(one, index)!)[0]!
      for (let month = start + 60; month > start - 36; month--) monthOf(one, account, month)
      expect(mandatesOf(other, accountsOf(other, customerAt(other, index)!)[0]!, at)).toEqual(
        mandatesOf(one, account, at),
      )
    }
  })

  test('end with a cancelled subscription', () => {
    const bank = bankOf(6)
    let ended = 0
    for (let index = personas.length; index < size; index++) {
      const account = accountsOf(bank, customerAt(bank, index)!)[0]!
      const keys = (month: number) => new Set(mandatesOf(bank, account, startOf(month)).map(({ key }) => key))
      const later = keys(start + 24)
      for (const key of keys(start)) if (!later.has(key)) ended++
    }
    expect(ended).toBeGreaterThan(5)
  })
})
