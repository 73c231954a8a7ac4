import type * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { type CurrencyCode, parseCurrency, parseMinorUnits } from '#bank/money/currency.ts'
import { isKnownCurrency } from '#bank/money/currency-codes.ts'
import type { Money } from '#bank/money/money.ts'

/**
 * Parses a currency that the payment supports. Rejects an unknown currency as an invalid value, any
 * other as unsupported.
 */
export function parseSupportedCurrency(code: string, path: string, supported: readonly CurrencyCode[]): CurrencyCode {
  if (!isKnownCurrency(code))
    throw new Problem('field-invalid', `${path}: must be a currency of ISO 4217 (got ${code})`, { path })
  const currency = parseCurrency(code, path)
  if (!supported.includes(currency))
    throw new Problem('currency-unsupported', `${path}: must be one of ${supported.join(', ')} (got ${code})`, { path })
  return currency
}

/**
 * Parses an amount of a partner to minor units; always above zero. Rejects an unknown or
 * unsupported currency, and more decimals than the currency has, even zeros: `10.000` is not an
 * amount in pounds.
 */
export function parseAmount(money: z.output<typeof Money>, path: string, supported: readonly CurrencyCode[]): bigint {
  const currency = parseSupportedCurrency(money.Currency, `${path}.Currency`, supported)
  const minor = parseMinorUnits(money.Amount, currency, `${path}.Amount`)
  if (minor === 0n)
    throw new Problem('field-invalid', `${path}.Amount: must be more than zero (got ${money.Amount})`, {
      path: `${path}.Amount`,
    })
  return minor
}
