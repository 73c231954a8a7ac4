import { directory, partitionsOf } from '#store/kinds.ts'
import { pagesOf } from '#store/pages.ts'
import type { Sandbox } from '#store/sandbox.ts'
import { type Change, limits, type Write } from '#store/store.ts'

/** Removes what deleted worlds left behind, told by the store's changes. Doing it twice does no harm. */
export async function purge(sandbox: Sandbox, changes: readonly Change[]): Promise<void> {
  for (const { key, value } of changes) {
    if (key.partition !== directory.key('').partition || value === undefined) continue
    const { id, deleted } = directory.read({ key, version: 0, value })
    if (!deleted) continue
    for (const partition of partitionsOf(id, deleted.epoch)) await empty(sandbox, partition)
    await sandbox.store.commit([{ delete: key, expect: 'anything' }])
  }
}

async function empty({ store }: Sandbox, partition: string): Promise<void> {
  for (;;) {
    const items = await store.list(partition, { limit: limits.writesPerCommit })
    if (items.length === 0) return
    await store.commit(items.map(({ key }): Write => ({ delete: key, expect: 'anything' })))
  }
}

/** Finds deletions that nobody finished, because a process died in between. */
export async function purgeAll(sandbox: Sandbox): Promise<void> {
  const { partition } = directory.key('')
  for await (const items of pagesOf(sandbox.store, partition, { limit: limits.itemsPerList }))
    await purge(sandbox, items)
}
