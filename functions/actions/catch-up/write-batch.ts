import type { Write } from '#store/store.ts'

/**
 * Writes that become one commit, by where they go. What an earlier one would have left is what a
 * later one finds.
 */
export type Batch = Map<string, Write>

/**
 * Adds a write. What was put and is put again is put once; what was made and is taken away never
 * was.
 */
export function add(batch: Batch, write: Write): void {
  const { partition, path } = 'put' in write ? write.put : 'delete' in write ? write.delete : write.check
  const name = `${partition} ${path}`
  const before = batch.get(name)
  if (before === undefined) batch.set(name, write)
  else if ('put' in before && 'put' in write) batch.set(name, { ...write, expect: before.expect })
  else if ('put' in before && before.expect === 'absent' && 'delete' in write) batch.delete(name)
  else throw new Error(`${path} is written twice in one commit, in a way that means nothing`)
}
