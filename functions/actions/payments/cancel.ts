import { findAccount } from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { dueItems, futureDatedOrders, orders } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { findOrder } from './find-order.ts'

/**
 * A customer takes back a payment that waits for its day, or ends a standing order: what was paid
 * stays paid, and nothing more will be. Refused once there is nothing left to cancel.
 */
export async function cancelOrder(world: World, customer: string, orderId: string): Promise<OrderRecord> {
  const found = await findOrder(world, orderId)
  if (!found || findAccount(world, found.order.account)?.customer.id !== customer)
    throw new Problem('order-not-found', `${customer} has no order ${orderId.slice(0, 60)}`)
  const { order, version } = found
  if (isAwaitingApproval(order))
    throw new Problem('order-status', `${orderId} waits for somebody to approve it: refuse it instead`)
  if (!order.waits)
    throw new Problem('order-status', `${orderId} does not wait for anything: it cannot be cancelled any more`)
  const { waits, ...rest } = order
  const cancelled: OrderRecord = {
    ...rest,
    stopped: { state: 'CANC', at: world.now, code: 'DS02', why: 'The customer cancelled it' },
  }
  const isOver = order.kind !== 'domestic-vrp' && !paymentTypes[order.kind].isStandingOrder
  const writes: Write[] = [
    { put: orders.key(world, orderId), expect: { version }, value: cancelled },
    { delete: dueItems.key(world, { ...waits, order: orderId }), expect: 'present' },
    // A standing order stays listed as one that was cancelled.
    ...(isOver ? [{ delete: futureDatedOrders.key(world, order), expect: 'anything' } as const] : []),
  ]
  const why = `${orderId} changed at the same moment; look at it and try again`
  await rejectOnConflict(why, () => world.sandbox.store.commit(writes))
  return cancelled
}
