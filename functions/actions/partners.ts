import type { PartnerRecord } from '#bank/partner.ts'
import { partners } from '#store/kinds.ts'
import type { World } from '#store/world.ts'

/** The partner of an id, or undefined. */
export async function findPartner(world: World, partnerId: string): Promise<PartnerRecord | undefined> {
  const [item] = await world.sandbox.store.get([partners.key(world.id, partnerId)])
  return item && partners.read(item)
}
