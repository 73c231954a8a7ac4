import { secondsPerDay } from '#mocks/base/calendar.ts'
import { mostEvents } from './events.ts'
import type { Facts } from './facts.ts'

/**
 * The entries of one account in one year of a customer, in the order in which they are made. A year
 * has twelve stretches, which begin at a quiet point of a month. `opens` and `starts` have thirteen
 * items: the balance of all that is made, and the number of entries, before each stretch and at the
 * end.
 */
export type Ledger = {
  readonly opens: Float64Array
  readonly starts: Int32Array
  readonly made: Float64Array
  readonly at: Float64Array
  readonly amount: Float64Array
  readonly facts: readonly Facts[]
}

/** In seconds. */
const longestPending = 8 * secondsPerDay

const [made, at, amount] = [0, 1, 2].map(() => new Float64Array(mostEvents * 2)) as [
  Float64Array,
  Float64Array,
  Float64Array,
]

/** Collects the entries of one ledger at a time: all builders share their memory. */
export class LedgerBuilder {
  private readonly facts: Facts[] = []

  add(entryMade: number, bookedAt: number, minor: number, facts: Facts): void {
    const place = this.facts.length
    made[place] = entryMade
    at[place] = bookedAt
    amount[place] = minor
    this.facts.push(facts)
  }

  /**
   * Books what is pending at an instant before it, so that the booked balance shows why a debit is
   * returned. Bookings are early on working days, as collections are.
   */
  bookPending(until: number): void {
    for (let place = this.facts.length - 1; place >= 0; place--) {
      if ((made[place] as number) < until - longestPending) return
      if ((at[place] as number) >= until) at[place] = Math.max(made[place] as number, until - 600)
    }
  }

  /** Builds the ledger of a year that opens with a balance, cut at the bounds of its stretches. */
  build(opening: number, bounds: readonly number[]): Ledger {
    const { facts } = this
    const count = facts.length
    const opens = new Float64Array(bounds.length)
    const starts = new Int32Array(bounds.length)
    let place = 0
    let balance = opening
    for (let n = 0; n < bounds.length; n++) {
      const bound = n === bounds.length - 1 ? Number.POSITIVE_INFINITY : (bounds[n] as number)
      for (; place < count && (made[place] as number) < bound; place++) balance += amount[place] as number
      opens[n] = balance
      starts[n] = place
    }
    return { opens, starts, made: made.slice(0, count), at: at.slice(0, count), amount: amount.slice(0, count), facts }
  }
}

/** Sorts loose entries by `made` and builds their ledger. */
export function buildLedger(
  opening: number,
  bounds: readonly number[],
  entries: { made: number; at: number; amount: number; facts: Facts }[],
): Ledger {
  const builder = new LedgerBuilder()
  entries.sort((a, b) => a.made - b.made)
  for (const one of entries) builder.add(one.made, one.at, one.amount, one.facts)
  return builder.build(opening, bounds)
}
