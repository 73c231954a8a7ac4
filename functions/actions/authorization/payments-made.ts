import { orderIdOf, orderKey } from '#actions/payments/orders.ts'
import { vrpIdsOf } from '#actions/vrp/payments.ts'
import { type ConsentRecord, isForOnce, type MandateRecord, type PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { orders } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A consent to a payment, and the order that was made with it, if it was made. */
type Made = { readonly consent: PaymentConsentRecord; readonly order: OrderRecord | undefined }

/** What became of the consents to pay among those given. */
export async function listPaymentsMade(world: World, given: readonly ConsentRecord[]): Promise<Made[]> {
  const consents = given.filter(isForOnce)
  const made: Made[] = []
  for (let n = 0; n < consents.length; n += limits.keysPerGet) {
    const some = consents.slice(n, n + limits.keysPerGet)
    const items = await world.sandbox.store.get(some.map(({ id }) => orderKey(world, orderIdOf(id))))
    for (const [place, consent] of some.entries()) {
      const item = items[place]
      made.push({ consent, order: item && orders.read(item) })
    }
  }
  return made
}

/** How many payments of one mandate are listed. */
export const mostMandatePayments = 20

/** The last payments that were made under a mandate, newest first. */
export async function listMandatePayments(world: World, mandate: Pick<MandateRecord, 'id'>): Promise<OrderRecord[]> {
  const { partition, path } = orderKey(world, vrpIdsOf(mandate))
  const items = await world.sandbox.store.list(partition, {
    prefix: path,
    newestFirst: true,
    limit: mostMandatePayments,
  })
  return items.map((item) => orders.read(item))
}
