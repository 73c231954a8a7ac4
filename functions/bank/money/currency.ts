import { Problem } from '#bank/base/problem.ts'

/** The currencies that this bank pays in (ISO 4217), with the number of decimals of each. */
export const currencies = {
  AED: 2,
  AUD: 2,
  CAD: 2,
  CHF: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 2,
  INR: 2,
  JPY: 0,
  KWD: 3,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  USD: 2,
  ZAR: 2,
} as const satisfies Record<string, number>
export type CurrencyCode = keyof typeof currencies

export const isCurrency = (code: string): code is CurrencyCode => Object.hasOwn(currencies, code)

/** Returns the code as a currency that this bank pays in, or rejects it. */
export function parseCurrency(code: string, path: string): CurrencyCode {
  if (isCurrency(code)) return code
  const known = Object.keys(currencies).join(', ')
  throw new Problem('currency-unsupported', `${path}: must be one of ${known} (got ${code})`, { path })
}

/**
 * Converts a decimal string to minor units with the currency's own decimals: `12.5` GBP is 1250n.
 * Rejects more decimals than the currency has, such as a fraction of a yen.
 */
export function parseMinorUnits(amount: string, currency: CurrencyCode, path: string): bigint {
  const decimals = currencies[currency]
  const [whole = '', fraction = ''] = amount.split('.')
  if (fraction.length > decimals) {
    const message = `${path}: ${currency} allows ${decimals === 0 ? 'no decimals' : `at most ${decimals} decimals`} (got ${amount})`
    throw new Problem('field-invalid', message, { path })
  }
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

/**
 * Formats minor units without their sign, as the standard writes amounts: 1234n is `12.34` in
 * pounds, `1234` in yen and `1.234` in dinars.
 */
export function formatAmount(minor: bigint, currency: CurrencyCode): string {
  const decimals = currencies[currency]
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}
