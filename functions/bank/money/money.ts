import * as z from 'zod'

/**
 * OBActiveCurrencyAndAmount_SimpleType: a decimal string, because JSON numbers cannot hold money.
 */
export const Amount = z.string().regex(/^\d{1,13}$|^\d{1,13}\.\d{1,5}$/, 'must be an amount such as 12.34')

/** ActiveOrHistoricCurrencyCode: three letters, whether or not the bank pays in the currency. */
export const AnyCurrency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency of three capital letters, such as GBP')

export const Money = z.strictObject({ Amount, Currency: AnyCurrency }).meta({ id: 'Money' })

export const CreditDebitIndicator = z.enum(['Credit', 'Debit'])

/** Formats minor units without their sign, as the standard writes amounts: 1234n is `12.34`. */
export function formatDecimal(minor: bigint): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

export type Currency = 'GBP' | 'EUR' | 'USD'

/** Builds the standard's amount from minor units. The sign goes into the indicator beside it. */
export const money = (minor: bigint, currency: Currency): z.output<typeof Money> => ({
  Amount: formatDecimal(minor),
  Currency: currency,
})

/**
 * Returns the indicator of a signed amount. Zero counts as a credit, as the standard says of a
 * balance.
 */
export const indicatorOf = (minor: bigint): 'Credit' | 'Debit' => (minor < 0n ? 'Debit' : 'Credit')

/** Formats minor units with their sign: -1234 is `-12.34`. */
export const formatSigned = (minor: number): string => `${minor < 0 ? '-' : ''}${formatDecimal(BigInt(minor))}`
