import { Problem } from '#bank/base/problem.ts'
import { secondsPerDay } from '#mocks/base/calendar.ts'
import { formatDay } from './text.ts'

/** A time span: epoch seconds, both included. */
type Span = { readonly from: number; readonly to: number }

/** The longest span, in years: it limits the size of a file of statements. */
const mostYears = 10
const mostDays = mostYears * 366

/** The limits of a span (epoch seconds), its default end, and the names of `from` and `to`. */
type Bounds = {
  readonly first: number
  readonly last: number
  readonly end: number
  labelOf(name: string): string
}

/**
 * Parses two days such as 2026-01-31, both included, to a span. Throws a Problem if a day is not
 * valid or lies outside `first` and `last`. `end` is the default end.
 */
export function parseSpan(asked: { from?: string | undefined; to?: string | undefined }, bounds: Bounds): Span {
  const { first, last, end, labelOf } = bounds
  const to = asked.to === undefined ? end : Math.min(parseDay(asked.to, labelOf('to')) + secondsPerDay - 1, last)
  const reach = Math.max(first, (Math.floor(to / secondsPerDay) - mostDays + 1) * secondsPerDay)
  const from = asked.from === undefined ? reach : parseDay(asked.from, labelOf('from'))

  const given = { from: asked.from ?? formatDay(Math.floor(from / secondsPerDay)), to: asked.to ?? 'the end' }
  if (from < first) throw reject('from', `${given.from} lies before ${textOf(first)}, where history begins`, labelOf)
  if (asked.to !== undefined && parseDay(asked.to, labelOf('to')) > last)
    throw reject('to', `${asked.to} lies after ${textOf(last)}, the last day that can be asked for`, labelOf)
  if (from > to) throw reject('from', `${given.from} is later than ${labelOf('to')}, ${given.to}`, labelOf)
  if (from < reach) throw reject('from', `${given.from} is more than ${mostYears} years before ${given.to}`, labelOf)
  return { from, to }
}

const textOf = (at: number): string => formatDay(Math.floor(at / secondsPerDay))

const reject = (name: string, why: string, named: Bounds['labelOf']): Problem =>
  new Problem('date-invalid', `${named(name)}: ${why}`, { path: named(name) })

/** Parses a day to its first second. */
function parseDay(text: string, path: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return at / 1000
  throw new Problem('date-invalid', `${path} must be a day such as 2026-01-31 (got ${text.slice(0, 60)})`, { path })
}
