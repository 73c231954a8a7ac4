import type { CurrencyCode } from '#bank/money/currency.ts'
import { type Day, secondsPerDay } from './calendar.ts'

type Foreign = 'EUR' | 'USD'

/**
 * What a purchase abroad was in its own currency: minor units of it, and how many of it one pound
 * bought, four decimals.
 */
export type Exchange = { readonly currency: Foreign; readonly amount: number; readonly rate: number }

/** How many of a currency one pound buys in the long run. */
export const middles = { EUR: 1.166, USD: 1.288 } as const

/**
 * How many of a currency one pound buys on a day: slow waves around a middle that differ by seed.
 */
export function rateOn(seed: number, currency: Foreign, day: Day): number {
  return waving(middles[currency], (seed % 997) + (currency === 'EUR' ? 0 : 411), day)
}

function waving(middle: number, phase: number, day: Day): number {
  const wave =
    0.021 * Math.sin((day + phase) / 173) + 0.011 * Math.sin((day + phase) / 41) + 0.004 * Math.sin((day + phase) / 9)
  return Math.round(middle * (1 + wave) * 10_000) / 10_000
}

/** The currencies that payments alone need: nobody shops in them. */
const middlesOfPayments: Readonly<Record<Exclude<CurrencyCode, Foreign | 'GBP'>, number>> = {
  AED: 4.73,
  AUD: 1.95,
  CAD: 1.77,
  CHF: 1.12,
  CZK: 28.9,
  DKK: 8.7,
  HKD: 10.05,
  HUF: 462,
  INR: 108,
  JPY: 195,
  KWD: 0.395,
  NOK: 13.7,
  NZD: 2.12,
  PLN: 4.98,
  SEK: 13.3,
  SGD: 1.72,
  ZAR: 23.5,
}

/**
 * How many of any currency one pound buys at an instant (epoch milliseconds): for EUR and USD, the
 * rate that shoppers get that day.
 */
export function poundBuys(seed: number, currency: CurrencyCode, at: number): number {
  const day = Math.floor(at / (secondsPerDay * 1000))
  if (currency === 'GBP') return 1
  if (currency === 'EUR' || currency === 'USD') return rateOn(seed, currency, day)
  // Its letters put a currency somewhere else on the waves.
  const letters = [...currency].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0)
  return waving(middlesOfPayments[currency], (seed % 997) + (letters % 1_009), day)
}

/**
 * What the bank took on top of an exchange, within the amount: minor units of the account's
 * currency.
 */
export const feeWithin = (amount: number, { amount: foreign, rate }: Exchange): number =>
  Math.abs(amount) - Math.round(foreign / rate)
