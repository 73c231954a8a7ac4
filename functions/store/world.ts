import { nowOn } from '#bank/clock.ts'
import type { WorldRecord } from '#bank/world.ts'
import { worlds } from './kinds.ts'
import type { Sandbox } from './sandbox.ts'
import type { Item } from './store.ts'

/**
 * One world as an action sees it: tenant, clock, ids and storage. Every action takes it first, so that no action can reach
 * another world, real time or real chance.
 */
export type World = {
  readonly id: string
  readonly record: WorldRecord
  /** The version that was read: what a write of the world itself expects. */
  readonly version: number
  /** What the world's clock says, in epoch milliseconds. One request, one instant. */
  readonly now: number
  readonly sandbox: Sandbox
}

/** The world of an item that was read, at this instant. */
export function openWorld(sandbox: Sandbox, item: Item): World {
  const record = worlds.read(item)
  return { id: record.id, record, version: item.version, now: nowOn(record.clock, sandbox.real()), sandbox }
}

/** The world of an id, or undefined. */
export async function findWorld(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  return item && openWorld(sandbox, item)
}
