import { moneyOf } from './bank.ts'
import type { Month } from './calendar.ts'

/** Minor units as people write them: `£1,234.50`, `−£3.00`. */
export function inMoney(minor: bigint, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency })
  // A decimal text is formatted exactly; a number could lose pence.
  const amount = format.format(moneyOf(minor < 0n ? -minor : minor, currency).Amount as `${number}`)
  return minor < 0n ? `−${amount}` : amount
}

/** `November 2026` */
export const monthInWords = (month: Month): string => inWords(`${month}-01`, { month: 'long', year: 'numeric' })

/** `November` */
export const monthName = (month: Month): string => inWords(`${month}-01`, { month: 'long' })

/** `24 October`, of epoch milliseconds. */
export const dayInWords = (instant: number): string => inWords(instant, { day: 'numeric', month: 'long' })

/** `Mon 24 Nov`, of epoch milliseconds. */
export const shortDay = (instant: number): string =>
  inWords(instant, { weekday: 'short', day: 'numeric', month: 'short' })

/** `24 November 2026 at 09:30`, of epoch milliseconds. */
export const instantInWords = (instant: number): string => inWords(instant, { dateStyle: 'long', timeStyle: 'short' })

/** `1 payment`, `2 payments` */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const inWords = (instant: number | string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' }).format(new Date(instant))
