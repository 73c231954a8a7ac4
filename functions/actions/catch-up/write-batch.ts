import type { Write } from '#store/store.ts'

/** Writes that become one commit, by their place. A later write sees what an earlier one leaves. */
export type WriteBatch = Map<string, Write>

/**
 * Adds a write to a batch. A second put of a place replaces the first; a delete of what the batch
 * itself has created removes both.
 */
export function addWrite(batch: WriteBatch, write: Write): void {
  const { partition, path } = 'put' in write ? write.put : 'delete' in write ? write.delete : write.check
  const place = `${partition} ${path}`
  const before = batch.get(place)
  if (before === undefined) batch.set(place, write)
  else if ('put' in before && 'put' in write) batch.set(place, { ...write, expect: before.expect })
  else if ('put' in before && before.expect === 'absent' && 'delete' in write) batch.delete(place)
  else throw new Error(`one commit cannot hold both writes to ${path}`)
}
