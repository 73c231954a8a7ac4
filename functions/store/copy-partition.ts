import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { listPages } from './list-pages.ts'
import { type Item, type Key, limits, type Store, type Write } from './store.ts'

/** A partition to copy. */
export type CopyPart = {
  readonly from: string
  readonly to: string
  /** Returns the value that an item has in the copy; undefined leaves the item out. */
  readonly convert?: (item: Item) => unknown
}

export type CopyTask = {
  readonly parts: readonly CopyPart[]
  /** Records that belong to the copy's instant, such as the record of the world. */
  readonly watched: readonly Key[]
  /** A check in every commit. The copy ends with `Conflict` once it fails. */
  readonly guard: Write & { check: Key }
  /** Called before each listing, which are numbered from 1. It may throw to end the copy. */
  readonly beforeListing?: (n: number) => Promise<void>
  /** Called before each read and commit. It may throw to end the copy. */
  readonly onProgress?: () => void
}

/** A complete copy: the watched records at its instant, and how many items it has. */
export type Copied = { readonly watched: readonly (Item | undefined)[]; readonly items: number }

/**
 * Copies partitions as they were at one instant, although others write to them. Lists them, copies
 * what differs from the copy, and lists again, until two listings in a row are equal: every item
 * has the same version and value, and every watched record the same version. Then all of it existed
 * together between the two listings. What the target holds from an earlier attempt is not written
 * again. The caller limits the number of listings by `beforeListing`, and must be the only one that
 * writes to the targets: `guard` ensures it.
 *
 * An item that is created and deleted between two reads is not seen. Wherever that matters, the
 * same commits must also write a watched record, as all commits of due items do.
 */
export async function copyPartitions(store: Store, task: CopyTask): Promise<Copied> {
  const { parts, watched, beforeListing, onProgress } = task
  const copies = await Promise.all(parts.map((part) => openCopy(store, part)))
  const writer = createWriter(store, task)
  let before: string | undefined
  for (let n = 1; ; n++) {
    await beforeListing?.(n)
    onProgress?.()
    const records: readonly (Item | undefined)[] = watched.length === 0 ? [] : await store.get(watched)
    const versions = records.map((record) => record?.version).join()
    let isEqual = versions === before
    for (const [index, part] of parts.entries())
      if (await mend(store, part, copies[index] as Copy, n, writer)) isEqual = false
    await writer.flush()
    if (isEqual) return { watched: records, items: copies.reduce((sum, { size }) => sum + size, 0) }
    before = versions
  }
}

/** What is known of the copied items, by path. */
type Copy = Map<string, { version: number | undefined; digest: string; seen: number }>

/** Loads what an earlier attempt has copied already. The versions of its sources are unknown. */
async function openCopy(store: Store, { to }: CopyPart): Promise<Copy> {
  const copy: Copy = new Map()
  for await (const items of listPages(store, to, { limit: limits.itemsPerList }))
    for (const { key, value, expiresAt } of items)
      copy.set(key.path, { version: undefined, digest: digestOf(JSON.stringify(value), expiresAt), seen: 0 })
  return copy
}

/** Versions count from 1 again if an item is deleted and created again, so values count too. */
const digestOf = (body: string, expiresAt: number | undefined): string =>
  hash('sha256', `${expiresAt ?? ''} ${body}`, 'base64')

type Writer = ReturnType<typeof createWriter>

/** Groups the writes of a copy into commits, each with the guard. */
function createWriter(store: Store, { guard, onProgress }: CopyTask) {
  let writes: Write[] = []
  let bytes = 0
  const flush = async () => {
    if (writes.length === 0) return
    onProgress?.()
    const group = [...writes, guard]
    writes = []
    bytes = 0
    await store.commit(group)
  }
  const add = async (write: Write, size: number) => {
    // The size is an estimate: the limit leaves room for keys and attributes.
    if (writes.length === limits.writesPerCommit - 1 || bytes + size > limits.bytesPerCommit / 2) await flush()
    writes.push(write)
    bytes += size
  }
  return { add, flush, onProgress }
}

/** Lists a partition once and mends its copy. Returns whether it differed from the last listing. */
async function mend(store: Store, { from, to, convert }: CopyPart, copy: Copy, n: number, writer: Writer) {
  let hasChanged = false
  let pages = 0
  for await (const items of listPages(store, from, { limit: limits.itemsPerList })) {
    writer.onProgress?.()
    // Several pages with nothing to write must not hold the event loop.
    if (++pages > 1) await nextTurn()
    for (const item of items) {
      const { key, version, expiresAt } = item
      const value = convert ? convert(item) : item.value
      if (value === undefined) continue
      const body = JSON.stringify(value)
      const digest = digestOf(body, expiresAt)
      const known = copy.get(key.path)
      if (known?.version !== version || known.digest !== digest) hasChanged = true
      if (known?.digest !== digest) {
        const put = { partition: to, path: key.path }
        await writer.add(
          { put, expect: 'anything', value, ...(expiresAt !== undefined && { expiresAt }) },
          Buffer.byteLength(body),
        )
      }
      copy.set(key.path, { version, digest, seen: n })
    }
  }
  for (const [path, { seen }] of copy) {
    if (seen === n) continue
    hasChanged = true
    copy.delete(path)
    await writer.add({ delete: { partition: to, path }, expect: 'anything' }, path.length)
  }
  return hasChanged
}
