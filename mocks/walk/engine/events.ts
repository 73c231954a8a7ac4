import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Facts } from './facts.ts'

/**
 * How the walk treats an event: `free` and `rigid` purchases (a free one has no shelf price), money
 * that arrives (`in`) or comes `back` from a purchase, what always leaves (`sure`: the walk keeps
 * money for it), a direct `debit` that may be returned, an `order` that may wait, and the end of a
 * month and its charge for the overdraft.
 */
export const kinds = { free: 1, rigid: 2, in: 3, back: 4, sure: 5, debit: 6, order: 7, close: 8, charge: 9 } as const

/** More events than a year of any customer has. */
export const mostEvents = 16_384

/**
 * The events of one year of one account, first as they are added, then by the instants at which
 * they are made. One object serves all walks, because an array per walk costs more than the walk.
 */
export class Events {
  count = 0
  readonly made = new Float64Array(mostEvents)
  readonly at = new Float64Array(mostEvents)
  readonly amount = new Float64Array(mostEvents)
  readonly kind = new Uint8Array(mostEvents)
  /** Between a purchase and what comes back of it: the place of the other, or -1. */
  readonly link = new Int32Array(mostEvents)
  /** Places in order of `made`. */
  readonly order = new Int32Array(mostEvents)
  private readonly facts: Facts[] = []
  private readonly starts = new Int32Array(500)
  private from = 0
  private to = 0

  /** Begins a year of some twelve months: events made outside of it are ignored. Epoch seconds. */
  begin(from: number, to: number): void {
    this.from = from
    this.to = to
    this.count = 0
  }

  /** Adds an event and returns its place, or -1 if it is made in another year. */
  add(made: number, at: number, amount: number, kind: number, facts: Facts, link = -1): number {
    if (made < this.from || made >= this.to) return -1
    const place = this.count++
    if (place >= mostEvents) throw new RangeError(`a year of an account has more than ${mostEvents} events`)
    this.made[place] = made
    this.at[place] = at
    this.amount[place] = amount
    this.kind[place] = kind
    this.link[place] = link
    this.facts[place] = facts
    if (link >= 0) this.link[link] = place
    return place
  }

  factsAt(place: number): Facts {
    return this.facts[place] as Facts
  }

  /**
   * Sorts places by `made`: by day in buckets, and within a day by insertion. Equal ones keep their
   * order.
   */
  sort(): void {
    const { count, made, order, starts, from } = this
    const dayOf = (place: number) => Math.floor(((made[place] as number) - from) / secondsPerDay) + 1
    starts.fill(0)
    for (let place = 0; place < count; place++) starts[dayOf(place)]!++
    for (let day = 1; day < starts.length; day++) starts[day]! += starts[day - 1]!
    for (let place = 0; place < count; place++) order[starts[dayOf(place) - 1]!++] = place
    for (let n = 1; n < count; n++) {
      const place = order[n] as number
      const at = made[place] as number
      let before = n - 1
      while (before >= 0 && (made[order[before] as number] as number) > at)
        order[before + 1] = order[before--] as number
      order[before + 1] = place
    }
  }
}
