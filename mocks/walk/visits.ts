import {
  daysIn,
  firstDay,
  type Month,
  monthOfYear,
  priceLevel,
  secondsPerDay,
  summerTimeOn,
  weekday,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import { type Chance, chance, drawNumber, type Stream } from '#mocks/base/chance.ts'
import { type Category, categories, endings, hourOf } from '#mocks/payments/merchants.ts'
import { type Events, kinds } from '#mocks/walk/engine/events.ts'
import type { Facts } from '#mocks/walk/engine/facts.ts'
import { drawNormal } from '#mocks/walk/engine/normal.ts'
import type { Course } from './course.ts'
import type { Shops } from './shops.ts'
import { buyAbroad, tripIn } from './trips.ts'

/** How much months differ: sigma of the logarithm of what is bought. */
const restless = 0.5

/**
 * What a card is for: its shops, the pence it is expected to spend in a month, and the most it may.
 */
type Budget = {
  readonly shops: Shops
  readonly expected: number
  readonly most: number
  readonly of: Stream
}

/**
 * Adds a month's purchases by nature: what the customer would buy, for an expected sum in pence,
 * without regard to the balance. Each is booked a working day or two after it is made.
 */
export function addVisits(events: Events, course: Course, month: Month, { shops, expected, most, of }: Budget): void {
  const { customer, habits } = course
  const next = chance(customer.seed, customer.index, month, of)
  const scale = habits.taste * priceLevel(yearOf(month))
  const activity = Math.exp(restless * drawNormal(next) - restless ** 2 / 2)
  const visits = Math.round((expected / (shops.meanPrice * scale)) * activity + next() - 0.5)
  const trip = tripIn(course, month)
  let left = most
  for (let n = 0; n < visits; n++) {
    const { category, isFree, facts, prices } = chosen(shops, next())
    const price = endings[category.ending](Math.max(60, (prices[Math.floor(next() * 1024)] as number) * scale), next)
    const made = drawMoment(category, month, next)
    const fact = facts[Math.floor(next() * facts.length)] as Facts
    const isAtOnce = category === categories.cash || category === categories.friends
    const at = isAtOnce ? made : drawBooking(made, next)
    if (price * 1.05 > left) continue
    left -= price * 1.05
    const isAway = trip !== undefined && made >= trip.from && made < trip.to
    if (isAway && category === categories.cash) continue
    if (isAway && !isAtOnce) {
      const abroad = buyAbroad(course, trip, made, price, fact.kind, next)
      events.add(made, at, -abroad.price, kinds.rigid, abroad.facts)
      continue
    }
    const place = events.add(made, at, -price, isFree ? kinds.free : kinds.rigid, fact)
    if (category.comesBack > 0 && !isFree && next() < category.comesBack)
      addReturn(events, { place, at, price, fact, category }, next)
  }
}

function chosen({ kinds }: Shops, lot: number): Shops['kinds'][number] {
  for (const kind of kinds) if (lot < kind.upTo) return kind
  return kinds.at(-1) as Shops['kinds'][number]
}

/** A purchase as it was added: where, when it is booked, and for how many pence. */
type Purchase = {
  readonly place: number
  readonly at: number
  readonly price: number
  readonly fact: Facts
  readonly category: Category
}

/** Adds what comes back of a purchase: a refund, a chargeback or a won bet. */
function addReturn(events: Events, { place, at: booked, price, fact, category }: Purchase, next: Chance): void {
  const isBet = category === categories.betting
  const at = booked + Math.floor((isBet ? drawNumber(next, [0.1, 2]) : drawNumber(next, [3, 10])) * secondsPerDay)
  const part = isBet ? Math.exp(0.9 * drawNormal(next)) * 1.1 : next() < 0.7 ? 1 : drawNumber(next, [0.3, 0.8])
  const kind = !isBet && next() < 0.03 ? 'chargeback' : 'card-refund'
  // A purchase that is not in these events has no place, and its return is none.
  if (place >= 0) events.add(at, at, Math.max(1, Math.round(price * part)), kinds.back, { ...fact, kind }, place)
}

/** Draws when a card purchase is booked: early on the next working day, or on the one after it. */
export function drawBooking(made: number, next: Chance): number {
  let day = workingDayOnOrAfter(Math.floor(made / secondsPerDay) + 1)
  if (next() < 0.25) day = workingDayOnOrAfter(day + 1)
  return day * secondsPerDay + 3 * 3600 + Math.floor(next() * 7200)
}

function drawMoment(category: Category, month: Month, next: Chance): number {
  const first = firstDay(month)
  const days = daysIn(month)
  const drawDay = () => first + Math.floor(next() * days)
  let day = drawDay()
  if (next() > (category.week[weekday(day)] as number)) day = drawDay()
  // Shops are shut on Christmas Day.
  if (monthOfYear(month) === 11 && day === first + 24 && next() < 0.95) day = first + Math.floor(next() * 24)
  const at = day * secondsPerDay - summerTimeOn(day) + hourOf(category, next)
  return Math.max(first * secondsPerDay, Math.min(at, (first + days) * secondsPerDay - 1))
}
