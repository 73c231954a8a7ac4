import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'

/** The instants a world may begin at, and the one its clock never passes. */
export const earliestNow = '2018-01-01T00:00:00.000Z'
export const latestNow = '2049-12-31T23:59:59.999Z'
export const endOfTime = '2099-12-31T23:59:59.999Z'
/** At this rate a day passes in less than a second. */
export const fastestRate = 100_000

/**
 * At real instant `real` the world's clock said `world` (both epoch milliseconds); since then it
 * runs at `rate`, 0 being paused.
 */
export const Clock = z.strictObject({ real: z.int(), world: z.int(), rate: z.number().min(0).max(fastestRate) })
export type Clock = z.output<typeof Clock>

const lastInstant = Date.parse(endOfTime)

/** An instant (epoch milliseconds) as the standard writes one. */
export const iso = (at: number): string => new Date(at).toISOString()

/** What a world's clock says in whole epoch seconds, the unit of the synthetic bank. */
export const secondsOf = ({ now }: { readonly now: number }): number => Math.floor(now / 1000)

/** `2026-11-24T09:30:00.000Z` from epoch seconds. */
export const isoOf = (seconds: number): string => iso(seconds * 1000)

/** Epoch milliseconds of an instant that a caller wrote, or a refusal that names the field. */
export function parseInstant(text: string, path: string, { from = earliestNow, to = endOfTime } = {}): number {
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/
  const at = form.test(text) ? Date.parse(text) : Number.NaN
  // The day must exist: Date.parse takes 30 February for 2 March.
  const exists =
    !Number.isNaN(at) && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10))
  if (!exists)
    throw new Problem(
      'date-invalid',
      `${path} must be an instant such as 2026-11-24T09:30:00Z or a day; given: ${text}`,
      { path },
    )
  if (at < Date.parse(from) || at > Date.parse(to)) {
    throw new Problem('date-invalid', `${path} must lie between ${from} and ${to}; given: ${text}`, { path })
  }
  return at
}

/** What the clock says at a real instant, in epoch milliseconds. */
export function readClock(clock: Clock, real: number): number {
  const passed = Math.max(0, real - clock.real) * clock.rate
  return Math.min(Math.floor(clock.world + passed), lastInstant)
}

/**
 * Fifteen digits of milliseconds, some thirty thousand years: what is slower than that stands
 * still.
 */
const farthest = 999_999_999_999_999

/**
 * The first real instant at which the clock says an instant of the world or a later one; undefined
 * where it stands still before.
 */
export function realInstantAt({ real, world, rate }: Clock, at: number): number | undefined {
  if (at <= world) return real
  return rate === 0 ? undefined : Math.min(real + Math.ceil((at - world) / rate), farthest)
}

/** The same instant, going on at another rate. */
export function changeRate(clock: Clock, real: number, rate: number): Clock {
  return { real, world: readClock(clock, real), rate }
}

/** A later instant, going on at the same rate. Clocks go forward only. */
export function moveClock(clock: Clock, real: number, world: number): Clock {
  const now = readClock(clock, real)
  if (world < now) {
    const said = `the world's clock says ${new Date(now).toISOString()} and cannot go back to ${new Date(world).toISOString()}`
    throw new Problem('date-invalid', said, { path: 'to' })
  }
  if (world > lastInstant) throw new Problem('date-invalid', `no world goes past ${endOfTime}`, { path: 'to' })
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
 * An instant and a span of time, in UTC. A month after 31 January is the last day of February.
 * Epoch milliseconds.
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
