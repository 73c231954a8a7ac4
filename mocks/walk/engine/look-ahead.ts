import { type Events, kinds, mostEvents } from './events.ts'

/**
 * What a customer knows of the days to come, by the place in the order of events. `sure` is the
 * money that must be kept, before more arrives, for payments that always leave; `bills` also counts
 * what may be returned. One walk at a time uses them.
 */
export const keep = { sure: new Float64Array(mostEvents), bills: new Float64Array(mostEvents) } as const

/** Computes what must be kept after each event of a year. */
export function lookAhead(events: Events): void {
  let sure = 0
  let bills = 0
  for (let n = events.count - 1; n >= 0; n--) {
    const place = events.order[n] as number
    const amount = events.amount[place] as number
    keep.sure[n] = sure
    keep.bills[n] = Math.max(sure, bills)
    switch (events.kind[place]) {
      case kinds.sure:
        sure -= amount
        bills -= amount
        break
      case kinds.debit:
      case kinds.order:
        bills -= amount
        break
      case kinds.in:
        sure = Math.max(0, sure - amount)
        bills = Math.max(0, bills - amount)
    }
  }
}

/** Finds the place in the order of the last event that may change what a year has left. */
export function findSettling(events: Events, lastStretch: number): number {
  for (let n = events.count - 1; n > 0; n--) {
    const place = events.order[n] as number
    const kind = events.kind[place] as number
    if (kind === kinds.in || kind === kinds.charge || (events.made[place] as number) < lastStretch) return n
  }
  return 0
}

/** Finds the place in the order of the free purchase that only `others` follow. */
export function findLastFree(events: Events, others: number): number {
  let found = 0
  for (let n = events.count - 1; n > 0; n--)
    if (events.kind[events.order[n] as number] === kinds.free && ++found > others) return n
  return 0
}
