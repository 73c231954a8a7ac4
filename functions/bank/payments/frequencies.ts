import { Problem } from '#bank/base/problem.ts'
import type { Frequency, FrequencyCode } from '#bank/standard/mandate-information.ts'
import { dayMs } from './dates.ts'

/**
 * The days of a frequency, in days since 1970. `fits` says whether a payment can fall on a day;
 * `nth` returns the day of payment number `n` after the first.
 */
type Rhythm = { readonly fits: (day: number) => boolean; readonly nth: (first: number, n: number) => number }

/** Monday is 1, as in ISO 8601. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

const partsOf = (day: number) => {
  const date = new Date(day * dayMs)
  return { month: (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth(), date: date.getUTCDate() }
}
/** Returns the day of a month that is counted since January 1970. */
const dayIn = (month: number, date: number): number => Date.UTC(1970, month, date) / dayMs

const everyDays = (days: number, weekday?: number): Rhythm => ({
  fits: (day) => weekday === undefined || weekdayOf(day) === weekday,
  nth: (first, n) => first + n * days,
})

const everyWorkingDay: Rhythm = {
  fits: (day) => weekdayOf(day) <= 5,
  nth: (first, n) => {
    const into = weekdayOf(first) - 1 + n
    return first - (weekdayOf(first) - 1) + Math.floor(into / 5) * 7 + (into % 5)
  },
}

/**
 * On one date every `months` months, or the last day of a month without that date. A negative date
 * counts from the end of the month.
 */
function everyMonths(months: number, date?: number): Rhythm {
  const on = (month: number, wanted: number) => {
    const last = partsOf(dayIn(month + 1, 0)).date
    return dayIn(month, wanted < 0 ? last + 1 + wanted : Math.min(wanted, last))
  }
  return {
    fits: (day) => date === undefined || day === on(partsOf(day).month, date),
    nth: (first, n) => on(partsOf(first).month + n * months, date ?? partsOf(first).date),
  }
}

/** On a weekday of one week of every month. The fifth week is the last that the month has. */
function everyMonthInWeek(week: number, weekday: number): Rhythm {
  const on = (month: number) => {
    const start = dayIn(month, 1)
    const day = start + ((weekday - weekdayOf(start) + 7) % 7) + (week - 1) * 7
    return partsOf(day).month === month ? day : day - 7
  }
  return {
    fits: (day) => day === on(partsOf(day).month),
    nth: (first, n) => on(partsOf(first).month + n),
  }
}

/** The quarter days of the standard, month and date. */
const quarterDays: Readonly<Record<string, readonly (readonly [month: number, date: number])[]>> = {
  ENGLISH: [
    [3, 25],
    [6, 24],
    [9, 29],
    [12, 25],
  ],
  SCOTTISH: [
    [2, 2],
    [5, 15],
    [8, 1],
    [11, 11],
  ],
  RECEIVED: [
    [3, 20],
    [6, 19],
    [9, 24],
    [12, 20],
  ],
}
function everyQuarterDay(days: readonly (readonly [month: number, date: number])[]): Rhythm {
  const on = (year: number, turn: number) => {
    const [month, date] = days[turn % 4] as readonly [number, number]
    return dayIn((year + Math.floor(turn / 4)) * 12 + month - 1, date)
  }
  const turnOf = (day: number) => {
    const year = Math.floor(partsOf(day).month / 12)
    return { year, turn: days.findIndex((_, turn) => on(year, turn) === day) }
  }
  return {
    fits: (day) => turnOf(day).turn >= 0,
    nth: (first, n) => {
      const { year, turn } = turnOf(first)
      return on(year, turn + n)
    },
  }
}

const daysPerPeriod: Partial<Record<FrequencyCode, number>> = { DAIL: 1, WEEK: 7, FRTN: 14, FOWK: 28 }
/** Frequencies that count in months, with the number of months. */
export const monthsPerPeriod: Partial<Record<FrequencyCode, number>> = {
  MNTH: 1,
  TWMH: 2,
  ALMH: 2,
  QURT: 3,
  FOMH: 4,
  FIMH: 5,
  MIAN: 6,
  YEAR: 12,
}

/**
 * Returns the rhythm of a frequency, or undefined if this bank does not support it: on request,
 * several times a day, or unspecified.
 */
function rhythmOf({ Type, PointInTime }: Frequency): Rhythm | undefined {
  const point = Number(PointInTime ?? 0) || undefined
  const days = daysPerPeriod[Type as FrequencyCode]
  if (days !== undefined) return everyDays(days, days === 1 ? undefined : point)
  const months = monthsPerPeriod[Type as FrequencyCode]
  if (months !== undefined) return everyMonths(months, point)
  const [name = '', one = '', two = ''] = Type.split(':')
  const patterns: Readonly<Record<string, () => Rhythm>> = {
    WODL: () => everyWorkingDay,
    EvryDay: () => everyDays(1),
    EvryWorkgDay: () => everyWorkingDay,
    IntrvlDay: () => everyDays(Number(one)),
    IntrvlWkDay: () => everyDays(Number(one) * 7, Number(two)),
    WkInMnthDay: () => everyMonthInWeek(Number(one), Number(two)),
    IntrvlMnthDay: () => everyMonths(Number(one), Number(two)),
    QtrDay: () => everyQuarterDay(quarterDays[one] ?? []),
  }
  return patterns[name]?.()
}

/**
 * The largest `PointInTime` of a frequency: a day of the week, a day of the month, or 0 if it has
 * none.
 */
const maxPointInTime = (Type: string): number =>
  (daysPerPeriod[Type as FrequencyCode] ?? 0) > 1 ? 7 : monthsPerPeriod[Type as FrequencyCode] !== undefined ? 31 : 0

/** Rejects a frequency that this bank does not support. `path` is the path of the frequency. */
export function checkFrequency(frequency: Frequency, path: string): void {
  const { Type, CountPerPeriod, PointInTime } = frequency
  if (CountPerPeriod !== undefined && PointInTime !== undefined)
    throw new Problem('field-unexpected', `${path}.PointInTime: must be absent together with CountPerPeriod`, {
      path: `${path}.PointInTime`,
    })
  if (!rhythmOf(frequency) || (CountPerPeriod ?? 1) !== 1)
    throw new Problem(
      'frequency-unsupported',
      `${path}: must be a supported frequency with one payment per period (got ${Type}, ${CountPerPeriod ?? 1} per period)`,
      { path },
    )
  if (PointInTime === undefined || PointInTime === '00') return
  if (!/^\d\d$/.test(PointInTime) || Number(PointInTime) > maxPointInTime(Type))
    throw new Problem(
      'field-invalid',
      `${path}.PointInTime: must be from 00 to ${String(maxPointInTime(Type)).padStart(2, '0')} for ${Type} (got ${PointInTime})`,
      {
        path: `${path}.PointInTime`,
      },
    )
}

/** Returns whether a payment can fall on the day of an instant (epoch milliseconds), in UTC. */
export const isPaymentDay = (frequency: Frequency, at: number): boolean =>
  rhythmOf(frequency)?.fits(Math.floor(at / dayMs)) ?? false

/**
 * Returns the instant of the payment number `n` after the first, at the same time of day. Epoch
 * milliseconds.
 */
export function occurrenceAt(frequency: Frequency, first: number, n: number): number {
  const day = Math.floor(first / dayMs)
  return (rhythmOf(frequency)?.nth(day, n) ?? day) * dayMs + (first - day * dayMs)
}
