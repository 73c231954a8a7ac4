import type { Calendar } from '#bank/time/calendar.ts'
import { isWorkingDay, summerTimeOn } from '#mocks/base/calendar.ts'

export const calendar: Calendar = { isWorkingDay, londonOffset: summerTimeOn }

/*
 * Instants in London's local time: `Fri 2026-11-27 17:41`. They use the platform's time zones, not
 * the bank under test.
 */
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

/**
 * Formats an instant (epoch milliseconds) in London's local time, with seconds if they are not
 * zero.
 */
export function formatLondonTime(at: number): string {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const seconds = part.second === '00' ? '' : `:${part.second}`
  return `${part.weekday} ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}${seconds}`
}

/**
 * Parses an instant in London's local time. Throws if it never occurs, also for a wrong day of the
 * week.
 */
export function parseLondonTime(text: string): number {
  const utc = Date.parse(`${text.slice(4).replace(' ', 'T')}Z`)
  const at = [utc, utc - 3_600_000].find((one) => formatLondonTime(one) === text)
  if (at === undefined) throw new Error(`London's clocks never say ${text}`)
  return at
}
