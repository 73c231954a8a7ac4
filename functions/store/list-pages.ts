import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Item, Range, Store } from './store.ts'

/**
 * Lists all items of a range, in pages of `limit` items. Other work of the process runs between two
 * pages, so a large range does not hold the event loop.
 */
export async function* listPages(store: Store, partition: string, range: Range): AsyncGenerator<Item[]> {
  for (let { after } = range; ; ) {
    const items = await store.list(partition, { ...range, ...(after !== undefined && { after }) })
    if (items.length > 0) yield items
    if (items.length < range.limit) return
    after = items.at(-1)?.key.path
    await nextTurn()
  }
}
