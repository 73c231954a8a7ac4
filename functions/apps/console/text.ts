const formats = new Map<string, Intl.NumberFormat>()

/** `£1,234`, from minor units; with pence where asked for. */
export function money(minor: number, currency: 'GBP' | 'EUR' = 'GBP', decimals: 0 | 2 = 0): string {
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

/** `Nov 2026`, from `2026-11`. */
export const monthName = (month: string): string => monthFormat.format(Date.parse(`${month}-01T00:00:00Z`))
