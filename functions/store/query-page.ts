import { readUnits } from './capacity.ts'
import type { Item } from './store.ts'

const queryPageBytes = 1024 * 1024

/**
 * Returns the first `limit` items of some rows, and the read units. DynamoDB reads in pages that
 * end at the limit or at 1 MB. Expired items count, and each page rounds up. `look` returns the
 * size of a row, and its item unless it has expired.
 */
export function takeQueryPage<R>(
  rows: Iterable<R>,
  limit: number,
  look: (row: R) => { readonly bytes: number; readonly item: Item | undefined },
): { items: Item[]; units: number } {
  const items: Item[] = []
  let units = 0
  let page = { wanted: limit, read: 0, bytes: 0 }
  for (const row of rows) {
    const { bytes, item } = look(row)
    page.read += 1
    page.bytes += bytes
    if (item) items.push(item)
    if (page.read < page.wanted && page.bytes <= queryPageBytes) continue
    if (items.length === limit) break
    units += readUnits(page.bytes)
    page = { wanted: limit - items.length, read: 0, bytes: 0 }
  }
  return { items, units: units + readUnits(page.bytes) }
}
