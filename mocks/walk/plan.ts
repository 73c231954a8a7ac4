import type { SavingsProduct } from '#mocks/accounts/products.ts'
import { firstDay, type Month, secondsPerDay } from '#mocks/base/calendar.ts'
import { chance, draw, drawInteger, stream } from '#mocks/base/chance.ts'
import { drawNormal } from '#mocks/walk/engine/normal.ts'
import type { Move, Plan } from './agreed.ts'
import type { Course } from './course.ts'
import { expectationOf, quietDay } from './expected.ts'
import { expectedPayment, payDay, payDayFrom } from './pay.ts'
import { bookSavings } from './savings.ts'
import { tripIn } from './trips.ts'

/**
 * A year of a customer: twelve months from the customer's offset on, by the civil year of the
 * first.
 */
export type YearNumber = number

export const firstMonthOf = ({ offset }: Course, year: YearNumber): Month => year * 12 + offset
export const yearAt = ({ offset }: Course, month: Month): YearNumber => Math.floor((month - offset) / 12)

/** How far what is kept moves from year to year: sigma of the logarithm. */
const swing = 2.8
const wandering = stream('wander')
const leastKept = stream('least kept')
const saving = stream('walk savings')
/** Plans begin before the first month of any world. */
const firstPlanned = 2012

/**
 * Returns the balance of the main account at the quiet point at which a year begins, counting what
 * is not booked yet. It is a function of the year alone, so each year can be walked on its own.
 */
export function anchorOf(course: Course, year: YearNumber): number {
  const month = firstMonthOf(course, year)
  const { pay, wishes, card, lateBills } = expectationOf(course, month)
  const quiet = firstDay(month) + quietDay
  const until = (payDayFrom(course, month, quiet) - quiet) / 30.4
  const due = 0.9 * wishes * Math.max(0.1, until) + (lateBills + card) * Math.min(1, until * 1.6)
  const part = draw(course.customer.seed, course.customer.index, year, leastKept)
  const kept = Math.exp(course.cushion + swing * wanderIn(course, year))
  const cushion = 3.5 * (1 - Math.exp(-kept / 3.5)) - 0.15
  const least = (course.isPrudent ? 0 : course.floor) + pay * (0.05 + 0.08 * part)
  return Math.round(Math.max(least, due + cushion * pay))
}

/** Noise on four scales of time, standard normal: what a customer keeps wanders as years do. */
function wanderIn({ customer: { seed, index } }: Course, year: YearNumber): number {
  let total = 0
  for (const [scale, weight] of scales) {
    const at = year / scale
    const low = Math.floor(at)
    const part = at - low
    const before = drawNormal(chance(seed, index, low * 16 + scale, wandering))
    const after = part === 0 ? 0 : drawNormal(chance(seed, index, (low + 1) * 16 + scale, wandering))
    total += (weight * (before * (1 - part) + after * part)) / Math.hypot(1 - part, part)
  }
  return total
}
const scales = [
  [1, 0.55],
  [2, 0.5],
  [4, 0.5],
  [8, 0.44],
] as const

/** Returns the plan of a year. It needs those before it, which are cached with the course. */
export function planOf(course: Course, year: YearNumber): Plan {
  const { plans } = course
  while (plans.length <= year - firstPlanned)
    plans.push(planYear(course, firstPlanned + plans.length, plans.at(-1)?.ends))
  return plans[year - firstPlanned] as Plan
}

