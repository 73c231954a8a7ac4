import {
  type Day,
  daysIn,
  firstDay,
  type Month,
  monthOfYear,
  weekday,
  workingDayOnOrAfter,
  workingDayOnOrBefore,
} from '#mocks/base/calendar.ts'
import { type Chance, drawInteger } from '#mocks/base/chance.ts'

/**
 * The days of a month on which an income arrives, and the payments a year. `lot` in [0, 1) is
 * constant per customer.
 */
export type PayRule = {
  readonly perYear: number
  days(month: Month, lot: number, next: Chance): readonly Day[]
}

/** The last working day of the month. */
export const lastWorkingDay: PayRule = {
  perYear: 12,
  days: (month) => [workingDayOnOrBefore(firstDay(month + 1) - 1)],
}

/**
 * A fixed date of the month, or the working day before it. Each customer has one of these dates. A
 * payment on the first never moves into the month before.
 */
export const onDates = (...dates: readonly number[]): PayRule => ({
  perYear: 12,
  days: (month, lot) => [within(month, firstDay(month) + (dates[Math.floor(lot * dates.length)] as number) - 1)],
})

/**
 * Returns the last working day on or before a day of a month. If it lies in the month before,
 * returns the first of the month.
 */
function within(month: Month, day: Day): Day {
  const paid = workingDayOnOrBefore(day)
  return paid < firstDay(month) ? workingDayOnOrAfter(firstDay(month)) : paid
}

/** Every week on one weekday (0 is Monday), or the working day before it. */
export const weekly = (on: number): PayRule => every(7, () => on)

/**
 * Every four weeks on a Monday to Friday, or the working day before it, as pensions and benefits
 * are paid.
 */
export const fourWeekly: PayRule = every(28, (lot) => Math.floor(lot * 4) * 7 + (Math.floor(lot * 20) % 5))

function every(interval: 7 | 28, offset: (lot: number) => number): PayRule {
  return {
    perYear: 364 / interval,
    days(month, lot) {
      const start = firstDay(month)
      const end = start + daysIn(month)
      // Day 4 of the epoch (1970-01-05) was a Monday.
      let due = 4 + offset(lot)
      due += Math.floor((start - due + interval - 1) / interval) * interval
      const days: Day[] = []
      // A payment due early in the next month comes into this month if its day is not a working
      // day.
      for (; due < end + 5; due += interval) {
        const paid = workingDayOnOrBefore(due)
        if (paid >= start && paid < end) days.push(paid)
      }
      return days
    },
  }
}

/** Once in each of these months (0 is January), on the first working Monday. */
export const inMonths = (...months: readonly number[]): PayRule => ({
  perYear: months.length,
  days(month) {
    if (!months.includes(monthOfYear(month))) return []
    const start = firstDay(month)
    return [workingDayOnOrBefore(start + ((7 - weekday(start)) % 7) + 7)]
  },
})

/** On `fewest` to `most` random working days of the month. */
export const onRandomDays = (fewest: number, most: number): PayRule => ({
  perYear: 6 * (fewest + most),
  days(month, _lot, next) {
    const days: Day[] = []
    for (let n = drawInteger(next, fewest, most); n > 0; n--) {
      days.push(within(month, firstDay(month) + Math.floor(next() * daysIn(month))))
    }
    return days
  },
})
