import { type Month, monthOfYear, priceLevel, yearOf } from '#mocks/base/calendar.ts'
import { usualBills } from './bills.ts'
import type { Course } from './course.ts'
import { expectedPay, isSearching } from './pay.ts'
import { tripIn } from './trips.ts'

/**
 * Days from the first of a month to its quiet point: pay has come, and what was bought is booked.
 */
export const quietDay = 7

/** How much more is spent in each month of the calendar. */
const seasons = [0.88, 0.9, 0.96, 0.98, 1, 1.02, 1.06, 1.04, 0.98, 1, 1.06, 1.22] as const
/** The part of pay that buys euros. */
export const euroPart = 0.06
/** The part of pay that is spent at least. */
const leastPart = 0.14

/**
 * What a customer's month is expected to bring, without a draw: plans must not need the years
 * before them in detail. All amounts are pence.
 */
type Expectation = {
  readonly pay: number
  /** What the customer would buy from the main account, and by credit card. */
  readonly wishes: number
  readonly card: number
  /** The bills due after the quiet point. */
  readonly lateBills: number
  /** The change of the main account, transfers to and from savings apart. */
  readonly change: number
}

/** Returns what a month is expected to bring. */
export function expectationOf(course: Course, month: Month): Expectation {
  const { habits, savings, appetite, cardLimit } = course
  const isOut = isSearching(course, month)
  const pay = expectedPay(course, month)
  // Who looks for work knows what the last job paid.
  const usual = isOut ? habits.income * priceLevel(yearOf(month - 3)) : pay
  const season = seasons[monthOfYear(month)] as number
  const bills = yearlyBills(course, month)
  const euros = habits.holds.has('euro') ? euroPart : 0
  const onCard = cardLimit > 0 ? habits.onCard : 0
  const saves = savings.length > 0 ? habits.saves : 0
  const free = usual * (1 - onCard - euros - saves) - bills.total
  const least = leastPart * usual
  const atWork = Math.max(least, free * appetite)
  const wishes = (isOut ? Math.max(least, atWork * 0.55) : atWork) * season
  const card = usual * onCard * season * (isOut ? 0.4 : 1)
  const trip = tripIn(course, month)?.cost ?? 0
  const change = pay - bills.total - card - (isOut ? 0 : pay * euros) - wishes - trip
  return { pay, wishes, card, lateBills: bills.late, change }
}

/** Returns the bills of a year, cached: in total, and those due after the quiet point. */
function yearlyBills(course: Course, month: Month): { readonly total: number; readonly late: number } {
  const year = yearOf(month)
  let known = course.usualBills.get(year)
  if (!known) {
    known = usualBills(course, year * 12 + 3, quietDay)
    course.usualBills.set(year, known)
  }
  return known
}
