import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import type { Calendar } from '#bank/time/calendar.ts'

/**
 * Returns when a payment is settled: the last instant of its rail's timeline, in epoch milliseconds
 * of the world's clock. Undefined for one that was not sent or comes back, and for a standing order
 * or a file, whose payments settle one by one.
 */
export function settlementInstantOf(order: OrderRecord, calendar: Calendar): number | undefined {
  const { rail, accepted, failure, endsAt, stopped, waits, last, file } = order
  if (failure || stopped || waits || last || file || isAwaitingApproval(order)) return undefined
  return buildTimeline(getRail(rail as RailName), accepted, calendar, { endsAt }).at(-1)?.at
}
