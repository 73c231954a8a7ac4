import type { CurrencyCode } from '#bank/money/currency.ts'
import { type Day, secondsPerDay } from './calendar.ts'

type Foreign = 'EUR' | 'USD'

/**
 * The foreign amount of a purchase abroad: minor units of its currency, and how many units one
 * pound bought, with four decimals.
 */
export type Exchange = { readonly currency: Foreign; readonly amount: number; readonly rate: number }

/** The long-term rate: how many units of a currency one pound buys. */
export const longTermRates = { EUR: 1.166, USD: 1.288 } as const

/**
 * Returns how many units of a currency one pound buys on a day: slow waves around the long-term
 * rate that differ by seed.
 */
export function rateOn(seed: number, currency: Foreign, day: Day): number {
  return waving(longTermRates[currency], (seed % 997) + (currency === 'EUR' ? 0 : 411), day)
}

function waving(middle: number, phase: number, day: Day): number {
  const wave =
    0.021 * Math.sin((day + phase) / 173) + 0.011 * Math.sin((day + phase) / 41) + 0.004 * Math.sin((day + phase) / 9)
  return Math.round(middle * (1 + wave) * 10_000) / 10_000
}

/** The long-term rates of currencies that only payments use; no purchase is in them. */
const paymentRates: Readonly<Record<Exclude<CurrencyCode, Foreign | 'GBP'>, number>> = {
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
 * Returns how many units of any currency one pound buys at an instant (epoch milliseconds). For EUR
 * and USD it is the rate of purchases on that day.
 */
export function poundRateAt(seed: number, currency: CurrencyCode, at: number): number {
  const day = Math.floor(at / (secondsPerDay * 1000))
  if (currency === 'GBP') return 1
  if (currency === 'EUR' || currency === 'USD') return rateOn(seed, currency, day)
  // The letters shift a currency along the waves.
  const letters = [...currency].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0)
  return waving(paymentRates[currency], (seed % 997) + (letters % 1_009), day)
}

/**
 * Returns the bank's fee for an exchange, which is part of the amount, in minor units of the
 * account's currency.
 */
export const feeWithin = (amount: number, { amount: foreign, rate }: Exchange): number =>
  Math.abs(amount) - Math.round(foreign / rate)
