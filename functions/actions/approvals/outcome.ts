import { signingFor } from '#actions/payments/awaiting-approval.ts'
import { type Ready, single } from '#actions/payments/executions.ts'
import { stopped, type Why } from '#actions/payments/pay.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { firstPaymentAt } from '#bank/payments/consent-request.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { futureDatedOrders, ordersAwaitingApproval } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** Somebody who must agree said no. */
export const refused: Why = ['U033', 'Somebody who must approve it refused']
const late: Why = ['DS24', 'Not everybody who must approve it did so in time']

/**
 * The time has come to decide on an order that waits for others: a robot speaks for them, or they
 * did not speak in time.
 */
export function decided(world: World, waiting: OrderRecord, consent: PaymentConsentRecord, due: DueItem): Ready {
  const { seq } = due
  const { waits: _, ...order } = waiting
  const over: Write = { delete: ordersAwaitingApproval.key(world, order), expect: 'anything' }
  const { approvals } = order
  const signing = signingFor(world, order, consent)
  const isInTime = approvals !== undefined && world.now < approvals.until
  if (!isInTime || !signing || consent.second !== 'approve') {
    const why = isInTime && consent.second === 'refuse' ? refused : late
    return still(world, { order: stopped(world, order, why), writes: [over] })
  }
  const given = signing.approvers.slice(0, approvals.needed).map(({ id }) => id)
  const approved: OrderRecord = { ...order, approvals: { ...approvals, given, at: world.now } }
  const day = firstPaymentAt(consent, order) ?? (order.file ? world.now : undefined)
  if (day === undefined) {
    const payment = single(world, approved, consent, due)
    return { ...payment, done: (last) => ({ ...payment.done(last), writes: [over] }) }
  }
  const next = { at: day, seq, order: order.id, n: 0 }
  return still(world, {
    order: { ...approved, waits: { at: day, seq, n: 0 } },
    writes: order.file ? [over] : [over, { put: futureDatedOrders.key(world, order), expect: 'absent', value: {} }],
    next,
  })
}

/** What moves no money. */
const still = (world: World, deed: { order: OrderRecord; writes: readonly Write[]; next?: DueItem }): Ready => ({
  touches: [],
  done: () => ({ ...deed, movement: { payment: deed.order.id, at: world.now, postings: [] } }),
})
