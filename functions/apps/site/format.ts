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
  return format.format(minor / 100).replace('-', '−')
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** Formats `2026-11` as `Nov 2026`. */
export const formatMonth = (month: string): string => monthFormat.format(Date.parse(`${month}-01T00:00:00Z`))

const clockFormat = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/London',
})

/** Formats an instant in epoch milliseconds as the time in London: `Mon 30 Nov 2026, 10:57`. */
export const formatClock = (instant: number): string => clockFormat.format(instant).replace(/^(\w{3}),/, '$1')
