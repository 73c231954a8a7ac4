import { secondsPerDay, workingDayOnOrAfter } from '#mocks/base/calendar.ts'
import type { Events } from './events.ts'
import type { YearTerms } from './terms.ts'

/** A postponed purchase, or a treat: something at a shelf price that no event has. */
export type LaterPurchase = { readonly made: number } & ({ readonly place: number } | { readonly treat: number })

/** Purchases that wait for a pay, and those that have an instant after one. */
export class Later {
  private waiting: number[] = []
  /** The first one is the last of the list. */
  private readonly queue: LaterPurchase[] = []

  postpone(place: number): void {
    this.waiting.push(place)
  }

  plan(purchase: LaterPurchase): void {
    this.queue.push(purchase)
    this.queue.sort((a, b) => b.made - a.made)
  }

  /** Gives waiting purchases instants in the days after a pay, before `end`. */
  release(events: Events, paid: number, end: number, away: YearTerms['away']): void {
    if (this.waiting.length === 0) return
    const day = Math.floor(paid / secondsPerDay) * secondsPerDay
    for (const place of this.waiting) {
      const was = Math.floor(events.made[place] as number)
      const usual = day + (Math.floor(was / 16) % 5) * secondsPerDay + 32_400 + (was % 36_000)
      const trip = away.find(({ from, to }) => usual >= from && usual < to)
      const then = trip ? trip.to + 32_400 + (was % 36_000) : usual
      this.queue.push({ place, made: Math.max(paid + 200, Math.min(then, end - 1 - this.queue.length)) })
    }
    this.waiting = []
    this.queue.sort((a, b) => b.made - a.made)
  }

  /** Takes the next purchase until an instant. */
  take(until: number): LaterPurchase | undefined {
    const next = this.queue.at(-1)
    return next && next.made <= until ? this.queue.pop() : undefined
  }
}

/** Returns when a purchase that was not planned is booked: early on the next working day. */
export const nextBooking = (made: number): number =>
  workingDayOnOrAfter(Math.floor(made / secondsPerDay) + 1) * secondsPerDay + 3 * 3600 + (made % 7200)
