import { partitionOf, type Section } from '#actions/worlds/world-content.ts'
import { rejectOtherGenerator } from '#bank/worlds/generator.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { listPages } from '#store/list-pages.ts'
import { type Item, limits, type Store } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { snapshotPartition } from '#store/world-copy-records.ts'
import { loadSnapshot } from './find-snapshot.ts'

/** What a world's record says about the bank and its clock. */
type Settings = Pick<
  WorldRecord,
  'seed' | 'seedText' | 'size' | 'mix' | 'start' | 'startRate' | 'robot' | 'theme' | 'rateLimits'
> & {
  readonly rate: number
}

/**
 * A state of a world that can be compared and exported: as it is now, or as a snapshot holds it.
 */
export type WorldState = {
  readonly id: string
  readonly epoch: number
  /** The time of its clock, in epoch milliseconds. */
  readonly now: number
  readonly settings: Settings
  readonly store: Store
  /** The partition of each section that the state has. */
  readonly partitions: Partial<Record<Section, string>>
}

/** Returns the present state of a world. */
export function stateOfWorld(world: World): WorldState {
  const { id, now, record, sandbox } = world
  rejectOtherGenerator(record)
  const partitions = { world: partitionOf(world, 'world'), overlay: partitionOf(world, 'overlay') }
  return { id, epoch: record.epoch, now, settings: settingsOf(record), store: sandbox.store, partitions }
}

/**
 * Returns the state of a world that one of its snapshots holds. Partners and settings are those of
 * the world, as a restore leaves them. `path` is the parameter that names the snapshot.
 */
export async function stateOfSnapshot(world: World, snapshotId: string, path: string): Promise<WorldState> {
  const { snapshot } = await loadSnapshot(world, snapshotId, path)
  rejectOtherGenerator(snapshot)
  const present = stateOfWorld(world)
  const { clock } = snapshot
  return {
    ...present,
    id: snapshotId,
    now: clock.world,
    settings: { ...present.settings, rate: clock.rate },
    partitions: { ...present.partitions, overlay: snapshotPartition(world.id, snapshotId) },
  }
}

const settingsOf = ({
  seed,
  seedText,
  size,
  mix,
  start,
  startRate,
  clock,
  robot,
  theme,
  rateLimits,
}: WorldRecord): Settings => ({
  seed,
  ...(seedText !== undefined && { seedText }),
  size,
  ...(mix && { mix }),
  start,
  rate: clock.rate,
  ...(startRate !== undefined && { startRate }),
  ...(robot !== undefined && { robot }),
  ...(theme && { theme }),
  ...(rateLimits && { rateLimits }),
})

/** Lists the items of a partition under a prefix. */
export async function* listItems(
  store: Store,
  partition: string,
  prefix: string,
  after?: string,
): AsyncGenerator<Item> {
  const range = { prefix, limit: limits.itemsPerList, ...(after !== undefined && { after }) }
  for await (const items of listPages(store, partition, range)) yield* items
}
