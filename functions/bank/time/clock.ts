import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'

/**
 * The range of instants at which a world may begin, and the instant that its clock never passes.
 */
export const earliestNow = '2018-01-01T00:00:00.000Z'
export const latestNow = '2049-12-31T23:59:59.999Z'
export const endOfTime = '2099-12-31T23:59:59.999Z'
/** The fastest rate: a day passes in less than a second. */
export const fastestRate = 100_000

/**
 * A world's clock. At the real instant `real` it showed `world` (both in epoch milliseconds); since
 * then it runs at `rate`, where 0 means paused.
 */
export const Clock = z.strictObject({ real: z.int(), world: z.int(), rate: z.number().min(0).max(fastestRate) })
export type Clock = z.output<typeof Clock>

const lastInstant = Date.parse(endOfTime)

/** Formats an instant (epoch milliseconds) as the standard writes it. */
export const iso = (at: number): string => new Date(at).toISOString()

/** Returns the world's now in whole epoch seconds, the unit of the synthetic bank. */
export const secondsOf = ({ now }: { readonly now: number }): number => Math.floor(now / 1000)

/** Formats epoch seconds as `2026-11-24T09:30:00.000Z`. */
export const isoOf = (seconds: number): string => iso(seconds * 1000)

/**
 * Parses an instant or a day that a caller sent, to epoch milliseconds. Rejects a value that is
 * malformed or out of range, naming its path.
 */
export function parseInstant(text: string, path: string, { from = earliestNow, to = endOfTime } = {}): number {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/
  const at = form.test(text) ? Date.parse(text) : Number.NaN
  // The day must exist: Date.parse reads 30 February as 2 March.
  const exists =
    !Number.isNaN(at) && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
  if (!exists)
    throw new Problem(
      'date-invalid',
      `${path}: must be an instant such as 2026-11-24T09:30:00Z or a day (got ${text})`,
      { path },
    )
  if (at < Date.parse(from) || at > Date.parse(to)) {
    throw new Problem('date-invalid', `${path}: must be between ${from} and ${to} (got ${text})`, { path })
  }
  return at
}

/** The date-time of RFC 3339: with a time, with seconds and an offset. */
const dateTimeForm = /T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/**
 * Parses an ISODateTime, which a partner sends in a body of the standard, to epoch milliseconds.
 * Rejects any other form, a day alone included.
 */
export function parseDateTime(text: string, path: string): number {
  if (!dateTimeForm.test(text))
    throw new Problem(
      'date-invalid',
      `${path}: must be a date and time with an offset, such as 2026-11-24T09:30:00Z (got ${text.slice(0, 40)})`,
      { path },
    )
  return parseInstant(text, path, { from: '1900-01-01', to: '9999-12-31T23:59:59Z' })
}

/** Returns what the clock shows at a real instant, in epoch milliseconds. */
export function readClock(clock: Clock, real: number): number {
  const passed = Math.max(0, real - clock.real) * clock.rate
  return Math.min(Math.floor(clock.world + passed), lastInstant)
}

/**
 * Fifteen digits of milliseconds, about thirty thousand years. A clock that would take longer
 * counts as paused.
 */
const farthest = 999_999_999_999_999

/**
 * Returns the first real instant at which the clock shows the instant `at` or a later one. Returns
 * undefined if the clock is paused before it.
 */
export function realInstantAt({ real, world, rate }: Clock, at: number): number | undefined {
  if (at <= world) return real
  return rate === 0 ? undefined : Math.min(real + Math.ceil((at - world) / rate), farthest)
}

/** Returns the clock at the same instant, running at another rate. */
export function changeRate(clock: Clock, real: number, rate: number): Clock {
  return { real, world: readClock(clock, real), rate }
}

/**
 * Returns the clock at a later instant, running at the same rate. Rejects a move backwards or past
 * the end of time.
 */
export function moveClock(clock: Clock, real: number, world: number): Clock {
  const now = readClock(clock, real)
  if (world < now) {
    const said = `to: must not be before ${iso(now)}, the time on the world's clock (got ${iso(world)})`
    throw new Problem('date-invalid', said, { path: 'to' })
  }
  if (world > lastInstant)
    throw new Problem(
      'date-invalid',
      `to: must not be after ${endOfTime}, the last instant of a world (got ${iso(world)})`,
      { path: 'to' },
    )
  return { real, world, rate: clock.rate }
}

export type Span = {
  months?: number | undefined
  days?: number | undefined
  hours?: number | undefined
  minutes?: number | undefined
  seconds?: number | undefined
}

/**
 * Adds a span of time to an instant (epoch milliseconds), in UTC. A month after 31 January is the
 * last day of February.
 */
export function addSpan(from: number, { months = 0, days = 0, hours = 0, minutes = 0, seconds = 0 }: Span): number {
  const date = new Date(from)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, lastDay))
  return date.getTime() + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000
}
