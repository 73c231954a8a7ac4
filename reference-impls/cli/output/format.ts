import { Failure } from '#cli/failure.ts'

type Amount = { readonly Amount: string; readonly Currency: string }

/** Formats an amount for people: `£1,234.56`. Digits are not rounded. */
export function formatMoney({ Amount, Currency }: Amount, sign = ''): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency: Currency })
  // A decimal string keeps every digit; the type of `format` does not know strings everywhere.
  return `${sign}${format.format(Amount as `${number}`)}`
}

/** Formats a balance or a transaction: a debit is negative. */
export const formatSigned = (item: { readonly Amount: Amount; readonly CreditDebitIndicator: string }): string =>
  formatMoney(item.Amount, item.CreditDebitIndicator === 'Debit' && /[1-9]/.test(item.Amount.Amount) ? '-' : '')

/** Formats an instant without its milliseconds: `2026-11-24 09:30:00Z`. */
export const formatInstant = (instant: string): string => instant.replace('T', ' ').replace(/\.\d+Z$/, 'Z')

export function parseWholeNumber(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Failure('usage', `${name}: must be a whole number (got ${text})`)
}

export function parseNumber(text: string, name: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new Failure('usage', `${name}: must be a number, 0 or more (got ${text})`)
}

/** Parses `key=value`. */
export function parsePair(text: string, name: string): readonly [key: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new Failure('usage', `${name}: must be KEY=VALUE (got ${text})`)
}

/** Parses hours such as `48h`, `2d` or `36`. */
export function parseHours(text: string, name: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(h|d)?$/.exec(text) ?? []
  if (digits !== undefined) return Number(digits) * (unit === 'd' ? 24 : 1)
  throw new Failure('usage', `${name}: must be hours or days such as 48h or 2d (got ${text})`)
}

const units = { mo: 'months', d: 'days', h: 'hours', m: 'minutes', s: 'seconds' } as const
type Unit = (typeof units)[keyof typeof units]

/** Parses a span of time such as `3d`, `1mo 2d`, `90m` or `3 days`. */
export function parseSpan(words: readonly string[]): Partial<Record<Unit, number>> {
  const text = words.join(' ').trim()
  const span: Partial<Record<Unit, number>> = {}
  const rest = text.replaceAll(
    /(\d+)\s*(mo(?:nths?)?|d(?:ays?)?|h(?:ours?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])/gi,
    (_, digits: string, unit: string) => {
      const lower = unit.toLowerCase()
      const name = units[(lower.startsWith('mo') ? 'mo' : lower[0]) as keyof typeof units]
      span[name] = (span[name] ?? 0) + Number(digits)
      return ''
    },
  )
  if (text !== '' && rest.trim() === '') return span
  throw new Failure(
    'usage',
    `span: must be a span of time such as 3d, 12h, 30m or 1mo (got ${text})`,
    'sandbank clock advance 3d',
  )
}

/** Parses the `--forward-to` and other URLs of a local app. */
export function parseHttpUrl(text: string, name: string): string {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return url.href
  throw new Failure('usage', `${name}: must be an http or https URL such as http://localhost:3000/hook (got ${text})`)
}
