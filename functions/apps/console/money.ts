import { formatDecimal } from '#bank/money/money.ts'

const formats = new Map<string, Intl.NumberFormat>()

/** Formats a decimal amount as people read it: `−£1,234.56`. */
export function formatAmount(decimal: string, currency: string): string {
  const format =
    formats.get(currency) ??
    new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  formats.set(currency, format)
  return format.format(Number(decimal)).replace('-', '−')
}

/** Formats minor units, which may be negative, as people read them. */
export const formatMinor = (minor: string, currency: string): string =>
  formatAmount(`${minor.startsWith('-') ? '-' : ''}${formatDecimal(BigInt(minor))}`, currency)
