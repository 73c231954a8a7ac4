import { firstDay, type Month, monthAt, secondsPerDay, workingDayOnOrAfter } from '#mocks/base/calendar.ts'
import { chance, drawAround, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { type Entry, entry } from '#mocks/history/entry.ts'
import type { Customer } from '#mocks/people/customer.ts'
import { habitsOf } from '#mocks/people/habits.ts'

/** A future-dated payment: epoch seconds of both instants, pence above zero. */
type ScheduledPayment = {
  readonly instructedAt: number
  readonly at: number
  readonly amount: number
  readonly to: string
  readonly reference: string
}

const dating = stream('scheduled payment')
const payees = [
  'Larkfield Builders',
  'Green & Gate Gardens',
  'Stonehill School Trips',
  'Penrose Dental',
  'Wedding of M & J',
] as const

/** Returns the future-dated payment of a month; about one month in eight has one. */
export function scheduledFor(customer: Customer, month: Month): ScheduledPayment | undefined {
  const next = chance(customer.seed, customer.index, month, dating)
  if (next() > 0.12) return undefined
  const day = workingDayOnOrAfter(firstDay(month) + drawInteger(next, 8, 22))
  const amount = Math.max(1000, Math.round(drawAround(next, habitsOf(customer).income * 0.03, 0.6) / 500) * 500)
  const instructedAt = (day - drawInteger(next, 4, 40)) * secondsPerDay + drawInteger(next, 8, 22) * 3600
  return {
    instructedAt,
    at: day * secondsPerDay + 7 * 3600,
    amount,
    to: pick(next, payees),
    reference: `REF${drawInteger(next, 1000, 9999)}`,
  }
}

/** Returns the entry of a month's future-dated payment: one or none. */
export function scheduledIn(customer: Customer, month: Month): Entry[] {
  const one = scheduledFor(customer, month)
  return one ? [entry(one.at, -one.amount, 'scheduled-payment', one.to, one.reference)] : []
}

/** Returns the payments that are instructed and not yet paid at an instant. */
export function scheduledAt(customer: Customer, at: number): ScheduledPayment[] {
  const month = monthAt(at)
  return [month, month + 1, month + 2]
    .map((one) => scheduledFor(customer, one))
    .filter((one) => one !== undefined && one.instructedAt <= at && one.at > at) as ScheduledPayment[]
}
