import { purgeOldOverlay } from '#actions/worlds/reset.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { rejectOtherGenerator } from '#bank/worlds/generator.ts'
import { nextEpochOf, replaceOverlay, type WorldRecord } from '#bank/worlds/world.ts'
import { overlayOf, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { commitWithRecord, loadWorldAsStored, openWorld, type World } from '#store/world.ts'
import { snapshotPartition, snapshots } from '#store/world-copy-records.ts'
import { makeByCopy } from './copies.ts'
import { loadSnapshot } from './find-snapshot.ts'

/**
 * Restores a world to one of its snapshots: what was done in it is as it was then, and its clock
 * continues from that instant. Partners, keys, tokens and settings stay as they are now. The world
 * changes in the last commit; until then its requests see it as it is.
 */
export function restoreWorld(
  world: World,
  _grant: Grant<'world'>,
  snapshotId: string,
  idempotencyKey: string,
): Promise<World> {
  const { sandbox, id } = world
  return makeByCopy(
    world,
    { operation: 'restore', key: idempotencyKey, body: { snapshotId } },
    {
      find: async () => (await loadWorldAsStored(sandbox, id)) ?? world,
      chooseTarget: async () => {
        rejectOtherGenerator((await loadSnapshot(world, snapshotId, 'snapshot')).snapshot)
        const epoch = await reserveEpoch(world)
        return { id: String(epoch), partitions: [overlayOf(id, epoch)] }
      },
      partsOf: ({ partitions: [to = ''] }) => [{ from: snapshotPartition(id, snapshotId), to }],
      watched: [snapshots.key(id, snapshotId)],
      finish: async (target, { watched: [item] }, writes) => {
        if (!item) throw new Problem('conflict', `${snapshotId} was deleted by another request at the same time`)
        const { clock, state } = snapshots.read(item)
        const real = readSteadyTime(sandbox)
        const { record, version } = await commitWithRecord(
          world,
          (current) => {
            const follows = { ...state, basedOn: snapshotId }
            const after = replaceOverlay(current.record, Number(target.id), { ...clock, real }, follows)
            return { ...after, lastEpoch: nextEpochOf(current.record) - 1 }
          },
          [{ check: item.key, expect: { version: item.version } }, ...writes, purgeOldOverlay(world, real)],
        )
        return openWorld(sandbox, { key: worlds.key(id), version, value: record }, undefined)
      },
    },
  )
}

/** Reserves the number of an epoch, so that no other restore or reset uses it. */
async function reserveEpoch(world: World): Promise<number> {
  const reserve = ({ record }: World): WorldRecord => ({ ...record, lastEpoch: nextEpochOf(record) })
  const { record } = await commitWithRecord(world, reserve, [])
  return record.lastEpoch ?? record.epoch
}
