import { describe, expect, test } from 'vitest'
import { firstDay, monthOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, from, ledgerOf, lifeWith, months, on, passes, to } from '#test/realism/made-up.ts'
import { christmas } from './christmas.ts'
import { creditCardBets } from './credit-card-bets.ts'
import { payday, payWeek } from './payday.ts'
import { twoPlaces } from './two-places.ts'

/** A life with so much spent on each day. */
const daily = (spentOn: (day: number) => number, others: readonly Entry[] = []) => {
  const days = Array.from({ length: firstDay(to) - firstDay(from) - 3 }, (_, n) => firstDay(from) + n)
  const spent = days.flatMap((day) => {
    const amount = Math.round(spentOn(day))
    return amount > 0 ? [entryAt(day * 86_400 + 43_200, -amount, { at: day * 86_400 + 150_000 })] : []
  })
  return lifeWith([ledgerOf([...spent, ...others])])
}

describe('shopping', () => {
  test('on Christmas Day as on other days is found', () => {
    const closed = new Set([2023, 2024, 2025, 2026].map((year) => firstDay(monthOf(year, 12)) + 24))
    const lives = (isOpen: (customer: number) => boolean) =>
      Array.from({ length: 20 }, (_, customer) => daily((day) => (closed.has(day) && !isOpen(customer) ? 0 : 1000)))
    expect(
      passes(
        christmas,
        lives((customer) => customer % 8 === 0),
      ),
    ).toBe(true)
    expect(
      passes(
        christmas,
        lives(() => true),
      ),
    ).toBe(false)
  })

  const paid = months().map((month) =>
    entryAt(on(month, 27, 2), 200_000, { kind: 'salary', party: 'Castle Engineering' }),
  )
  const paydays = paid.map(({ at }) => Math.floor(at / 86_400))
  const sincePay = (day: number) => day - (paydays.findLast((payday) => payday <= day) ?? (paydays[0] as number))
  const lives = (spentOn: (since: number) => number) =>
    Array.from({ length: 20 }, () => daily((day) => spentOn(sincePay(day)), paid))

  test('that knows no payday is found', () => {
    const spread = lives((since) => (since < 0 ? 1000 : 1000 + Math.max(0, 600 - since * 80)))
    expect(passes(payWeek, spread)).toBe(true)
    expect(passes(payday, spread)).toBe(true)
    expect(
      passes(
        payWeek,
        lives(() => 1000),
      ),
    ).toBe(false)
  })

  test('customers who do the shopping of a week on payday itself are found', () => {
    expect(
      passes(
        payday,
        lives((since) => (since === 0 ? 6000 : 1000)),
      ),
    ).toBe(false)
  })

  test('in two countries at once is found', () => {
    const abroad = (at: number) =>
      entryAt(at, -1500, { mcc: '5812', exchange: { currency: 'EUR', amount: 1700, rate: 1.16 } })
    const home = (at: number, mcc = '5411') => entryAt(at, -1000, { mcc })
    const noon = on(from + 5, 10)
    const hour = 3600
    const trip = [home(noon - 30 * hour), abroad(noon), abroad(noon + 20 * hour), home(noon + 50 * hour)]
    const lives = (more: readonly Entry[]) => [lifeWith([ledgerOf([...trip, ...more])])]
    expect(passes(twoPlaces, lives([]))).toBe(true)
    expect(passes(twoPlaces, lives([home(noon + 4 * hour, '5964')]))).toBe(true)
    expect(passes(twoPlaces, lives([home(noon + 4 * hour)]))).toBe(false)
    const inEuros = ledgerOf(trip.slice(1, 3), { product: 'euro', role: 'euro', currency: 'EUR' })
    const shopping = ledgerOf([home(noon + 4 * hour)], { product: 'card', role: 'card' })
    expect(passes(twoPlaces, [lifeWith([ledgerOf([]), inEuros, shopping])])).toBe(false)
  })

  test('for bets by credit card is found', () => {
    const paid = (mcc: string, kind: 'card-purchase' | 'credit-card-purchase') => [
      lifeWith([
        ledgerOf([
          entryAt(on(from, 3), -900, { kind: 'credit-card-purchase' }),
          entryAt(on(from, 4), -1000, { mcc, kind }),
        ]),
      ]),
    ]
    expect(passes(creditCardBets, paid('7995', 'card-purchase'))).toBe(true)
    expect(passes(creditCardBets, paid('7995', 'credit-card-purchase'))).toBe(false)
  })
})
