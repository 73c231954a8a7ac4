import { parseMinorUnits } from '#bank/money/currency.ts'
import { dayMs, parseDateTime, startOfDay } from '#bank/payments/dates.ts'
import { addSpan } from '#bank/time/clock.ts'
import type { ControlParameters, PeriodicLimit } from './schemas.ts'

/**
 * A stretch of time in which a limit holds: from `start`, before `end` (epoch milliseconds), at
 * most so many minor units.
 */
type Period = { readonly start: number; readonly end: number; readonly limit: bigint }

/** A payment that counts, or what several of one period come to: when, and how many minor units. */
export type PaidAmount = { readonly at: number; readonly amount: bigint }

/**
 * The day that periods are counted from: the standard disregards the time of day. `createdAt` is
 * the consent's.
 */
export const firstPeriodStart = ({ ValidFromDateTime }: ControlParameters, createdAt: number): number =>
  startOfDay(
    ValidFromDateTime === undefined
      ? createdAt
      : parseDateTime(ValidFromDateTime, 'Data.ControlParameters.ValidFromDateTime'),
  )

const days = { Day: 1, Week: 7, Fortnight: 14 } as const
const months = { Month: 1, 'Half-year': 6, Year: 12 } as const

/**
 * The period of a limit that an instant falls in, counted from the day `from`; undefined before it.
 * Aligned to the consent, periods begin on that day and again after each span; a month that lacks
 * the day begins on its last. Aligned to the calendar, weeks begin on Monday, half-years in January
 * and July, and the first period, if it is only a part, has that part of the limit by days, rounded
 * down to the penny.
 */
export function periodOf(limit: PeriodicLimit, from: number, at: number): Period | undefined {
  const first = startOfDay(from)
  if (at < first) return undefined
  // Recurring payments are in pounds: `checkVrpConsent` let no other currency in.
  const whole = parseMinorUnits(limit.Amount, 'GBP', 'Data.ControlParameters.PeriodicLimits')
  if (limit.PeriodAlignment === 'Consent') return { ...consentPeriod(limit, first, at), limit: whole }
  const { start, end } = calendarPeriod(limit, at)
  if (start >= first) return { start, end, limit: whole }
  return { start: first, end, limit: (whole * BigInt(end - first)) / BigInt(end - start) }
}

function consentPeriod({ PeriodType: type }: PeriodicLimit, first: number, at: number): { start: number; end: number } {
  if (type in days) {
    const span = days[type as keyof typeof days] * dayMs
    const start = at - ((at - first) % span)
    return { start, end: start + span }
  }
  const span = months[type as keyof typeof months]
  // Always counted from the first day: a month after 28 February is 31 March, if it all began on a
  // 31st.
  const begin = (n: number) => addSpan(first, { months: n * span })
  const passed = Math.floor((monthOf(at) - monthOf(first)) / span)
  const n = begin(passed) <= at ? passed : passed - 1
  return { start: begin(n), end: begin(n + 1) }
}

function calendarPeriod({ PeriodType: type }: PeriodicLimit, at: number): { start: number; end: number } {
  if (type in days) {
    const span = days[type as keyof typeof days] * dayMs
    // The first of January 1970 was a Thursday.
    const monday = type === 'Day' ? 0 : -3 * dayMs
    const start = at - ((((at - monday) % span) + span) % span)
    return { start, end: start + span }
  }
  const span = months[type as keyof typeof months]
  const month = Math.floor(monthOf(at) / span) * span
  return { start: Date.UTC(1970, month), end: Date.UTC(1970, month + span) }
}

/** Months since January 1970. */
const monthOf = (at: number): number => (new Date(at).getUTCFullYear() - 1970) * 12 + new Date(at).getUTCMonth()

/**
 * How much of a limit is left at an instant, in minor units, after what was paid in the same
 * period. Nothing before `from`.
 */
export function remainingAt(limit: PeriodicLimit, from: number, at: number, paid: Iterable<PaidAmount>): bigint {
  const period = periodOf(limit, from, at)
  if (!period) return 0n
  let left = period.limit
  for (const one of paid) if (one.at >= period.start && one.at < period.end) left -= one.amount
  return left > 0n ? left : 0n
}

/**
 * What the payments of each limit's present period come to, one more of `amount` minor units
 * included. `before` says the same as it was after the payment before; it is all that must be kept,
 * for clocks go forward only.
 */
export function addPayment(
  { PeriodicLimits }: ControlParameters,
  from: number,
  { at, amount }: PaidAmount,
  before: readonly PaidAmount[],
): PaidAmount[] {
  return PeriodicLimits.map((limit, n) => {
    const period = periodOf(limit, from, at)
    if (!period) throw new Error('nothing is paid before the first period')
    const so = before[n]
    return { at: period.start, amount: amount + (so && so.at >= period.start && so.at < period.end ? so.amount : 0n) }
  })
}
