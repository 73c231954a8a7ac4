import { purgeableAt, removeWorld } from '#actions/worlds/worlds.ts'
import { isExpired, type WorldLife } from '#bank/worlds/life.ts'
import { listPages } from '#store/list-pages.ts'
import { partitionsOf, worldDirectory, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { type Change, Conflict, type Item, limits, type Write } from '#store/store.ts'
import { deleteWakeUp, type Sandbox } from '#store/world.ts'
import { purges, snapshotPartition, snapshots } from '#store/world-copy-records.ts'

/*
 * The worker removes a deleted world twice. It does so at once when the store reports the deletion,
 * and again when no earlier request can still write. Only then is its name free. Every step is
 * idempotent.
 */

/** Removes the items of worlds whose deletion is among the changes. */
export async function purgeDeletedWorlds(sandbox: Sandbox, changes: readonly Change[]): Promise<void> {
  for (const { key, value } of changes) {
    if (key.partition !== worldDirectory.key('').partition || value === undefined) continue
    const { id, deleted } = worldDirectory.read({ key, version: 0, value })
    if (deleted) await emptyWorld(sandbox, id, deleted.epoch)
  }
}

/** The most commits that one sweep spends on one deleted world; the next sweep continues. */
const mostCommits = 100

/**
 * Removes the remains of a deleted world and its name, once no request can write to it. Returns
 * false if items are left for the next sweep.
 */
export async function purgeRemains(sandbox: Sandbox, worldId: string): Promise<boolean> {
  const [item] = await sandbox.store.get([worldDirectory.key(worldId)])
  const deleted = item && worldDirectory.read(item).deleted
  if (!deleted || readSteadyTime(sandbox) < purgeableAt(deleted)) return true
  if (!(await emptyWorld(sandbox, worldId, deleted.epoch, mostCommits))) return false
  if (!(await finishPurges(sandbox, worldId, mostCommits))) return false
  await sandbox.store.commit([{ delete: item.key, expect: 'anything' }])
  return true
}

/** Empties the partitions of a world and of its snapshots, as `emptyPartitions` does. */
async function emptyWorld(sandbox: Sandbox, worldId: string, epoch: number, most?: number): Promise<boolean> {
  const { partition, path: prefix } = snapshots.key(worldId, '')
  const ofSnapshots: string[] = []
  for await (const items of listPages(sandbox.store, partition, { prefix, limit: limits.itemsPerList }))
    ofSnapshots.push(...items.map(({ key }) => snapshotPartition(worldId, key.path.slice(prefix.length))))
  // The list of snapshots is in the last partition, so that it is there until theirs are empty.
  return emptyPartitions(sandbox, [...ofSnapshots, ...partitionsOf(worldId, epoch)], most)
}

/** Deletes the items of partitions in at most `most` commits. Returns whether they are empty. */
async function emptyPartitions({ store }: Sandbox, partitions: readonly string[], most = Number.POSITIVE_INFINITY) {
  let left = most
  for (const partition of partitions) {
    for (;;) {
      const items = await store.list(partition, { limit: limits.writesPerCommit })
      if (items.length === 0) break
      if (left-- === 0) return false
      await store.commit(items.map(({ key }): Write => ({ delete: key, expect: 'anything' })))
    }
  }
  return true
}

/**
 * Removes the items and names of all deleted and expired worlds. For the start of a process, before
 * any request has entered a world.
 */
export async function purgeAllDeletedWorlds(sandbox: Sandbox): Promise<void> {
  const { partition } = worldDirectory.key('')
  for await (const items of listPages(sandbox.store, partition, { limit: limits.itemsPerList }))
    for (const item of items) await purgeWorld(sandbox, item)
}

async function purgeWorld(sandbox: Sandbox, item: Item): Promise<void> {
  const entry = worldDirectory.read(item)
  const { id } = entry
  const hasEnded = (life: WorldLife) => isExpired(life, readSteadyTime(sandbox))
  if (!entry.deleted && hasEnded(entry)) await removeWorld(sandbox, id, hasEnded)
  const [now] = hasEnded(entry) ? await sandbox.store.get([item.key]) : [item]
  const deleted = now && worldDirectory.read(now).deleted
  if (!deleted) return
  await emptyWorld(sandbox, id, deleted.epoch)
  await finishPurges(sandbox, id)
  await sandbox.store.commit([{ delete: item.key, expect: 'anything' }, deleteWakeUp(purgeableAt(deleted), id)])
}

/**
 * Empties at once the partitions of a deleted world that the sweep would empty later, because a new
 * world may have its name by then. Returns false if items are left.
 */
async function finishPurges(sandbox: Sandbox, worldId: string, most?: number): Promise<boolean> {
  const isOfWorld = (partition: string) => `${partition}/`.startsWith(`${worlds.key(worldId).partition}/`)
  let isDone = true
  for await (const items of listPages(sandbox.store, purgesPartition, { limit: perPage }))
    for (const item of items)
      if (purges.read(item).partitions.some(isOfWorld) && !(await purgeOne(sandbox, item, most))) isDone = false
  return isDone
}

const purgesPartition = purges.key(0, '').partition
const perPage = limits.writesPerCommit

/**
 * Empties the partitions whose time has come. What takes longer than one request in the cloud may,
 * and the rest of a partition with too many items, is left to the next sweep.
 */
export async function purgePartitions(sandbox: Sandbox): Promise<void> {
  const { store, catchUpBudgetMs = Number.POSITIVE_INFINITY } = sandbox
  const until = readSteadyTime(sandbox) + catchUpBudgetMs
  // Paths sort by the instant: everything before the next millisecond is due.
  const { path: to } = purges.key(readSteadyTime(sandbox) + 1, '')
  for await (const items of listPages(store, purgesPartition, { to, limit: perPage }))
    for (const item of items) {
      if (readSteadyTime(sandbox) >= until) return
      await purgeOne(sandbox, item, mostCommits)
    }
}

/**
 * Empties the partitions of a record, and deletes it. Each commit of a copy checks that its record
 * is unchanged, so this ends an unfinished copy. Returns false if something is left.
 */
async function purgeOne(sandbox: Sandbox, item: Item, most?: number): Promise<boolean> {
  const { key, version } = item
  const { partitions, hasBegun } = purges.read(item)
  try {
    if (!hasBegun)
      await sandbox.store.commit([{ put: key, expect: { version }, value: { partitions, hasBegun: true } }])
  } catch (error) {
    if (error instanceof Conflict) return false
    throw error
  }
  if (!(await emptyPartitions(sandbox, partitions, most))) return false
  await sandbox.store.commit([{ delete: key, expect: 'anything' }])
  return true
}
