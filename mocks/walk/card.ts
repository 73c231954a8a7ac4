import { lateFee } from '#mocks/accounts/credit-card.ts'
import { products } from '#mocks/accounts/products.ts'
import {
  firstDay,
  type Month,
  monthAt,
  monthOfYear,
  secondsPerDay,
  startOf,
  workingDayOnOrAfter,
  yearOf,
} from '#mocks/base/calendar.ts'
import { stream } from '#mocks/base/chance.ts'
import { Events } from '#mocks/walk/engine/events.ts'
import { type Facts, factsOf } from '#mocks/walk/engine/facts.ts'
import { buildLedger, type Ledger } from '#mocks/walk/engine/ledger.ts'
import type { WalkedYear } from '#mocks/walk/engine/terms.ts'
import type { Course } from './course.ts'
import { expectationOf } from './expected.ts'
import { addVisits } from './visits.ts'

/*
 * A credit card that is repaid in full. What it buys asks no balance, so a year of it needs nothing
 * of the years before: what is owed at its start was bought in the two months before it.
 */

/** What a card buys in the fourteen months of a year, by the place in `made`. */
export type CardYear = {
  readonly first: Month
  readonly entries: readonly {
    readonly made: number
    readonly at: number
    readonly amount: number
    readonly facts: Facts
  }[]
  /**
   * By month from the year's first: what its direct debit repays, below zero if the card owes it.
   */
  readonly repays: readonly number[]
}

/**
 * The part of the limit that a month may spend. A statement that is paid late and the months until
 * then stay within the limit.
 */
const partOfLimit = 0.22
const carding = stream('walk card purchases')
const events = new Events()

/** Computes what the card buys around a year: from two months before it to its end. */
export function cardYearOf(course: Course, first: Month, end: number): CardYear {
  events.begin(startOf(first - 2), end)
  for (let month = first - 2; month <= first + 12; month++)
    addVisits(events, course, month, {
      shops: course.cardShops,
      expected: expectationOf(course, month).card,
      most: course.cardLimit * partOfLimit,
      of: carding,
    })
  events.sort()
  const repays = Array.from({ length: 13 }, () => 0)
  const entries = Array.from({ length: events.count }, (_, n) => {
    const place = events.order[n] as number
    const at = events.at[place] as number
    const amount = events.amount[place] as number
    const due = monthAt(at) + 1 - first
    if (due >= 0 && due < repays.length) repays[due] = (repays[due] as number) - amount
    return { made: events.made[place] as number, at, amount, facts: events.factsAt(place) }
  })
  return { first, entries, repays }
}

/** Returns when the repayment of a month is collected, in epoch seconds. */
export const repaidAt = ({ habits }: Course, month: Month): number =>
  workingDayOnOrAfter(firstDay(month) + habits.repaysOn - 1) * secondsPerDay + 6 * 3600

/** Returns the facts of a month's repayment on the main account. */
export const repaymentFacts = (month: Month): Facts => ({
  ...factsOf('direct-debit', products.card.title, `CARD ${labelOf(month)}`),
  own: 'card',
})

export const labelOf = (month: Month): string => `${yearOf(month)}${String(monthOfYear(month) + 1).padStart(2, '0')}`

/** Builds the year of the card: what it bought, and what the main account repaid. */
export function cardLedger(course: Course, card: CardYear, bounds: readonly number[], main: WalkedYear): Ledger {
  const from = bounds[0] as number
  const statement = startOf(card.first - 1)
  let opening = 0
  const entries = card.entries.filter(({ made, at, amount }) => {
    if (made < from && at >= statement) opening += amount
    return made >= from
  })
  const { ledger, returned } = main
  for (const [n, facts] of ledger.facts.entries()) {
    if (facts.own !== 'card') continue
    const [made, at, amount] = [ledger.made[n] as number, ledger.at[n] as number, ledger.amount[n] as number]
    const twin: Facts = {
      ...facts,
      kind: amount < 0 ? 'card-repayment' : 'transfer-out',
      party: products[course.main].title,
      own: course.main,
    }
    entries.push({ made, at, amount: -amount, facts: twin })
  }
  for (const { made, facts } of returned)
    if (facts.own === 'card') entries.push({ made: made + 60, at: made + 60, amount: -lateFee, facts: lateFacts })
  return buildLedger(opening, bounds, entries)
}
const lateFacts = factsOf('fee', 'Sandbank', 'LATE PAYMENT FEE')
