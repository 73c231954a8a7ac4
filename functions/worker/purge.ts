import { purgeableAt } from '#actions/worlds/worlds.ts'
import { listPages } from '#store/list-pages.ts'
import { partitionsOf, worldDirectory } from '#store/records.ts'
import { type Change, type Item, limits, type Write } from '#store/store.ts'
import { deleteWakeUp, type Sandbox } from '#store/world.ts'

/*
 * What a deleted world leaves behind is removed at once, told by the store, and once more when
 * nobody can write into it any more who had entered it before. Only then its name is free. Doing
 * any of it twice does no harm.
 */

/** Removes what deleted worlds left behind, told by the store's changes. */
export async function purgeDeletedWorlds(sandbox: Sandbox, changes: readonly Change[]): Promise<void> {
  for (const { key, value } of changes) {
    if (key.partition !== worldDirectory.key('').partition || value === undefined) continue
    const { id, deleted } = worldDirectory.read({ key, version: 0, value })
    if (deleted) await emptyPartitions(sandbox, partitionsOf(id, deleted.epoch))
  }
}

/**
 * How much one sweep removes of one world, in commits: what is left waits for the next, so that
 * other worlds need not.
 */
const mostCommits = 100

/**
 * Removes the last of a world that is gone, and its name, once nothing is added any more. False
 * where more is left than one sweep removes: then it is to be looked at again.
 */
export async function purgeRemains(sandbox: Sandbox, worldId: string): Promise<boolean> {
  const [item] = await sandbox.store.get([worldDirectory.key(worldId)])
  const deleted = item && worldDirectory.read(item).deleted
  if (!deleted || sandbox.real() < purgeableAt(deleted)) return true
  if (!(await emptyPartitions(sandbox, partitionsOf(worldId, deleted.epoch), mostCommits))) return false
  await sandbox.store.commit([{ delete: item.key, expect: 'anything' }])
  return true
}

/** Empties partitions, or as much of them as so many commits do; whether all is done. */
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
 * Removes all that deleted worlds left behind, with their names: for a process that begins, when
 * nobody has entered any world yet.
 */
export async function purgeAllDeletedWorlds(sandbox: Sandbox): Promise<void> {
  const { partition } = worldDirectory.key('')
  for await (const items of listPages(sandbox.store, partition, { limit: limits.itemsPerList }))
    for (const item of items) await purgeWorld(sandbox, item)
}

async function purgeWorld(sandbox: Sandbox, item: Item): Promise<void> {
  const { id, deleted } = worldDirectory.read(item)
  if (!deleted) return
  await emptyPartitions(sandbox, partitionsOf(id, deleted.epoch))
  await sandbox.store.commit([{ delete: item.key, expect: 'anything' }, deleteWakeUp(purgeableAt(deleted), id)])
}
