import { findRequiredApprovals } from '#actions/payments/awaiting-approval.ts'
import { type Job, prepareSinglePayment } from '#actions/payments/due-payments.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { firstPaymentAt } from '#bank/payments/consent-request.ts'
import { type RejectionReason, rejectOrder } from '#bank/payments/decide.ts'
import { type OrderRecord, releaseOf } from '#bank/payments/order.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { futureDatedOrders, ordersAwaitingApproval } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** The reason of an order that a director refused. */
export const refusedByDirector: RejectionReason = ['U033', 'A director who must approve the payment refused it']
const approvedTooLate: RejectionReason = ['DS24', 'Not all directors approved the payment in time']

/**
 * Prepares the decision on an order that awaits approval, when it is due. Either the consent's
 * robot answers for the other directors, or they did not answer in time.
 */
export function prepareDecision(world: World, waiting: OrderRecord, consent: PaymentConsentRecord, due: DueItem): Job {
  const { waits: _, ...order } = waiting
  const answered: Write = { delete: ordersAwaitingApproval.key(world, order), expect: 'anything' }
  const { approvals } = order
  const required = findRequiredApprovals(world, order, consent)
  const isInTime = approvals !== undefined && world.now < approvals.until
  if (!isInTime || !required || consent.second !== 'approve') {
    const reason = isInTime && consent.second === 'refuse' ? refusedByDirector : approvedTooLate
    return buildJobWithoutMovement(world, { order: rejectOrder(order, reason, world.now), writes: [answered] })
  }
  const given = required.directors.slice(0, approvals.needed).map(({ id }) => id)
  const approved: OrderRecord = { ...order, approvals: { ...approvals, given, at: world.now } }
  const day = firstPaymentAt(consent, order) ?? (order.file ? world.now : releaseOf(order, world.now))
  if (day === undefined) {
    const payment = prepareSinglePayment(world, approved, consent, due)
    return { ...payment, execute: (lastLegs) => ({ ...payment.execute(lastLegs), writes: [answered] }) }
  }
  const next = { at: day, seq: due.seq, order: order.id, n: 0 }
  return buildJobWithoutMovement(world, {
    order: { ...approved, waits: { at: day, seq: due.seq, n: 0 } },
    writes:
      order.file || order.delay
        ? [answered]
        : [answered, { put: futureDatedOrders.key(world, order), expect: 'absent', value: {} }],
    next,
  })
}

/** A job that moves no money. */
const buildJobWithoutMovement = (
  world: World,
  result: { readonly order: OrderRecord; readonly writes: readonly Write[]; readonly next?: DueItem },
): Job => ({
  accounts: [],
  execute: () => ({ ...result, movement: { payment: result.order.id, at: world.now, postings: [] } }),
})
