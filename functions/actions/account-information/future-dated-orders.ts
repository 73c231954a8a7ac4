import type { CashAccount } from '#bank/account-information/account.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { listPages } from '#store/list-pages.ts'
import { consents, futureDatedOrders, orders } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A scheduled payment or standing order that a partner made, with its consent. */
export type FutureDatedOrder = { readonly order: OrderRecord; readonly consent: PaymentConsentRecord }

/** Future-dated orders by account id, in the order of their ids. */
export type OrdersByAccount = ReadonlyMap<string, readonly FutureDatedOrder[]>

/**
 * Loads the future-dated orders of every account whose id begins with a prefix: one account, one
 * customer's (`acc_42_`), or all (`acc_`).
 */
export async function loadFutureDatedOrders(world: World, prefix: string): Promise<OrdersByAccount> {
  if (world.record.dated !== true) return new Map()
  const { store } = world.sandbox
  // The world has no due item and has never moved money, so it has no future-dated order. The
  // world's record alone shows this, without a read.
  if (world.record.nextDue === undefined && world.record.moved !== true) return new Map()
  const { partition, path } = futureDatedOrders.key(world, { account: prefix, id: '' })
  const found = new Map<string, FutureDatedOrder[]>()
  for await (const items of listPages(store, partition, { prefix: path.slice(0, -1), limit: limits.keysPerGet })) {
    const ids = items.map(({ key }) => key.path.slice(key.path.lastIndexOf('/') + 1))
    const orderItems = await store.get(ids.map((id) => orders.key(world, id)))
    const loaded = orderItems.flatMap((item) => (item ? [orders.read(item)] : []))
    const consentItems = await store.get(loaded.map(({ consent }) => consents.key(world, consent)))
    for (const [n, order] of loaded.entries()) {
      const item = consentItems[n]
      if (!item) continue
      const consent = consents.read(item) as PaymentConsentRecord
      found.set(order.account, [...(found.get(order.account) ?? []), { order, consent }])
    }
  }
  return found
}

/** Returns the payee's account with the fields that account information has for one. */
export const creditorAccountOf = ({
  CreditorAccount: { SchemeName, Identification, Name },
}: Pick<Initiation, 'CreditorAccount'>): CashAccount => ({
  SchemeName: SchemeName as CashAccount['SchemeName'],
  Identification,
  Name,
})
