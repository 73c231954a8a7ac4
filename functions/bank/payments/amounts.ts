import type * as z from 'zod'
import type { Money } from '#bank/money.ts'
import { Problem } from '#bank/problem.ts'
import { decimalsOf } from './currencies.ts'

/** A decimal text as a whole number of units of its last place; undefined where it has more decimals than there may be. */
export function scaled(text: string, decimals: number): bigint | undefined {
  const [whole = '', fraction = ''] = text.split('.')
  return fraction.length > decimals ? undefined : BigInt(whole + fraction.padEnd(decimals, '0'))
}

/**
 * An amount that a partner sent, in minor units of its currency; above zero. Refuses what is no currency, what is not one of
 * those taken, and fractions of a penny, even of none: `10.000` is no amount in pounds.
 */
export function minorOf(money: z.output<typeof Money>, path: string, taken: readonly string[]): bigint {
  const { Amount, Currency } = money
  const decimals = decimalsOf(Currency)
  if (decimals === undefined)
    throw new Problem('field-invalid', `there is no currency ${Currency}`, { path: `${path}.Currency` })
  if (!taken.includes(Currency))
    throw new Problem('currency-unsupported', `this takes ${taken.join(', ')}; given: ${Currency}`, {
      path: `${path}.Currency`,
    })
  const minor = scaled(Amount, decimals)
  if (minor === undefined || minor === 0n)
    throw new Problem(
      'field-invalid',
      minor === undefined
        ? `${Currency} has ${decimals} decimals; given: ${Amount}`
        : `the amount must be more than nothing; given: ${Amount}`,
      { path: `${path}.Amount` },
    )
  return minor
}

/** The same of an amount that was checked when it was lodged. */
export const checkedMinor = ({ Amount, Currency }: { Amount: string; Currency: string }): bigint =>
  scaled(Amount, decimalsOf(Currency) ?? 0) ?? 0n
