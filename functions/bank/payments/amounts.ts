import type * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { type CurrencyCode, parseCurrency, parseMinorUnits } from '#bank/money/currency.ts'
import { isKnownCurrency } from '#bank/money/currency-codes.ts'
import type { Money } from '#bank/money/money.ts'

/**
 * A currency that is taken, or a refusal: of what is no currency as a wrong value, of any other as
 * one that is not supported.
 */
export function parseSupportedCurrency(code: string, path: string, taken: readonly CurrencyCode[]): CurrencyCode {
  if (!isKnownCurrency(code)) throw new Problem('field-invalid', `there is no currency ${code}`, { path })
  const currency = parseCurrency(code, path)
  if (!taken.includes(currency))
    throw new Problem('currency-unsupported', `this takes ${taken.join(', ')} (got ${code})`, { path })
  return currency
}

/**
 * An amount that a partner sent, in minor units of its currency; above zero. Refuses what is no
 * currency, what is not one of those taken, and fractions of a penny, even of none: `10.000` is no
 * amount in pounds.
 */
export function parseAmount(money: z.output<typeof Money>, path: string, taken: readonly CurrencyCode[]): bigint {
  const currency = parseSupportedCurrency(money.Currency, `${path}.Currency`, taken)
  const minor = parseMinorUnits(money.Amount, currency, `${path}.Amount`)
  if (minor === 0n)
    throw new Problem('field-invalid', `the amount must be more than nothing (got ${money.Amount})`, {
      path: `${path}.Amount`,
    })
  return minor
}
