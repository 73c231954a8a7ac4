import type { CreditDebitIndicator, Money } from './resources.ts'

/** The digits after the point of each currency met so far: asking Intl is slow. */
const digitsByCurrency = new Map<string, number>()

/**
 * An amount in the smallest unit of its currency: 12.34 GBP is 1234n. Throws RangeError for what is
 * no such amount.
 */
export function minorUnits({ Amount, Currency }: Money): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(Amount)
  if (!match) throw new RangeError(`an amount is a decimal such as 12.34, without a sign; given: ${Amount}`)
  const [, whole = '', fraction = ''] = match
  const digits = digitsOf(Currency)
  if (/[1-9]/.test(fraction.slice(digits)))
    throw new RangeError(`${Currency} has ${digits} digits after the point; given: ${Amount}`)
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'))
}

/** The same with a sign: a debit is below zero. Fits transactions and balances alike. */
export function signedMinorUnits(of: { Amount: Money; CreditDebitIndicator: CreditDebitIndicator }): bigint {
  const minor = minorUnits(of.Amount)
  return of.CreditDebitIndicator === 'Debit' ? -minor : minor
}

/**
 * The other way: 1234n of GBP is 12.34. The standard's amounts have no sign, so one below zero
 * throws RangeError.
 */
export function moneyOf(minor: bigint, Currency: string): Money {
  if (minor < 0n) throw new RangeError(`an amount of the standard has no sign; given: ${minor}`)
  const digits = digitsOf(Currency)
  const text = minor.toString().padStart(digits + 1, '0')
  const point = text.length - digits
  return { Amount: digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`, Currency }
}

function digitsOf(currency: string): number {
  const known = digitsByCurrency.get(currency)
  if (known !== undefined) return known
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const digits = maximumFractionDigits ?? 2
  digitsByCurrency.set(currency, digits)
  return digits
}
