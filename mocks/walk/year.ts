import { boundedCache } from '#bank/base/bounded-cache.ts'
import { lateFee } from '#mocks/accounts/credit-card.ts'
import { interestBookedAt } from '#mocks/accounts/interest.ts'
import { type Product, products, type SavingsProduct } from '#mocks/accounts/products.ts'
import { type Month, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { stream } from '#mocks/base/chance.ts'
import { categories } from '#mocks/payments/merchants.ts'
import { scheduledIn } from '#mocks/payments/scheduled.ts'
import { Events, kinds } from '#mocks/walk/engine/events.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import { buildLedger, type Ledger } from '#mocks/walk/engine/ledger.ts'
import type { WalkedYear } from '#mocks/walk/engine/terms.ts'
import { walkYear } from '#mocks/walk/engine/walk.ts'
import type { Move } from './agreed.ts'
import { billsIn } from './bills.ts'
import { type CardYear, cardLedger, cardYearOf, labelOf, repaidAt, repaymentFacts } from './card.ts'
import type { Course } from './course.ts'
import { euroLedger, topUpIn } from './euro.ts'
import { expectationOf, quietDay } from './expected.ts'
import { incomesIn } from './pay.ts'
import { anchorOf, firstMonthOf, planOf, type YearNumber } from './plan.ts'
import { bookSavings, savingsInterest } from './savings.ts'
import { tripIn } from './trips.ts'
import { addVisits, drawBooking } from './visits.ts'

/** A year of all accounts of a customer. The main account is walked; the others follow it. */
export type CustomerYear = {
  readonly first: Month
  readonly bounds: readonly number[]
  readonly main: WalkedYear
  readonly card: CardYear | undefined
  readonly ledgers: Map<Product, Ledger>
}

const shopping = stream('walk purchases')
const family = factsOf('payment-in', 'Family', 'HELP')
const events = new Events()

/** A page asks one year or two. An export of a customer asks for about five. */
const remembered = boundedCache<CustomerYear>(64)

/** Returns the quiet point of a month, in epoch seconds. */
export const quietPoint = (month: Month): number => startOf(month) + quietDay * secondsPerDay

/** Returns the ledger of an account in a year of its customer. */
export function ledgerOf(course: Course, product: Product, year: YearNumber): Ledger {
  const one = remembered(`${course.customer.key}.${year}`, () => walkCustomerYear(course, year))
  let ledger = one.ledgers.get(product)
  if (!ledger) {
    ledger = buildOther(course, product, year, one)
    one.ledgers.set(product, ledger)
  }
  return ledger
}

function walkCustomerYear(course: Course, year: YearNumber): CustomerYear {
  const first = firstMonthOf(course, year)
  const bounds = Array.from({ length: 13 }, (_, k) => quietPoint(first + k))
  const end = bounds[12] as number
  const card = course.cardLimit > 0 ? cardYearOf(course, first, end) : undefined
  events.begin(bounds[0] as number, end)
  addRegulars(course, first, card)
  addPlan(course, year)
  for (let month = first; month <= first + 12; month++)
    addVisits(events, course, month, {
      shops: course.shops,
      expected: expectationOf(course, month).wishes,
      most: Infinity,
      of: shopping,
    })
  addLastPurchases(course, bounds[11] as number, end)
  const main = walkYear(events, {
    opening: anchorOf(course, year),
    closing: anchorOf(course, year + 1),
    floor: course.floor,
    isPrudent: course.isPrudent,
    rate: products[course.main as 'current'].interest,
    bounds,
    lateFeeOf: ({ own }) => (own === 'card' ? lateFee : 0),
    away: Array.from({ length: 12 }, (_, k) => tripIn(course, first + k)).filter((trip) => trip !== undefined),
    treats: course.treats,
  })
  return { first, bounds, main, card, ledgers: new Map([[course.main, main.ledger]]) }
}

/** Adds income, bills and the other movements that no plan and no purchase makes. */
function addRegulars(course: Course, first: Month, card: CardYear | undefined): void {
  for (let month = first; month <= first + 12; month++) {
    for (const { at, amount, facts } of incomesIn(course, month)) events.add(at, at, amount, kinds.in, facts)
    for (const { at, amount, facts } of billsIn(course, month))
      events.add(at, at, -amount, facts.kind === 'direct-debit' ? kinds.debit : kinds.order, facts)
    for (const { at, amount, kind, party, reference } of scheduledIn(course.customer, month))
      events.add(at, at, amount, kinds.order, factsOf(kind, party, reference))
    const repaid = card?.repays[month - first] ?? 0
    if (repaid > 0)
      events.add(repaidAt(course, month), repaidAt(course, month), -repaid, kinds.debit, repaymentFacts(month))
    if (repaid < 0) {
      const facts: Facts = { ...factsOf('transfer-in', products.card.title, 'CREDIT BALANCE'), own: 'card' }
      events.add(repaidAt(course, month), repaidAt(course, month), -repaid, kinds.in, facts)
    }
    const topUp = topUpIn(course, month)
    if (topUp) events.add(topUp.at, topUp.at, -topUp.amount, kinds.sure, topUp.facts)
    const trip = tripIn(course, month)
    if (trip)
      events.add(
        trip.paid,
        drawBooking(trip.paid, () => 0.5),
        -trip.cost,
        kinds.rigid,
        trip.facts,
      )
    const closed = startOf(month + 1)
    events.add(closed, closed, 0, kinds.close, family)
    const charged = interestBookedAt.main(month)
    events.add(charged, charged, 0, kinds.charge, family)
  }
}

function addPlan(course: Course, year: YearNumber): void {
  const { moves, help } = planOf(course, year)
  for (const move of moves) {
    const facts = moveFacts(move)
    events.add(move.at, move.at, -move.amount, move.amount > 0 ? kinds.sure : kinds.in, facts)
  }
  for (const { at, amount } of help) events.add(at, at, amount, kinds.in, family)
}

/** Returns the facts of a transfer to or from savings, on the main account. */
function moveFacts({ at, amount, product, why }: Move): Facts {
  const kind = amount < 0 ? 'transfer-in' : why === 'order' ? 'standing-order' : 'transfer-out'
  const name = why === 'holiday' ? 'HOLIDAY' : amount < 0 ? 'FROM' : product.toUpperCase()
  return { ...factsOf(kind, products[product].title, `${name} ${labelOf(monthOfSecond(at))}`), own: product }
}
const monthOfSecond = (at: number): Month => {
  const date = new Date(at * 1000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/**
 * Makes sure that two purchases without a shelf price stand in the last stretch of a year: whatever
 * the year brings, they can close it.
 */
function addLastPurchases({ habits, shops }: Course, from: number, end: number): void {
  let found = 0
  for (let place = 0; place < events.count; place++)
    if (events.kind[place] === kinds.free && (events.made[place] as number) >= from) found++
  const free = shops.kinds.find(({ category, isFree }) => isFree && category === categories.groceries)
  for (; found < 2; found++) {
    const made = end - (found + 2) * secondsPerDay - 25_000
    events.add(
      made,
      drawBooking(made, () => 0.5),
      -Math.round(2600 * habits.taste),
      kinds.free,
      free?.facts[0] ?? groceries,
    )
  }
}
const groceries: Facts = {
  kind: 'card-purchase',
  party: categories.groceries.names[0],
  mcc: categories.groceries.mcc,
  reference: '',
}

function buildOther(course: Course, product: Product, year: YearNumber, one: CustomerYear): Ledger {
  if (product === 'card' && one.card) return cardLedger(course, one.card, one.bounds, one.main)
  if (product === 'euro') return euroLedger(course, year, one.bounds)
  return savingsLedger(course, product as SavingsProduct, year, one)
}

/**
 * Builds the year of a savings account: the twins of the main account's transfers, and interest.
 */
function savingsLedger(course: Course, product: SavingsProduct, year: YearNumber, one: CustomerYear): Ledger {
  const { held, moves } = planOf(course, year)
  const opening = held[product] ?? 0
  const entries = moves
    .filter((move) => move.product === product)
    .map((move) => {
      const facts: Facts = {
        ...moveFacts(move),
        kind: move.amount > 0 ? 'transfer-in' : 'transfer-out',
        party: products[course.main].title,
        own: course.main,
      }
      return { made: move.at, at: move.at, amount: move.amount, facts }
    })
  bookSavings(product, opening, one.first, moves, ({ at, amount }) =>
    entries.push({ made: at, at, amount, facts: savingsInterest }),
  )
  return buildLedger(opening, one.bounds, entries)
}
