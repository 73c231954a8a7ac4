import { firstDay, type Month, monthOfYear, priceLevel, secondsPerDay, yearOf } from '#mocks/base/calendar.ts'
import { chance, drawInteger, drawNumber, pick, stream } from '#mocks/base/chance.ts'
import { type Exchange, rateOn } from '#mocks/base/exchange.ts'
import { stateIn } from '#mocks/lives/life.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { foreignFee, placesInDollars, placesInEuros } from '#mocks/payments/spending.ts'
import type { Facts } from '#mocks/walk/engine/facts.ts'
import type { Course } from './course.ts'

/**
 * A holiday abroad: what it costs in pence when it is booked and paid, and when the customer is
 * away.
 */
export type Trip = {
  readonly cost: number
  readonly paid: number
  readonly facts: Facts
  readonly from: number
  readonly to: number
  readonly currency: Exchange['currency']
}

const travelling = stream('walk trip')

/**
 * Returns the trip that begins in a month, if there is one: after the quiet point, and before the
 * month ends.
 */
export function tripIn(course: Course, month: Month): Trip | undefined {
  const { customer, habits, life } = course
  if (monthOfYear(month) !== habits.holiday || stateIn(life, 'holiday', month).state !== 'abroad') return undefined
  const next = chance(customer.seed, customer.index, yearOf(month), travelling)
  const usual = habits.income * priceLevel(yearOf(month))
  const cost = Math.round(usual * drawNumber(next, [0.2, 0.6]) * 0.1) * 10
  const paid = (firstDay(month) + 9) * secondsPerDay + drawInteger(next, 66_000, 80_000)
  const from = (firstDay(month) + drawInteger(next, 12, 16)) * secondsPerDay
  const party = pick(next, categories.travel.names)
  return {
    cost,
    paid,
    facts: { kind: 'card-purchase', party, mcc: categories.travel.mcc, reference: '' },
    from,
    to: from + drawInteger(next, 5, 11) * secondsPerDay,
    currency: next() < 0.75 ? 'EUR' : 'USD',
  }
}

const kinds = [categories.eatingOut, categories.coffee, categories.groceries, categories.leisure] as const

/**
 * Returns what a purchase becomes for a customer who is away: its price in pence with the fee, and
 * its facts.
 */
export function buyAbroad(
  { customer }: Course,
  { currency }: Trip,
  made: number,
  price: number,
  by: Facts['kind'],
  next: () => number,
): { price: number; facts: Facts } {
  const rate = rateOn(customer.seed, currency, Math.floor(made / secondsPerDay))
  const amount = Math.max(100, Math.round(price * rate))
  const party = pick(next, currency === 'EUR' ? placesInEuros : placesInDollars)
  const { mcc } = pick(next, kinds)
  const exchange = { currency, amount, rate }
  return {
    price: Math.round((amount / rate) * (1 + foreignFee)),
    facts: { kind: by, party, mcc, reference: '', exchange },
  }
}
