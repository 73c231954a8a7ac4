import type { Calendar } from '#bank/time/calendar.ts'
import { isWorkingDay, summerTimeOn } from '#mocks/base/calendar.ts'

export const calendar: Calendar = { isWorkingDay, londonOffset: summerTimeOn }

/*
 * Instants as people in London write them: `Fri 2026-11-27 17:41`. By the platform's time zones,
 * not by the bank under test.
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

/** An instant (epoch milliseconds) as London's clocks tell it; seconds only where there are any. */
export function formatLondonTime(at: number): string {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  const seconds = part.second === '00' ? '' : `:${part.second}`
  return `${part.weekday} ${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}${seconds}`
}

/**
 * The instant that London's clocks tell so. Throws when they never do, a wrong day of the week
 * included.
 */
export function parseLondonTime(text: string): number {
  const utc = Date.parse(`${text.slice(4).replace(' ', 'T')}Z`)
  const at = [utc, utc - 3_600_000].find((one) => formatLondonTime(one) === text)
  if (at === undefined) throw new Error(`London's clocks never say ${text}`)
  return at
}
