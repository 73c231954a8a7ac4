const formats = new Map<string, Intl.NumberFormat>()

/** Formats minor units, as `£1,234` or with pence as `£1,234.56`. */
export function formatMoney(minor: number, currency: 'GBP' | 'EUR' = 'GBP', decimals: 0 | 2 = 0): string {
  const key = `${currency}${decimals}`
  const options = {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  } as const
  const format = formats.get(key) ?? new Intl.NumberFormat('en-GB', options)
  formats.set(key, format)
  return format.format(minor / 100)
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** Formats `2026-11` as `Nov 2026`. */
export const formatMonth = (month: string): string => monthFormat.format(Date.parse(`${month}-01T00:00:00Z`))
