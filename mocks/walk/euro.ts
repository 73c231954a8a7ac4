import { products } from '#mocks/accounts/products.ts'
import { firstDay, type Month, priceLevel, secondsPerDay, yearOf } from '#mocks/base/calendar.ts'
import { chance, draw, drawInteger, pick, stream } from '#mocks/base/chance.ts'
import { longTermRates, rateOn } from '#mocks/base/exchange.ts'
import { type Category, categories, priceOf } from '#mocks/payments/merchants.ts'
import { Events, kinds } from '#mocks/walk/engine/events.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import type { Ledger } from '#mocks/walk/engine/ledger.ts'
import { walkYear } from '#mocks/walk/engine/walk.ts'
import type { Course } from './course.ts'
import { euroPart } from './expected.ts'
import { expectedPay, isSearching, payDay } from './pay.ts'
import { firstMonthOf, type YearNumber } from './plan.ts'
import { drawBooking } from './visits.ts'

/**
 * A monthly top-up: the pence that leave the main account, and the cents that arrive at the day's
 * rate.
 */
type TopUp = { readonly at: number; readonly amount: number; readonly arrives: number; readonly facts: Facts }

const shopping = stream('walk euro purchases')
const keeping = stream('walk euro balance')
const events = new Events()

/** Returns the top-up of a month: in the minutes after the pay, whatever the balance. */
export function topUpIn(course: Course, month: Month): TopUp | undefined {
  if (!course.habits.holds.has('euro') || isSearching(course, month)) return undefined
  const day = payDay(course, month)
  const amount = Math.max(1, Math.round((expectedPay(course, month) * euroPart) / 1000)) * 1000
  const rate = rateOn(course.customer.seed, 'EUR', day)
  const reference = `EUROS ${yearOf(month)}${String((month % 12) + 1).padStart(2, '0')}`
  const facts: Facts = { ...factsOf('transfer-out', products.euro.title, reference), own: 'euro' }
  return { at: day * secondsPerDay + 4 * 3600 + 1200, amount, arrives: Math.round(amount * rate), facts }
}

/**
 * Returns what the euro account holds as a year of the customer begins, in cents: a function of the
 * year alone.
 */
function anchorOf(course: Course, year: YearNumber): number {
  const { customer, habits } = course
  const usual = habits.income * priceLevel(year) * euroPart * longTermRates.EUR
  return Math.round(usual * (0.6 + 1.2 * draw(customer.seed, customer.index, year, keeping)))
}

/** Walks a year of the euro account: topped up from pounds, spent in euros. */
export function euroLedger(course: Course, year: YearNumber, bounds: readonly number[]): Ledger {
  const first = firstMonthOf(course, year)
  const end = bounds[12] as number
  events.begin(bounds[0] as number, end)
  for (let month = first; month <= first + 12; month++) {
    const topUp = topUpIn(course, month)
    if (topUp) events.add(topUp.at, topUp.at, topUp.arrives, kinds.in, arrivalOf(course, topUp))
    addPurchases(course, month, topUp?.arrives ?? 3_000)
  }
  for (let n = 1; n <= 2; n++) {
    const made = end - n * secondsPerDay - 25_000
    events.add(
      made,
      drawBooking(made, () => 0.5),
      -1_800 * n,
      kinds.free,
      shops[n]?.facts as Facts,
    )
  }
  return walkYear(events, {
    opening: anchorOf(course, year),
    closing: anchorOf(course, year + 1),
    floor: 0,
    isPrudent: false,
    rate: 0,
    bounds,
    lateFeeOf: () => 0,
    away: [],
    treats: [],
  }).ledger
}

function arrivalOf({ main }: Course, { facts, amount, arrives }: TopUp): Facts {
  const rate = Math.round((arrives / amount) * 10_000) / 10_000
  const exchange = { currency: 'EUR', amount: arrives, rate } as const
  return { ...facts, kind: 'transfer-in', party: products[main].title, own: main, exchange }
}

/** Shops of the continent that sell from afar: their customer is not abroad. */
const shops = [
  ['Versand Lindner', categories.online],
  ['Marché Bellevue en ligne', categories.online],
  ['Librería Faro', categories.books],
  ['Tessuti Riva', categories.clothes],
  ['Volo Azzurro', categories.travel],
].map(([party, category]) => {
  const shop = category as Category
  const facts: Facts = { kind: 'card-purchase', party: party as string, mcc: shop.mcc, reference: '' }
  return { category: shop, facts }
})

function addPurchases({ customer, habits }: Course, month: Month, cents: number): void {
  const next = chance(customer.seed, customer.index, month, shopping)
  for (let left = cents; left > 0; ) {
    const { category, facts } = pick(next, shops)
    const price = priceOf(category, habits.taste, next)
    const day = firstDay(month) + Math.floor(next() * 27)
    const made = day * secondsPerDay + drawInteger(next, 30_000, 70_000)
    events.add(made, drawBooking(made, next), -price, kinds.free, facts)
    left -= price
  }
}
