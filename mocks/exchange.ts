import type { Day } from './calendar.ts'

export type Foreign = 'EUR' | 'USD'

/** What a purchase abroad was in its own currency: minor units of it, and how many of it one pound bought, four decimals. */
export type Exchange = { readonly currency: Foreign; readonly amount: number; readonly rate: number }

/** How many of a currency one pound buys in the long run. */
export const middles = { EUR: 1.166, USD: 1.288 } as const

/** How many of a currency one pound buys on a day: slow waves around a middle that differ by seed. */
export function rateOn(seed: number, currency: Foreign, day: Day): number {
  const phase = (seed % 997) + (currency === 'EUR' ? 0 : 411)
  const wave =
    0.021 * Math.sin((day + phase) / 173) + 0.011 * Math.sin((day + phase) / 41) + 0.004 * Math.sin((day + phase) / 9)
  return Math.round(middles[currency] * (1 + wave) * 10_000) / 10_000
}

/** What the bank took on top of an exchange, within the amount: minor units of the account's currency. */
export const feeWithin = (amount: number, { amount: foreign, rate }: Exchange): number =>
  Math.abs(amount) - Math.round(foreign / rate)
