import { Subscription } from '#bank/events/subscription.ts'
import { defineRecord } from '#store/record-kind.ts'
import type { World } from '#store/world.ts'

/**
 * Subscriptions belong to the world itself, as partners do: a reset and a restore keep them, and a
 * fork does not copy them.
 */
export const subscriptions = defineRecord(Subscription, (worldId: string, id: string) => ({
  partition: `world/${worldId}`,
  path: `subscription/${id}`,
}))

/** Lists the subscriptions of a world, oldest id first. */
export async function listSubscriptions({ id, sandbox }: World): Promise<Subscription[]> {
  const { partition, path: prefix } = subscriptions.key(id, '')
  return (await sandbox.store.list(partition, { prefix, limit: 200 })).map(subscriptions.read)
}
