import { Problem } from '#bank/base/problem.ts'
import { addSpan, parseInstant } from '#bank/time/clock.ts'

/** RFC 3339 as the standard wants it: with a time, and the time with seconds and an offset. */
const form = /T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Epoch milliseconds of an ISODateTime that a partner wrote, or a refusal that names the field. */
export function parseDateTime(text: string, path: string): number {
  if (!form.test(text))
    throw new Problem(
      'date-invalid',
      `${path} must be a day and a time with its offset, such as 2026-11-24T09:30:00Z (got ${text.slice(0, 40)})`,
      { path },
    )
  return parseInstant(text, path, { from: '1900-01-01', to: '9999-12-31T23:59:59Z' })
}

/** Refuses a body in which something that is called a date is none, wherever it stands. */
export function checkDates(body: unknown, path = ''): void {
  if (typeof body !== 'object' || body === null) return
  for (const [name, value] of Object.entries(body)) {
    const here = path === '' ? name : `${path}.${name}`
    // What a partner adds of its own is not read.
    if (name === 'SupplementaryData') continue
    if (typeof value === 'string' && /Date(Time)?$/.test(name)) parseDateTime(value, here)
    else checkDates(value, here)
  }
}

/** An instant after the world's now, or a refusal. Epoch milliseconds. */
export function parseFutureDateTime(text: string, path: string, now: number): number {
  const at = parseDateTime(text, path)
  if (at <= now)
    throw new Problem(
      'date-invalid',
      `${path} must lie in the future; the world's clock says ${new Date(now).toISOString()}`,
      { path },
    )
  return at
}

/** Refuses what lies more than a year ahead: nothing is promised for longer. */
export function checkWithinYear(at: number, path: string, now: number): void {
  const last = addSpan(now, { months: 12 })
  if (at > last)
    throw new Problem('date-invalid', `${path} may lie a year ahead at most, ${new Date(last).toISOString()}`, { path })
}

/** When a scheduled payment is to be made: after now, and within a year. Epoch milliseconds. */
export function parseExecutionDateTime(text: string, path: string, now: number): number {
  const at = parseFutureDateTime(text, path, now)
  checkWithinYear(at, path, now)
  return at
}

export const dayMs = 24 * 60 * 60 * 1000

/** The first millisecond of an instant's day, in UTC. */
export const startOfDay = (at: number): number => Math.floor(at / dayMs) * dayMs
