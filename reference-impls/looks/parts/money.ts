const formats = new Map<string, Intl.NumberFormat>()

/** Formats minor units: `£1,234`, with pence `£1,234.56`, below zero `−£1,234`. */
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
  // A minus sign is as wide as a plus sign; a hyphen is not. And no sum is minus nothing.
  return format
    .format(minor / 100)
    .replace('-', '−')
    .replace(/^−(\D*0(\.0+)?)$/, '$1')
}

/** Formats minor units in few characters, for an axis: `£850`, `£3k`, `£1.2m`. */
export function formatShortMoney(minor: number, currency: 'GBP' | 'EUR' = 'GBP'): string {
  const sign = currency === 'GBP' ? '£' : '€'
  const units = Math.abs(minor) / 100
  const [divisor, letter] = units >= 1e6 ? [1e6, 'm'] : units >= 1e3 ? [1e3, 'k'] : [1, '']
  return `${minor < 0 ? '−' : ''}${sign}${Number((units / divisor).toFixed(1))}${letter}`
}
