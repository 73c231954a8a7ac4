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
export function parseSpan(options: { from?: string | undefined; to?: string | undefined }, bounds: Bounds): Span {
  const { first, last, end, labelOf } = bounds
  const to = options.to === undefined ? end : Math.min(parseDay(options.to, labelOf('to')) + secondsPerDay - 1, last)
  const reach = Math.max(first, (Math.floor(to / secondsPerDay) - mostDays + 1) * secondsPerDay)
  const from = options.from === undefined ? reach : parseDay(options.from, labelOf('from'))

  const fromText = options.from ?? formatDayOf(from)
  const toText = options.to ?? 'the end'
  if (from < first)
    throw reject('from', `must not be before ${formatDayOf(first)}, where history begins (got ${fromText})`, labelOf)
  if (options.to !== undefined && parseDay(options.to, labelOf('to')) > last)
    throw reject('to', `must not be after ${formatDayOf(last)} (got ${options.to})`, labelOf)
  if (from > to) throw reject('from', `must not be after ${labelOf('to')}, ${toText} (got ${fromText})`, labelOf)
  if (from < reach)
    throw reject('from', `must be at most ${mostYears} years before ${toText} (got ${fromText})`, labelOf)
  return { from, to }
}

const formatDayOf = (at: number): string => formatDay(Math.floor(at / secondsPerDay))

const reject = (name: string, why: string, labelOf: Bounds['labelOf']): Problem =>
  new Problem('date-invalid', `${labelOf(name)}: ${why}`, { path: labelOf(name) })

/** Parses a day to its first second. */
function parseDay(text: string, path: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(text)) return at / 1000
  throw new Problem('date-invalid', `${path}: must be a day such as 2026-01-31 (got ${text.slice(0, 60)})`, { path })
}
