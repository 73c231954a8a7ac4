import { moneyOf } from './bank.ts'
import type { Month } from './calendar.ts'

/** Formats minor units, such as `£1,234.50` or `−£3.00`. */
export function formatMoney(minor: bigint, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  // Intl formats a decimal string exactly. A number could lose pence.
  const amount = format.format(moneyOf(minor < 0n ? -minor : minor, currency).Amount as `${number}`)
  return minor < 0n ? `−${amount}` : amount
}

/** Formats a month as `November 2026`. */
export const formatMonth = (month: Month): string => formatDate(`${month}-01`, { month: 'long', year: 'numeric' })

/** Formats a month as `November`. */
export const formatMonthName = (month: Month): string => formatDate(`${month}-01`, { month: 'long' })

/** Formats a month as `Nov`. */
export const formatShortMonth = (month: Month): string => formatDate(`${month}-01`, { month: 'short' })

/** Formats epoch milliseconds as `24 October`. */
export const formatDay = (instant: number): string => formatDate(instant, { day: 'numeric', month: 'long' })

/** Formats epoch milliseconds as `Mon 24 Nov`. */
export const formatShortDay = (instant: number): string =>
  formatDate(instant, { weekday: 'short', day: 'numeric', month: 'short' })

/** Formats epoch milliseconds as `24 November 2026 at 09:30`. */
export const formatInstant = (instant: number): string => formatDate(instant, { dateStyle: 'long', timeStyle: 'short' })

/** Formats a count, such as `1 payment` or `2 payments`. */
export const formatCount = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const formatDate = (instant: number | string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(instant))
