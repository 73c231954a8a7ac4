import { describe, expect, test } from 'vitest'
import { startOf } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { entryAt, ledgerOf, lifeWith, months, on, passes } from '#test/realism/made-up.ts'
import { firstDayOfMonth } from './first-day.ts'
import { lastMinute } from './last-minute.ts'
import { otherMonth } from './other-month.ts'
import { salaries } from './salaries.ts'

/** A purchase on each day, booked as `book` says. */
const daily = (book: (made: number, month: number) => number) => [
  lifeWith([
    ledgerOf(
      months().flatMap((month) =>
        Array.from({ length: 28 }, (_, day) => {
          const made = on(month, day + 1)
          return entryAt(made, -500, { at: book(made, month) })
        }),
      ),
    ),
  ]),
]
const twoDaysLater = (made: number) => made + 4 * 86_400 - 9 * 3600
const beforeTheMonthEnds = (made: number, month: number) => Math.min(twoDaysLater(made), startOf(month + 1) - 20)

describe('bookings', () => {
  test('that cross the ends of months pass, those that never do are found', () => {
    expect(passes(otherMonth, daily(twoDaysLater))).toBe(true)
    expect(passes(otherMonth, daily(beforeTheMonthEnds))).toBe(false)
    expect(
      passes(
        otherMonth,
        daily((made) => made + 20 * 86_400),
      ),
    ).toBe(false)
  })

  test('on the 1st pass, a bank that never books then is found', () => {
    expect(
      passes(
        firstDayOfMonth,
        daily((made) => made),
      ),
    ).toBe(true)
    expect(passes(firstDayOfMonth, daily(beforeTheMonthEnds))).toBe(false)
  })

  test('in the last minute of a month are found', () => {
    expect(passes(lastMinute, daily(twoDaysLater))).toBe(true)
    expect(passes(lastMinute, daily(beforeTheMonthEnds))).toBe(false)
  })

  test('of salaries on a Sunday are found', () => {
    const paid = (at: (month: number) => number): Entry[] =>
      months().map((month) => entryAt(at(month), 200_000, { kind: 'salary', party: 'Castle Engineering' }))
    const onTuesdays = (month: number) => {
      const day = Math.floor(on(month, 12) / 86_400)
      return (day - ((day + 2) % 7)) * 86_400
    }
    expect(passes(salaries, [lifeWith([ledgerOf(paid(onTuesdays))])])).toBe(true)
    expect(passes(salaries, [lifeWith([ledgerOf(paid((month) => onTuesdays(month) - 2 * 86_400))])])).toBe(false)
  })
})
