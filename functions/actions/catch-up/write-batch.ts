import type { Write } from '#store/store.ts'

/** The writes of one commit, by key. */
export type WriteBatch = Map<string, Write>

/**
 * Adds a write to a batch. A second put of a key replaces the first, with what that one expects and
 * has read. A delete of a record that the batch itself creates removes both writes; of one that it
 * may create, it replaces the put.
 */
export function addWrite(batch: WriteBatch, write: Write): void {
  const { partition, path } = 'put' in write ? write.put : 'delete' in write ? write.delete : write.check
  const key = `${partition} ${path}`
  const before = batch.get(key)
  if (before === undefined) batch.set(key, write)
  else if ('put' in before && 'put' in write) batch.set(key, { ...write, expect: before.expect, before: before.before })
  else if ('put' in before && before.expect === 'absent' && 'delete' in write) batch.delete(key)
  else if ('put' in before && before.expect === 'anything' && 'delete' in write)
    batch.set(key, { ...write, expect: 'anything' })
  else throw new Error(`one commit cannot hold both writes to ${path}`)
}
