/**
 * The civil calendar of England and Wales in plain integers: a day is days since 1970-01-01, a month is year * 12 + (0..11).
 * The bank books in UTC. Shops open by the clocks of London, whose summer time is a rule here: no byte depends on a time-zone table.
 */
export type Day = number
export type Month = number

export const secondsPerDay = 86_400

export const monthOf = (year: number, monthFrom1: number): Month => year * 12 + monthFrom1 - 1
export const yearOf = (month: Month): number => Math.floor(month / 12)
/** 0 is January. */
export const monthOfYear = (month: Month): number => month % 12

/** The month that an instant (epoch seconds) lies in. */
export function monthAt(seconds: number): Month {
  const date = new Date(seconds * 1000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The first day of every month from 1900 to 2149: asked for some times per generated purchase, so it is a table. */
const firstDays = Int32Array.from({ length: 250 * 12 }, (_, n) => Date.UTC(1900, n) / 86_400_000)
export const firstDay = (month: Month): Day => firstDays[month - 1900 * 12] as Day
export const daysIn = (month: Month): number => firstDay(month + 1) - firstDay(month)
/** Epoch seconds of the first instant of the month. */
export const startOf = (month: Month): number => firstDay(month) * secondsPerDay

/** 0 is Monday, 6 is Sunday. */
export const weekday = (day: Day): number => (((day + 3) % 7) + 7) % 7

/** By day from 1970 on: 0 not asked yet, 1 winter, 2 summer. */
const seasons = new Uint8Array(firstDays.at(-1) as Day)

/** Seconds that London's clocks are ahead of UTC on a day: an hour from the last Sunday of March until that of October. */
export function summerTimeOn(day: Day): number {
  if (seasons[day] === 0) {
    const year = new Date(day * 86_400_000).getUTCFullYear()
    const lastSunday = (month: number): Day => {
      const last = firstDay(monthOf(year, month + 1)) - 1
      return last - ((weekday(last) + 1) % 7)
    }
    seasons[day] = day >= lastSunday(3) && day < lastSunday(10) ? 2 : 1
  }
  return seasons[day] === 2 ? 3600 : 0
}

/** Bank holidays that were moved or added by proclamation: [year, month from 1, day]. */
const proclaimed: readonly (readonly [number, number, number])[] = [
  [2020, 5, 8],
  [2022, 6, 2],
  [2022, 6, 3],
  [2022, 9, 19],
  [2023, 5, 8],
]
/** Rules that a proclamation replaced. */
const replaced = new Set(['2020 early May', '2022 spring'])

const holidaysByYear = new Map<number, ReadonlySet<Day>>()

/** Bank holidays of England and Wales in one year, substitute days included. */
export function bankHolidays(year: number): ReadonlySet<Day> {
  const known = holidaysByYear.get(year)
  if (known) return known
  const on = (month: number, day: number): Day => firstDay(monthOf(year, month)) + day - 1
  const firstMonday = (month: number): Day => on(month, 1) + ((7 - weekday(on(month, 1))) % 7)
  const lastMonday = (month: number): Day => on(month, 31) - weekday(on(month, 31))
  const easter = easterSunday(year)
  const days = new Set<Day>([easter - 2, easter + 1, lastMonday(8)])
  if (!replaced.has(`${year} early May`)) days.add(firstMonday(5))
  if (!replaced.has(`${year} spring`)) days.add(lastMonday(5))
  for (const [y, month, day] of proclaimed) if (y === year) days.add(on(month, day))
  for (const day of [on(1, 1), on(12, 25), on(12, 26)]) {
    let observed = day
    while (weekday(observed) > 4 || days.has(observed)) observed++
    days.add(observed)
  }
  holidaysByYear.set(year, days)
  return days
}

/** Anonymous Gregorian computus. */
function easterSunday(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - Math.floor(b / 4) - d + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return firstDay(monthOf(year, Math.floor(n / 31))) + (n % 31)
}

/** By day from 1970 on: 0 not asked yet, 1 working, 2 not. */
const workingDays = new Uint8Array(firstDays.at(-1) as Day)

export function isWorkingDay(day: Day): boolean {
  if (workingDays[day] === 0) {
    const works = weekday(day) < 5 && !bankHolidays(new Date(day * 86_400_000).getUTCFullYear()).has(day)
    workingDays[day] = works ? 1 : 2
  }
  return workingDays[day] === 1
}

export function workingDayOnOrBefore(day: Day): Day {
  while (!isWorkingDay(day)) day--
  return day
}

export function workingDayOnOrAfter(day: Day): Day {
  while (!isWorkingDay(day)) day++
  return day
}

/** What a pound of 2024 bought in another year: yearly averages of consumer prices, and 2 % a year beyond the table. */
export function priceLevel(year: number): number {
  const first = 2012
  const last = first + pricesOf2024.length - 1
  if (year > last) return (pricesOf2024.at(-1) as number) * 1.02 ** (year - last)
  return pricesOf2024[Math.max(0, year - first)] as number
}
const pricesOf2024 = [0.725, 0.743, 0.754, 0.755, 0.761, 0.781, 0.8, 0.815, 0.822, 0.843, 0.92, 0.976, 1, 1.034, 1.06]

/** `2026-11-24T09:30:00.000Z` from epoch seconds. */
export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString()