function planYear(course: Course, year: YearNumber, before: Plan['ends'] | undefined): Plan {
  const first = firstMonthOf(course, year)
  const held = before ?? firstSavings(course, first)
  const next = chance(course.customer.seed, course.customer.index, first, saving)
  const expected = Array.from({ length: 12 }, (_, k) => expectationOf(course, first + k))
  const holidays = course.savings.length > 0 ? holidayMoves(course, first, held) : []
  let surplus =
    anchorOf(course, year) - anchorOf(course, year + 1) + expected.reduce((sum, { change }) => sum + change, 0)
  for (const { amount } of holidays) surplus -= amount
  const moves: Move[] = [...holidays]
  const help: { at: number; amount: number }[] = []
  if (surplus > 0) moves.push(...depositsOf(course, first, surplus, next))
  else {
    // What the year lacks comes before the pay days of its worst months.
    const worst = expected
      .map(({ change, wishes }, k) => ({ change, wishes, k }))
      .sort((a, b) => a.change - b.change || a.k - b.k)
      .slice(0, drawInteger(next, 2, 6))
      .sort((a, b) => a.k - b.k)
    let lacking = -surplus
    const rest = new Map(course.savings.map((product) => [product, held[product] ?? 0]))
    for (const { amount } of holidays) rest.set('savings', (rest.get('savings') ?? 0) + amount)
    for (const [n, { k, wishes }] of worst.entries()) {
      const month = first + k
      const day = Math.max(firstDay(month) + quietDay + 1, payDay(course, month) - drawInteger(next, 2, 12))
      const at = day * secondsPerDay + drawInteger(next, 64_000, 78_000)
      const wanted = Math.round(lacking / (worst.length - n) / 1000) * 1000
      let missing = wanted
      // Some keep instant savings for worse days, and draw on others first.
      const products = next() < 0.3 ? course.savings.toReversed() : course.savings
      for (const [order, product] of products.entries()) {
        const before = rest.get(product) ?? 0
        const drawn = Math.max(0, Math.min(Math.floor(before / 1000) * 1000, missing))
        if (drawn > 0) moves.push({ at: at + order * 60, amount: -drawn, product, why: 'need' })
        rest.set(product, before - drawn)
        lacking -= drawn
        missing -= drawn
      }
      // A tenth less can be lived on.
      missing -= 0.1 * wishes * (12 / worst.length)
      if (missing <= 0) continue
      const given = Math.ceil(missing / 1000) * 1000
      help.push({ at: at + 7000, amount: given })
      lacking -= given
    }
  }
  moves.sort((a, b) => a.at - b.at)
  const ends: Partial<Record<SavingsProduct, number>> = {}
  for (const product of course.savings) ends[product] = bookSavings(product, held[product] ?? 0, first, moves)
  return { moves, help, held, ends }
}

/** What savings hold when plans begin: some months of pay, most in instant savings. */
function firstSavings({ customer: { seed, index }, habits, savings }: Course, month: Month): Plan['ends'] {
  const held: Partial<Record<SavingsProduct, number>> = {}
  for (const [n, product] of savings.entries()) {
    const months = 1.6 * Math.exp(0.9 * drawNormal(chance(seed, index, month * 4 + n, saving)))
    held[product] = Math.round(habits.income * months * weights[product])
  }
  return held
}
const weights = { savings: 1, notice: 0.8, isa: 0.9 }

/** Some save by standing order; the others let money pile up, and move a round sum now and then. */
function depositsOf(course: Course, first: Month, surplus: number, next: () => number): Move[] {
  const { savings, savesByOrder } = course
  if (savings.length === 0) return []
  const [times, unit] = savesByOrder ? [12, 500] : [drawInteger(next, 1, 2), 5_000]
  const amount = Math.floor(surplus / times / unit) * unit
  const moves: Move[] = []
  for (let t = 0; t < times && amount > 0; t++) {
    const k = savesByOrder ? t : Math.min(11, Math.ceil(((t + 1) * 12) / times) - 1 - Math.floor(next() * 2))
    const month = first + k
    // In the minutes after the pay, and less than half of it: it can be moved whatever the balance.
    const most = Math.floor((expectedPayment(course, month) * 0.42) / unit) * unit
    const product = savings[savesByOrder ? 0 : Math.floor(next() * savings.length)] as SavingsProduct
    const at = payDay(course, month) * secondsPerDay + 4 * 3600 + 600
    if (Math.min(amount, most) > 0)
      moves.push({ at, amount: Math.min(amount, most), product, why: savesByOrder ? 'order' : 'saving' })
  }
  return moves
}

/** A holiday is paid from savings, as far as half of them reaches. */
function holidayMoves(course: Course, first: Month, held: Plan['held']): Move[] {
  const moves: Move[] = []
  for (let month = first; month < first + 12; month++) {
    const trip = tripIn(course, month)
    if (!trip) continue
    const amount = Math.min(trip.cost, Math.floor((held.savings ?? 0) / 2000) * 1000)
    if (amount >= 10_000)
      moves.push({ at: trip.paid - secondsPerDay, amount: -amount, product: 'savings', why: 'holiday' })
  }
  return moves
}
