import type { CreditDebitIndicator, Money } from './resources.ts'

/** The number of decimal digits by currency. This is a cache, because Intl is slow. */
const digitsByCurrency = new Map<string, number>()

/**
 * Converts an amount to minor units of its currency: 12.34 GBP is 1234n. Throws RangeError if the
 * amount is invalid.
 *
 * @example
 * ```ts
 * import { minorUnits } from '@sandbank/sdk'
 *
 * console.log(minorUnits({ Amount: '12.34', Currency: 'GBP' }) === 1234n)
 * ```
 */
export function minorUnits({ Amount, Currency }: Money): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(Amount)
  if (!match) throw new RangeError(`Amount: must be a decimal such as 12.34, without a sign (got ${Amount})`)
  const [, whole = '', fraction = ''] = match
  const digits = digitsOf(Currency)
  if (/[1-9]/.test(fraction.slice(digits)))
    throw new RangeError(`Amount: must have at most ${digits} decimal digits in ${Currency} (got ${Amount})`)
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}

/**
 * Converts the amount of a transaction or balance to minor units with a sign. A debit is negative.
 *
 * @example
 * ```ts
 * import { signedMinorUnits } from '@sandbank/sdk'
 *
 * const Amount = { Amount: '12.34', Currency: 'GBP' }
 * console.log(signedMinorUnits({ Amount, CreditDebitIndicator: 'Debit' }) === -1234n)
 * ```
 */
export function signedMinorUnits(item: { Amount: Money; CreditDebitIndicator: CreditDebitIndicator }): bigint {
  const minor = minorUnits(item.Amount)
  return item.CreditDebitIndicator === 'Debit' ? -minor : minor
}

/**
 * Converts minor units to an amount: 1234n of GBP is 12.34. Throws RangeError for a negative
 * number, because the standard's amounts have no sign.
 *
 * @example
 * ```ts
 * import { moneyOf } from '@sandbank/sdk'
 *
 * console.log(moneyOf(1234n, 'GBP').Amount)
 * ```
 */
export function moneyOf(minor: bigint, Currency: string): Money {
  if (minor < 0n) throw new RangeError(`minor: must not be negative (got ${minor})`)
  const digits = digitsOf(Currency)
  const text = minor.toString().padStart(digits + 1, '0')
  const point = text.length - digits
  return { Amount: digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`, Currency }
}

function digitsOf(currency: string): number {
  const cached = digitsByCurrency.get(currency)
  if (cached !== undefined) return cached
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const digits = maximumFractionDigits ?? 2
  digitsByCurrency.set(currency, digits)
  return digits
}
