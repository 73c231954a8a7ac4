import { type ConsentRecord, type ConsentState, isSingleUse, stateOf } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { orderIdOf } from '#bank/payments/order.ts'
import { listPages } from '#store/list-pages.ts'
import { consents, orders } from '#store/records.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A consent of a world and its state at the world's now. `since` is epoch milliseconds. */
export type WorldConsent = { readonly consent: ConsentRecord; readonly state: ConsentState; readonly since: number }

/** Which consents of a world a caller asks for. */
export type WorldConsentFilter = {
  readonly partner?: string | undefined
  readonly states?: readonly ConsentState[] | undefined
  /** How many consents are read; 2,000 if absent, so that one page of the owner can sort them. */
  readonly most?: number | undefined
}

/**
 * Lists the consents of all customers and partners of a world, newest first. `isAll` is false if
 * the world has more consents than are read.
 */
export async function listWorldConsents(
  world: World,
  _grant: Grant<'world'>,
  { partner, states, most = 2_000 }: WorldConsentFilter = {},
): Promise<{ readonly consents: WorldConsent[]; readonly isAll: boolean }> {
  const { store } = world.sandbox
  const { partition, path: prefix } = consents.key(world, '')
  const records: ConsentRecord[] = []
  let isAll = true
  for await (const items of listPages(store, partition, { prefix, limit: Math.min(most, limits.itemsPerList) })) {
    records.push(...items.map((item) => consents.read(item)))
    isAll = records.length < most
    if (!isAll) break
  }
  const wanted = records.filter((one) => partner === undefined || one.partner === partner)
  const usedAt = await readUses(world, wanted)
  const found = wanted
    .map((consent): WorldConsent => ({ consent, ...stateOf(consent, world.now, usedAt.get(consent.id)) }))
    .filter(({ state }) => states === undefined || states.includes(state))
    .toSorted((a, b) => b.consent.createdAt - a.consent.createdAt || (a.consent.id < b.consent.id ? 1 : -1))
  return { consents: found, isAll }
}

/** Reads when payment consents were used: an order is created at that instant. */
async function readUses({ sandbox, ...world }: World, records: readonly ConsentRecord[]): Promise<Map<string, number>> {
  const paid = records.filter((one) => isSingleUse(one) && one.state === 'AUTH')
  const uses = new Map<string, number>()
  for (let n = 0; n < paid.length; n += limits.keysPerGet) {
    const some = paid.slice(n, n + limits.keysPerGet)
    const items = await sandbox.store.get(some.map(({ id }) => orders.key(world, orderIdOf(id))))
    for (const item of items) {
      const order = item && orders.read(item)
      if (order) uses.set(order.consent, order.createdAt)
    }
  }
  return uses
}
