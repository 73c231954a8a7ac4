import { Problem } from '#bank/base/problem.ts'
import type { ConsentRecord, PaymentKind } from '#bank/consents/consent.ts'
import { type Grant, partnerOf } from '#bank/consents/grant.ts'
import { type OrderRecord, orderIdOf } from '#bank/payments/order.ts'
import { orders } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** An order with the version that was read. */
export type LoadedOrder = { readonly order: OrderRecord; readonly version: number }

/** Finds an order of any kind. An id that no order can have is not looked up. */
export async function findOrder(world: World, orderId: string): Promise<LoadedOrder | undefined> {
  if (!/^(pay|vrp)_[a-z0-9_]{1,40}$/.test(orderId)) return undefined
  const [item] = await world.sandbox.store.get([orders.key(world, orderId)])
  return item && { order: orders.read(item), version: item.version }
}

/** Finds the order that a payment consent has made. */
export async function findOrderOfConsent(
  world: World,
  { id }: Pick<ConsentRecord, 'id'>,
): Promise<OrderRecord | undefined> {
  return (await findOrder(world, orderIdOf(id)))?.order
}

/** Loads an order that must exist, because an idempotency key names it. */
export async function loadOrder(world: World, orderId: string): Promise<OrderRecord> {
  const found = await findOrder(world, orderId)
  if (!found) throw new Error(`an idempotency key names ${orderId}, which does not exist`)
  return found.order
}

/**
 * Loads an order of the partner and of this kind. Rejects any other; `parameter` is the name of the
 * path parameter that holds its id.
 */
export async function loadOwnOrder(
  world: World,
  grant: Grant<'partner'>,
  kind: PaymentKind,
  orderId: string,
  parameter: string,
): Promise<OrderRecord> {
  const order = (await findOrder(world, orderId))?.order
  const path = `path ${parameter}`
  if (order?.kind !== kind)
    throw new Problem(
      'order-not-found',
      `${path}: there is no ${kind} ${orderId.slice(0, 60)}; send the ${parameter} from the response to its POST`,
      { path },
    )
  if (order.partner !== partnerOf(grant))
    throw new Problem('consent-foreign', `${path}: ${orderId} belongs to another partner`, { path })
  return order
}
