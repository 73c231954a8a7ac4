import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  bankHolidays,
  firstDay,
  isWorkingDay,
  monthOf,
  priceLevel,
  summerTimeOn,
  weekday,
  workingDayOnOrAfter,
  workingDayOnOrBefore,
} from '#mocks/base/calendar.ts'
import { offsetOn } from '#test/realism/london.ts'

const day = (iso: string) => Date.parse(iso) / 86_400_000
const iso = (days: Iterable<number>) =>
  [...days].sort((a, b) => a - b).map((one) => new Date(one * 86_400_000).toISOString().slice(0, 10))

describe('bank holidays of England and Wales, as the government lists them', () => {
  test.each([
    [2020, '2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28'],
    [
      2022,
      '2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27',
    ],
    [2023, '2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26'],
    [2026, '2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28'],
  ])('%i', (year, listed) => expect(iso(bankHolidays(year)).join(' ')).toBe(listed))
})

test('a working day is a weekday that is not a bank holiday', () => {
  expect(isWorkingDay(day('2026-11-24'))).toBe(true)
  expect(isWorkingDay(day('2026-11-22'))).toBe(false)
  expect(isWorkingDay(day('2026-12-28'))).toBe(false)
})

test('the working day on or before a day, and on or after it, is the nearest one', () => {
  fc.assert(
    fc.property(fc.integer({ min: day('2015-01-01'), max: day('2060-01-01') }), (one) => {
      const [before, after] = [workingDayOnOrBefore(one), workingDayOnOrAfter(one)]
      expect(before <= one && one <= after).toBe(true)
      expect(isWorkingDay(before) && isWorkingDay(after)).toBe(true)
      for (let between = before + 1; between < after; between++)
        expect(between === one || !isWorkingDay(between)).toBe(true)
    }),
  )
})

test('months begin at the instants that Date gives', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
      expect(firstDay(monthOf(year, month))).toBe(Date.UTC(year, month - 1) / 86_400_000)
      expect(weekday(firstDay(monthOf(year, month)))).toBe((new Date(Date.UTC(year, month - 1)).getUTCDay() + 6) % 7)
    }),
  )
})

test("summer time is the same as in the platform's time zone data", () => {
  for (let day = firstDay(monthOf(2004, 1)); day < firstDay(monthOf(2040, 1)); day++)
    expect(summerTimeOn(day), `day ${day}`).toBe(offsetOn(day))
})

test('prices never fall', () => {
  for (let year = 2010; year < 2060; year++) expect(priceLevel(year + 1)).toBeGreaterThanOrEqual(priceLevel(year))
})
