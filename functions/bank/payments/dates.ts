import { Problem } from '#bank/base/problem.ts'
import { addSpan, iso, parseDateTime } from '#bank/time/clock.ts'

/** Rejects a body with an invalid date in any field whose name ends in Date or DateTime. */
export function checkDates(body: unknown, path = ''): void {
  if (typeof body !== 'object' || body === null) return
  for (const [name, value] of Object.entries(body)) {
    const here = path === '' ? name : `${path}.${name}`
    // The bank does not read a partner's supplementary data.
    if (name === 'SupplementaryData') continue
    if (typeof value === 'string' && /Date(Time)?$/.test(name)) parseDateTime(value, here)
    else checkDates(value, here)
  }
}

/** Parses an instant that must be after the world's now, to epoch milliseconds. */
export function parseFutureDateTime(text: string, path: string, now: number): number {
  const at = parseDateTime(text, path)
  if (at <= now)
    throw new Problem(
      'date-invalid',
      `${path}: must be after ${iso(now)}, the time on the world's clock (got ${text})`,
      { path },
    )
  return at
}

/** Rejects an instant more than a year ahead, the furthest that the bank accepts. */
export function checkWithinYear(at: number, path: string, now: number): void {
  const last = addSpan(now, { months: 12 })
  if (at > last)
    throw new Problem('date-invalid', `${path}: must not be after ${iso(last)}, a year from now (got ${iso(at)})`, {
      path,
    })
}

/**
 * Parses the execution instant of a scheduled payment to epoch milliseconds: after now, and within
 * a year.
 */
export function parseExecutionDateTime(text: string, path: string, now: number): number {
  const at = parseFutureDateTime(text, path, now)
  checkWithinYear(at, path, now)
  return at
}

export const dayMs = 24 * 60 * 60 * 1000

/** Returns the first millisecond of an instant's day, in UTC. */
export const startOfDay = (at: number): number => Math.floor(at / dayMs) * dayMs
