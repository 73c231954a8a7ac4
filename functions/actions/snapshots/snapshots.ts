import { runOnce } from '#actions/worlds/requests.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { iso } from '#bank/time/clock.ts'
import { rejectOtherGenerator } from '#bank/worlds/generator.ts'
import type { SnapshotRecord, SnapshotRequest } from '#bank/worlds/snapshot.ts'
import { generator, OverlayState } from '#bank/worlds/world.ts'
import { overlayOf, worlds } from '#store/records.ts'
import { isStoredRequest } from '#store/requests/stored-requests.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Item, Write } from '#store/store.ts'
import { commitWithRecord, readNow, type World } from '#store/world.ts'
import { purges, snapshotPartition, snapshots } from '#store/world-copy-records.ts'
import { makeByCopy, thaw, worldOfCopy } from './copies.ts'
import { loadSnapshot } from './find-snapshot.ts'

/** A snapshot as the owner of its world sees it. `now` is the world's clock at its instant. */
export type SnapshotView = Pick<SnapshotRecord, 'id' | 'name' | 'createdAt' | 'items' | 'generator'> & { now: string }

/** How many snapshots a world may have, so that one answer lists them all. */
const maxSnapshots = 100

/**
 * Makes a snapshot: a copy of the world's overlay at one instant, with its clock. Requests go on
 * during the copy. Only a world that changes faster than it is copied is frozen for the end of the
 * copy.
 */
export async function createSnapshot(
  world: World,
  _grant: Grant<'world'>,
  { name }: SnapshotRequest,
  idempotencyKey: string,
): Promise<SnapshotView> {
  const { sandbox, id, record } = world
  return makeByCopy(
    world,
    { operation: 'snapshot', key: idempotencyKey, body: { name } },
    {
      find: async (snapshotId) =>
        buildSnapshotView((await loadSnapshot(world, snapshotId, 'x-idempotency-key')).snapshot),
      chooseTarget: async () => {
        rejectOtherGenerator(record)
        await checkSnapshotLimit(world)
        const snapshotId = `snp_${sandbox.randomText(12)}`
        return { id: snapshotId, partitions: [snapshotPartition(id, snapshotId)] }
      },
      partsOf: ({ partitions: [to = ''] }) => [{ from: overlayOf(id, record.epoch), to, convert: leaveOutLog }],
      watched: [worlds.key(id)],
      finish: async (target, copied, writes) => {
        const found = worldOfCopy(world, copied)
        const { clock } = found.record
        const real = readSteadyTime(sandbox)
        const snapshot: SnapshotRecord = {
          id: target.id,
          ...(name !== undefined && { name }),
          generator,
          createdAt: iso(real),
          clock: { real, world: readNow(sandbox, found.record), rate: clock.rate },
          items: copied.items,
          state: OverlayState.strip().parse(found.record),
        }
        const put: Write = { put: snapshots.key(id, target.id), expect: 'absent', value: snapshot }
        const change = async (current: World) => {
          await checkSnapshotLimit(current)
          return { ...thaw(current.record), basedOn: target.id }
        }
        await commitWithRecord(world, change, [put, ...writes])
        return buildSnapshotView(snapshot)
      },
    },
  )
}

async function checkSnapshotLimit(world: World): Promise<void> {
  if ((await listItems(world)).length < maxSnapshots) return
  throw new Problem('limit-reached', `a world has at most ${maxSnapshots} snapshots; delete one that is no longer used`)
}

/** Lists the snapshots of a world by id. */
export async function listSnapshots(world: World, _grant: Grant<'world'>): Promise<SnapshotView[]> {
  return (await listItems(world)).map((item) => buildSnapshotView(snapshots.read(item)))
}

/** A snapshot in the history of its world. `parent` is the snapshot that it continues from. */
export type SnapshotInHistory = SnapshotView & { readonly parent?: string }

/** Lists the snapshots of a world, newest first, each with the one that it continues from. */
export async function listHistory(world: World, _grant: Grant<'world'>): Promise<SnapshotInHistory[]> {
  const found = (await listItems(world)).map((item) => snapshots.read(item))
  return found
    .toSorted((a, b) =>
      a.createdAt === b.createdAt ? b.clock.world - a.clock.world : a.createdAt < b.createdAt ? 1 : -1,
    )
    .map((one) => ({
      ...buildSnapshotView(one),
      ...(one.state.basedOn !== undefined && { parent: one.state.basedOn }),
    }))
}

function listItems({ sandbox, id }: World): Promise<Item[]> {
  const { partition, path: prefix } = snapshots.key(id, '')
  return sandbox.store.list(partition, { prefix, limit: maxSnapshots })
}

/** Deletes a snapshot. The sweep removes its items. */
export async function deleteSnapshot(
  world: World,
  _grant: Grant<'world'>,
  snapshotId: string,
  idempotencyKey: string,
): Promise<void> {
  const { sandbox, id } = world
  const request = { operation: 'delete-snapshot', key: idempotencyKey, body: { snapshotId } }
  await runOnce(
    world,
    request,
    async () => undefined,
    async (remember) => {
      const { item } = await loadSnapshot(world, snapshotId, 'path SnapshotId')
      const partition = snapshotPartition(id, snapshotId)
      await sandbox.store.commit([
        { delete: item.key, expect: { version: item.version } },
        { put: purges.key(readSteadyTime(sandbox), partition), expect: 'anything', value: { partitions: [partition] } },
        ...remember(snapshotId),
      ])
    },
  )
}

function buildSnapshotView({ id, name, createdAt, clock, items, generator: version }: SnapshotRecord): SnapshotView {
  return { id, ...(name !== undefined && { name }), createdAt, now: iso(clock.world), items, generator: version }
}

/** A snapshot has no log of requests. */
const leaveOutLog = ({ key, value }: Item): unknown => (isStoredRequest(key.path) ? undefined : value)
