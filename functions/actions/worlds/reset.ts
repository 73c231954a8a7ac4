import type { Grant } from '#bank/consents/grant.ts'
import { generator, nextEpochOf, replaceOverlay } from '#bank/worlds/world.ts'
import { overlayOf, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Write } from '#store/store.ts'
import { commitWithRecord, loadWorldAsStored, openWorld, type World } from '#store/world.ts'
import { purges } from '#store/world-copy-records.ts'
import { runOnce } from './requests.ts'
import { lateWriteWindowMs } from './worlds.ts'

/**
 * Resets a world to its creation, in one commit whatever its size: the next epoch has an empty
 * overlay, and the clock shows the world's start at its first rate. Partners, keys, tokens and
 * settings stay. The sweep empties the old overlay once no earlier request can write into it.
 */
export function resetWorld(world: World, _grant: Grant<'world'>, idempotencyKey: string): Promise<World> {
  const { sandbox, id } = world
  const request = { operation: 'reset', key: idempotencyKey }
  const find = async () => (await loadWorldAsStored(sandbox, id)) ?? world
  return runOnce(world, request, find, async (remember) => {
    const real = readSteadyTime(sandbox)
    const { record, version } = await commitWithRecord(
      world,
      ({ record }) => {
        const clock = { real, world: record.start, rate: record.startRate ?? 1 }
        return { ...replaceOverlay(record, nextEpochOf(record), clock, {}), generator }
      },
      [...remember(id), purgeOldOverlay(world, real)],
    )
    return openWorld(sandbox, { key: worlds.key(id), version, value: record }, undefined)
  })
}

/** Builds the write that has the sweep empty the overlay that a world is about to leave. */
export function purgeOldOverlay({ id, record }: World, real: number): Write {
  const partition = overlayOf(id, record.epoch)
  return {
    put: purges.key(real + lateWriteWindowMs, partition),
    expect: 'anything',
    value: { partitions: [partition] },
  }
}
