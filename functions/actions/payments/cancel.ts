import { findAccount } from '#actions/accounts/lookup.ts'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { Problem } from '#bank/base/problem.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { dueItems, futureDatedOrders, orders } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { findOrder, type LoadedOrder } from './find-order.ts'

/**
 * Cancels a future-dated payment or a standing order of a customer. Payments that were made stay
 * made. Rejects an order that awaits approval, and one with nothing left to execute. `others` are
 * writes of the same commit.
 */
export async function cancelOrder(
  world: World,
  customer: string,
  orderId: string,
  others: readonly Write[] = [],
): Promise<OrderRecord> {
  const found = await findOrder(world, orderId)
  if (!found || findAccount(world, found.order.account)?.customer.id !== customer)
    throw new Problem('order-not-found', `there is no order ${orderId.slice(0, 60)} of ${customer}`)
  const { order } = found
  if (isAwaitingApproval(order))
    throw new Problem(
      'order-status',
      `${orderId} awaits the approval of a director and cannot be cancelled; the director can refuse it`,
    )
  if (order.delay) throw new Problem('order-status', `${orderId} is being processed and cannot be cancelled`)
  if (!order.waits)
    throw new Problem('order-status', `${orderId} has nothing left to execute, so it cannot be cancelled`)
  const { waits: _, ...rest } = order
  const cancelled: OrderRecord = {
    ...rest,
    stopped: { state: 'CANC', at: world.now, code: 'DS02', why: 'The customer cancelled it' },
  }
  await stopWaitingOrder(world, found, cancelled, others)
  return cancelled
}

/**
 * Stores an order that was stopped before its day, and removes what was due. Throws the problem
 * `conflict` if another request has changed the order.
 */
export async function stopWaitingOrder(
  world: World,
  { order, version }: LoadedOrder,
  stopped: OrderRecord,
  others: readonly Write[],
): Promise<void> {
  const isSinglePayment = order.kind !== 'domestic-vrp' && !paymentTypes[order.kind].isStandingOrder
  const writes: Write[] = [
    { put: orders.key(world, order.id), expect: { version }, before: order, value: stopped },
    ...(order.waits
      ? [{ delete: dueItems.key(world, { ...order.waits, order: order.id }), expect: 'present' } as const]
      : []),
    // The list of future-dated orders keeps a standing order, as a cancelled one.
    ...(isSinglePayment ? [{ delete: futureDatedOrders.key(world, order), expect: 'anything' } as const] : []),
    ...others,
  ]
  const why = `${order.id} was changed by another request at the same time; read it and try again`
  await rejectOnConflict(why, () => commitInWorld(world, writes))
}
