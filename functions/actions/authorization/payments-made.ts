import { vrpIdPrefixOf } from '#actions/vrp/payments.ts'
import {
  type ConsentRecord,
  isSingleUse,
  type MandateRecord,
  type PaymentConsentRecord,
} from '#bank/consents/consent.ts'
import { type OrderRecord, orderIdOf } from '#bank/payments/order.ts'
import { orders } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A payment consent, with its order if the partner has made one. */
type PaymentMade = { readonly consent: PaymentConsentRecord; readonly order: OrderRecord | undefined }

/** Lists the payment consents among those given, each with its order. */
export async function listPaymentsMade(world: World, given: readonly ConsentRecord[]): Promise<PaymentMade[]> {
  const consents = given.filter(isSingleUse)
  const made: PaymentMade[] = []
  for (let n = 0; n < consents.length; n += limits.keysPerGet) {
    const some = consents.slice(n, n + limits.keysPerGet)
    const items = await world.sandbox.store.get(some.map(({ id }) => orders.key(world, orderIdOf(id))))
    for (const [place, consent] of some.entries()) {
      const item = items[place]
      made.push({ consent, order: item && orders.read(item) })
    }
  }
  return made
}

/** How many payments of one mandate are listed at most. */
export const mostMandatePayments = 20

/** Lists the last payments under a mandate, newest first. */
export async function listMandatePayments(world: World, mandate: Pick<MandateRecord, 'id'>): Promise<OrderRecord[]> {
  const { partition, path } = orders.key(world, vrpIdPrefixOf(mandate))
  const items = await world.sandbox.store.list(partition, {
    prefix: path,
    newestFirst: true,
    limit: mostMandatePayments,
  })
  return items.map((item) => orders.read(item))
}
