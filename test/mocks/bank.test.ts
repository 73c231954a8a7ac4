import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ibanOf, isIban } from '#bank/account-information/iban.ts'
import { accountOf, accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { isWorkingDay, monthAt, monthOf as monthNumber, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { balanceAt, newestFirst } from '#mocks/history/history.ts'
import { monthOf } from '#mocks/history/month.ts'
import { mandatesOf } from '#mocks/payments/mandates.ts'
import { customerAt, customerOf, identityOf, personaOf } from '#mocks/people/customer.ts'
import { personas } from '#mocks/people/personas.ts'
import { lines } from '#test/support/export-lines.ts'

const start = monthNumber(2026, 11)
const bank: Bank = { seed: 7, size: 1_000_000, start }

const anyAccount = fc
  .record({
    seed: fc.integer({ min: 0, max: 4_294_967_295 }),
    index: fc.integer({ min: 0, max: 999_999 }),
    pick: fc.nat(),
  })
  .map(({ seed, index, pick }) => {
    const one: Bank = { ...bank, seed }
    const accounts = accountsOf(one, customerAt(one, index)!)
    return { bank: one, account: accounts[pick % accounts.length]! }
  })
const anyMonth = fc.integer({ min: -36, max: 120 }).map((offset) => start + offset)

describe('the ledger of any account in any month', () => {
  test('every balance is the one before plus the amount, exactly, in minor units', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        const { opening, entries, closing } = monthOf(bank, account, month)
        let balance = opening
        for (const entry of entries) {
          expect(Number.isSafeInteger(entry.amount)).toBe(true)
          balance += entry.amount
          expect(entry.balance).toBe(balance)
        }
        expect(closing).toBe(balance)
      }),
    )
  })

  test('a month opens with the closing balance of the month before', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        expect(monthOf(bank, account, month + 1).opening).toBe(monthOf(bank, account, month).closing)
      }),
    )
  })

  test('entries lie within their month, oldest first, and none is zero', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        const { entries } = monthOf(bank, account, month)
        let before = startOf(month)
        for (const { at, amount } of entries) {
          expect(at).toBeGreaterThanOrEqual(before)
          expect(at).toBeLessThan(startOf(month + 1))
          expect(amount).not.toBe(0)
          before = at
        }
      }),
    )
  })

  test('a transfer between own accounts leaves one and reaches the other in the same second, under the same reference', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        for (const entry of monthOf(bank, account, month).entries) {
          if (!entry.own) continue
          const other = accountOf(bank, `acc_${account.customer.index}_${entry.own}`)!
          const twins = monthOf(bank, other, month).entries.filter(
            (one) => one.at === entry.at && one.reference === entry.reference,
          )
          expect(twins.length).toBe(1)
          const [twin] = twins
          if (account.currency === other.currency) expect(twin!.amount).toBe(-entry.amount)
          else expect(Math.sign(twin!.amount)).toBe(-Math.sign(entry.amount))
        }
      }),
    )
  })

  test('savings are never overdrawn', () => {
    fc.assert(
      fc.property(anyAccount, anyMonth, ({ bank, account }, month) => {
        if (account.role !== 'savings') return
        for (const { balance } of monthOf(bank, account, month).entries) expect(balance).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})

test('salaries and pensions arrive on working days only', () => {
  for (let index = 0; index < 200; index++) {
    const account = accountsOf(bank, customerAt(bank, index)!)[0]!
    for (let month = start - 12; month < start; month++) {
      for (const { kind, at } of monthOf(bank, account, month).entries) {
        if (kind === 'salary' || kind === 'direct-credit')
          expect(isWorkingDay(Math.floor(at / secondsPerDay))).toBe(true)
      }
    }
  }
})

describe('the same seed gives the same bytes', () => {
  const small: Bank = { ...bank, size: 100 }
  const of = (index: number) =>
    [...lines(small, { customers: [index, index + 1], months: [start - 36, start] })].join('')
  const digest = (texts: string[]) => createHash('sha256').update(texts.join('')).digest('hex')
  const indices = Array.from({ length: 30 }, (_, n) => n)

  test('in any order of access', () => {
    const forwards = indices.map(of)
    const backwards = indices.toReversed().map(of).toReversed()
    expect(digest(backwards)).toBe(digest(forwards))
  })

  test('on every machine: a change here changes every bank and needs an entry in the changelog', () => {
    expect(digest(indices.map(of))).toMatchInlineSnapshot(
      `"1770bbd61dfd220379eed3ab996d60def1ed417a84bb3f34ec92f52c7662f0c3"`,
    )
  })

  test('and more customers do not change the existing ones', () => {
    const larger: Bank = { ...bank, size: 1_000_000 }
    expect([...lines(larger, { customers: [0, 30], months: [start - 36, start] })].join('')).toBe(
      indices.map(of).join(''),
    )
  })

  test('and another seed gives another bank', () => {
    const other = [...lines({ ...small, seed: 8 }, { customers: [0, 30], months: [start - 36, start] })].join('')
    expect(other).not.toBe(indices.map(of).join(''))
  })
})

const textOf = (one: Bank, index: number) =>
  [...lines(one, { customers: [index, index + 1], months: [start - 12, start] })].join('')

describe('customers', () => {
  test('begin with one of each persona, under its name, holding everything that the persona may hold', () => {
    for (const [index, persona] of personas.entries()) {
      const customer = customerAt(bank, index)!
      expect(customer.persona).toBe(persona)
      expect(identityOf(bank, customer).person).toBe(`${persona.named.first} ${persona.named.last}`)
      const held = new Set<string>(accountsOf(bank, customer).map(({ product }) => product))
      for (const [product, likely] of Object.entries(persona.holds)) {
        if (product !== 'overdraft') expect(held.has(product)).toBe(likely > 0)
      }
      expect(held.has(persona.main)).toBe(true)
    }
  })

  test('who are named have the same history in every world, whatever its seed and size', () => {
    const other: Bank = { ...bank, seed: 99, size: 50 }
    for (const index of personas.keys()) {
      expect(textOf(other, index)).toBe(textOf(bank, index))
      expect(accountsOf(other, customerAt(other, index)!)).toEqual(accountsOf(bank, customerAt(bank, index)!))
    }
    expect(textOf(other, personas.length)).not.toBe(textOf(bank, personas.length))
  })

  test('of each persona can be fixed in number for a world', () => {
    const mixed: Bank = {
      ...bank,
      size: personas.length + 7,
      mix: [
        ['gig-worker', 4],
        ['estate', 3],
      ],
    }
    const asked = Array.from({ length: 7 }, (_, n) => personaOf(mixed, personas.length + n).id)
    expect(asked.sort()).toEqual(['estate', 'estate', 'estate', 'gig-worker', 'gig-worker', 'gig-worker', 'gig-worker'])
    expect(customerAt(mixed, personas.length + 7)).toBeUndefined()
  })

  test('who are not named follow the weights of the personas', () => {
    const count = 20_000
    const seen = new Map<string, number>()
    for (let index = 100; index < 100 + count; index++) {
      const { id } = personaOf(bank, index)
      seen.set(id, (seen.get(id) ?? 0) + 1)
    }
    const total = personas.reduce((sum, { weight }) => sum + weight, 0)
    for (const { id, weight } of personas) expect((seen.get(id) ?? 0) / count).toBeCloseTo(weight / total, 1.5)
  })

  test.each(['cus_-1', 'cus_1000000', 'cus_01', 'cus_1.5', 'cus_', 'acc_1', ''])('"%s" is not a customer id', (id) => {
    expect(customerOf(bank, id)).toBeUndefined()
  })

  test('have e-mail addresses and phone numbers from reserved ranges', () => {
    for (let index = 0; index < 500; index++) {
      const { email, mobile } = identityOf(bank, customerAt(bank, index)!)
      expect(email).toMatch(/^[a-z0-9.]+@example\.com$/)
      expect(mobile).toMatch(/^\+44-7700-900\d{3}$/)
    }
  })

  test('have the age of their persona when the world begins', () => {
    for (let index = 0; index < 500; index++) {
      const customer = customerAt(bank, index)!
      const age = (startOf(start) / secondsPerDay - identityOf(bank, customer).born) / 365.25
      const [youngest, oldest] = customer.persona.age
      expect(age).toBeGreaterThan(youngest - 1)
      expect(age).toBeLessThan(oldest + 1)
    }
  })

  test('who are newcomers have a thin file, all others three years', () => {
    for (let index = 0; index < 500; index++) {
      const customer = customerAt(bank, index)!
      const months = start - accountsOf(bank, customer)[0]!.firstMonth
      const { monthsWithBank } = customer.persona
      if (monthsWithBank) expect(months).toBeLessThanOrEqual(monthsWithBank[1])
      else expect(months).toBe(36)
    }
  })
})

describe('accounts', () => {
  test('have unique numbers', () => {
    const numbers = new Set<string>()
    let accounts = 0
    for (let index = 0; index < 20_000; index++) {
      for (const { sortCode, number } of accountsOf(bank, customerAt(bank, index)!)) {
        if (!number) continue
        accounts++
        numbers.add(sortCode + number)
        expect(sortCode + number).toMatch(/^00\d{4}\d{8}$/)
        expect(isIban(ibanOf(sortCode, number))).toBe(true)
      }
    }
    expect(numbers.size).toBe(accounts)
  })

  test('have card numbers that are unique, with a valid Luhn digit and a test range', () => {
    const seen = new Set<string>()
    for (let index = 0; index < 3000; index++) {
      const pan = accountsOf(bank, customerAt(bank, index)!).find(({ role }) => role === 'card')?.pan
      if (!pan) continue
      expect(pan).toMatch(/^400000\d{10}$/)
      const digits = [...pan].reverse().map((digit, n) => Number(digit) * (n % 2 === 0 ? 1 : 2))
      expect(digits.reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0) % 10).toBe(0)
      expect(seen.has(pan)).toBe(false)
      seen.add(pan)
    }
    expect(seen.size).toBeGreaterThan(500)
  })

  test.each(['acc_0_mortgage', 'acc_1000000_current', 'acc_00_current', 'acc_0', 'acc_0_current_1', ''])(
    '"%s" is not an account id',
    (id) => {
      expect(accountOf(bank, id)).toBeUndefined()
    },
  )
})

describe('history', () => {
  test('is read newest first, each entry once, and ends where the account begins', () => {
    fc.assert(
      fc.property(anyAccount, fc.integer({ min: 0, max: 35 }), ({ bank, account }, back) => {
        const to = startOf(start - back) + 12 * secondsPerDay
        const seen = [...newestFirst(bank, account, { from: 0, to, now: to })]
          .map(({ entry }) => entry)
          .filter(({ at }) => at <= to)
        expect(new Set(seen).size).toBe(seen.length)
        for (const [n, entry] of seen.entries()) if (n > 0) expect(entry.at).toBeLessThanOrEqual(seen[n - 1]!.at)
        const months = Array.from({ length: monthAt(to) - account.firstMonth + 1 }, (_, n) =>
          monthOf(bank, account, account.firstMonth + n),
        )
        expect(seen.length).toBe(months.flatMap(({ entries }) => entries).filter(({ at }) => at <= to).length)
      }),
      { numRuns: 25 },
    )
  })

  test('gives a balance at an instant: the opening balance plus everything booked by then', () => {
    fc.assert(
      fc.property(
        anyAccount,
        anyMonth,
        fc.integer({ min: 0, max: 27 * secondsPerDay }),
        ({ bank, account }, month, into) => {
          const at = startOf(month) + into
          const { opening, entries } = monthOf(bank, account, month)
          const booked = entries.filter((entry) => entry.at <= at).reduce((sum, { amount }) => sum + amount, 0)
          expect(balanceAt(bank, account, at)).toBe(opening + booked)
        },
      ),
    )
  })

  test('continues with the clock: a later month is computed without those between', () => {
    const account = accountOf(bank, 'acc_0_current')!
    expect(monthOf(bank, account, start + 240).entries.length).toBeGreaterThan(10)
  })
})

describe('standing orders and direct debits', () => {
  test('have their last payment in the history, and their next one follows', () => {
    fc.assert(
      fc.property(anyAccount, fc.integer({ min: 0, max: 27 * secondsPerDay }), ({ bank, account }, into) => {
        const at = startOf(start) + into
        for (const { last, next, by } of mandatesOf(bank, account, at)) {
          if (next) expect(next.at).toBeGreaterThan(at)
          for (const due of [last, next]) {
            if (!due) continue
            const entry = monthOf(bank, account, monthAt(due.at)).entries.find(
              (one) => one.at === due.at && one.amount === -due.amount,
            )
            expect(entry?.kind).toBe(by)
          }
        }
      }),
    )
  })

  test('exist on current accounts only', () => {
    expect(mandatesOf(bank, accountOf(bank, 'acc_0_savings')!, startOf(start))).toEqual([])
    expect(mandatesOf(bank, accountOf(bank, 'acc_0_current')!, startOf(start)).length).toBeGreaterThan(5)
  })
})
