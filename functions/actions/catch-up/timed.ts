import type { EventRecord } from '#bank/events/event.ts'
import { deriveConsentEnd, deriveSettlement, type TimedEvent } from '#bank/events/timed.ts'
import { calendar } from '#mocks/base/calendar.ts'
import type { WorkQueue } from './work-queue.ts'

/*
 * Catching up tells what time alone has made, in its place among the due items: a reader hears that
 * a payment settled before it hears of the next one.
 */

/**
 * Returns what is told next: the first of what time alone has made, unless a due item comes before
 * it. An item of the same instant comes first.
 */
export function nextTimed({ world, items: [due], timed: [first] }: WorkQueue): TimedEvent | undefined {
  if (!first || first.at > world.now) return undefined
  return due && due.at <= first.at ? undefined : first
}

/**
 * Inserts what time alone will make, in order, unless it comes after the last one that was listed.
 */
export function enqueueTimed({ timed, hasAllTimed }: WorkQueue, one: TimedEvent): void {
  const place = timed.findIndex((other) => one.at < other.at)
  if (place >= 0) timed.splice(place, 0, one)
  else if (hasAllTimed) timed.push(one)
}

/** Whether the record that it is about was read. */
export const isRead = ({ orders, consents }: WorkQueue, { of, object }: TimedEvent): boolean =>
  of === 'order' ? orders.has(object) : consents.has(object)

/** Derives its events from the present record; none if that was deleted or changed since. */
export function tellTimed({ orders, consents }: WorkQueue, timed: TimedEvent): EventRecord[] {
  if (timed.of === 'order') {
    const found = orders.get(timed.object)
    return found ? deriveSettlement(timed, found.order, calendar) : []
  }
  const consent = consents.get(timed.object)
  return consent ? deriveConsentEnd(timed, consent) : []
}
