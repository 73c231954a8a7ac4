import { monthsPerPeriod } from '#bank/payments/frequencies.ts'
import type { Frequency, FrequencyCode } from '#bank/standard/mandate-information.ts'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const weeks = ['first', 'second', 'third', 'fourth', 'last']
const numbers = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
const monthNames = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })

const inWeeks: Readonly<Record<string, number>> = { WEEK: 1, FRTN: 2, FOWK: 4 }
const quarterDays: Readonly<Record<string, string>> = {
  ENGLISH: '25 March, 24 June, 29 September and 25 December',
  SCOTTISH: '2 February, 15 May, 1 August and 11 November',
  RECEIVED: '20 March, 19 June, 24 September and 20 December',
}

const every = (count: number, one: string): string =>
  count === 1 ? `every ${one}` : `every ${numbers[count] ?? count} ${one}s`

/** `1st`, `22nd`, `13th`. */
function ordinal(n: number): string {
  const isTeen = n % 100 > 10 && n % 100 < 14
  return `${n}${isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`
}

/** A day of the month; below zero it is counted from the end. */
function dayOfMonth(day: number): string {
  if (day === -1) return 'on the last day of the month'
  if (day < 0) return `on the ${ordinal(-day)} day from the end of the month`
  return `on the ${ordinal(day)}${day > 28 ? ', or the last day of a shorter month' : ''}`
}

const weekly = (count: number, weekday: number): string => `${every(count, 'week')} on ${weekdays[weekday - 1]}`

function monthly(count: number, day: number, on: Date): string {
  if (count === 12) return `every year on ${day} ${monthNames.format(on)}`
  if (count === 24) return `every two years in ${monthNames.format(on)}, ${dayOfMonth(day)}`
  return `${every(count, 'month')}, ${dayOfMonth(day)}`
}

/** How often a standing order pays, in English. `at` is one of its days, in epoch milliseconds. */
export function describeFrequency({ Type, PointInTime }: Frequency, at: number): string {
  const on = new Date(at)
  const point = Number(PointInTime ?? 0)
  const weekday = on.getUTCDay() || 7
  const day = on.getUTCDate()
  if (inWeeks[Type]) return weekly(inWeeks[Type], point || weekday)
  const months = monthsPerPeriod[Type as FrequencyCode]
  if (months) return monthly(months, point || day, on)
  const [name = '', one = '', two = ''] = Type.split(':')
  const words: Readonly<Record<string, () => string>> = {
    DAIL: () => 'every day',
    EvryDay: () => 'every day',
    WODL: () => 'every working day, Monday to Friday',
    EvryWorkgDay: () => 'every working day, Monday to Friday',
    IntrvlDay: () => every(Number(one), 'day'),
    IntrvlWkDay: () => weekly(Number(one), Number(two)),
    WkInMnthDay: () => `every month on the ${weeks[Number(one) - 1]} ${weekdays[Number(two) - 1]}`,
    IntrvlMnthDay: () => monthly(Number(one), Number(two), on),
    QtrDay: () => `every quarter, on ${quarterDays[one]}`,
  }
  return words[name]?.() ?? Type
}
