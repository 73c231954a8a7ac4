import { parseMinorUnits } from '#bank/money/currency.ts'
import { dayMs, startOfDay } from '#bank/payments/dates.ts'
import { addSpan, parseDateTime } from '#bank/time/clock.ts'
import type { ControlParameters, PeriodicLimit } from './schemas.ts'

/**
 * A period of a limit: from `start` up to `end` (exclusive, epoch milliseconds), at most `limit`
 * minor units.
 */
type Period = { readonly start: number; readonly end: number; readonly limit: bigint }

/** The instant and minor units of a payment, or of the total of several payments of one period. */
export type PaidAmount = { readonly at: number; readonly amount: bigint }

/**
 * Returns the day from which periods are counted. The standard disregards the time of day.
 * `createdAt` is the consent's.
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
 * Returns the period of a limit at an instant, counted from the day `from`; undefined before that
 * day. Periods aligned to the consent begin on that day and repeat; in a month without that day, on
 * its last day. Periods aligned to the calendar begin on Monday, or for half-years in January and
 * July. A first calendar period that is incomplete has a proportionate limit by days, rounded down
 * to the penny.
 */
export function periodOf(limit: PeriodicLimit, from: number, at: number): Period | undefined {
  const first = startOfDay(from)
  if (at < first) return undefined
  // Recurring payments are in pounds: `checkVrpConsent` rejects any other currency.
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
  // Always counted from the first day: a consent from the 31st has periods from 28 February and
  // from 31 March.
  const begin = (n: number) => addSpan(first, { months: n * span })
  const passed = Math.floor((monthOf(at) - monthOf(first)) / span)
  const n = begin(passed) <= at ? passed : passed - 1
  return { start: begin(n), end: begin(n + 1) }
}

function calendarPeriod({ PeriodType: type }: PeriodicLimit, at: number): { start: number; end: number } {
  if (type in days) {
    const span = days[type as keyof typeof days] * dayMs
    // 1 January 1970 was a Thursday.
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
 * Returns the minor units that remain of a limit at an instant, after the payments of the same
 * period. Zero before `from`.
 */
export function remainingAt(limit: PeriodicLimit, from: number, at: number, paid: Iterable<PaidAmount>): bigint {
  const period = periodOf(limit, from, at)
  if (!period) return 0n
  let left = period.limit
  for (const one of paid) if (one.at >= period.start && one.at < period.end) left -= one.amount
  return left > 0n ? left : 0n
}

/**
 * Returns the total of each limit's current period, including one more payment. `before` holds the
 * totals after the previous payment. Nothing else must be stored, because clocks only go forward.
 */
export function addPayment(
  { PeriodicLimits }: ControlParameters,
  from: number,
  { at, amount }: PaidAmount,
  before: readonly PaidAmount[],
): PaidAmount[] {
  return PeriodicLimits.map((limit, n) => {
    const period = periodOf(limit, from, at)
    if (!period) throw new Error('a payment cannot be before the first period')
    const previous = before[n]
    return {
      at: period.start,
      amount: amount + (previous && previous.at >= period.start && previous.at < period.end ? previous.amount : 0n),
    }
  })
}
