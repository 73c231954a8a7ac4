import { hash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Edits, editLimits } from '#bank/worlds/edits.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { edits } from './records.ts'
import type { Item, Store, Write } from './store.ts'
import { damagedRecord } from './store-failure.ts'

/** The documents that were loaded last. Each has at most 256 KB, most far less. */
const cachedEdits = boundedCache<Edits>(30)

/** The cache key: all that the answers of an edited world depend on. A world's id can be reused. */
const editsKeyOf = ({ id, epoch, seed, size, start }: WorldRecord, digest: string): string =>
  `${id}.${epoch}.${seed}.${size}.${start}.${digest}`

/**
 * Loads the document that a world's record points to; the same object each time. The cache key has
 * the digest of the record, so no process returns a document that another process replaced.
 * Undefined if another request has deleted the document.
 */
export async function loadEdits(store: Store, record: WorldRecord): Promise<Edits | undefined> {
  if (record.edits === undefined) return undefined
  const known = cachedEdits.get(editsKeyOf(record, record.edits))
  if (known) return known
  const [item] = await store.get([edits.key({ id: record.id, record })])
  if (!item) return undefined
  // The document may be newer than the record, so it is cached by its own digest.
  return cachedEdits(editsKeyOf(record, edits.read(item).digest), () => readEdits(item))
}

/** Reads the document that an item holds. */
export function readEdits(item: Item): Edits {
  try {
    const packed = Buffer.from(edits.read(item).packed, 'base64')
    return Edits.parse(JSON.parse(inflateRawSync(packed, { maxOutputLength: editLimits.bytes }).toString()))
  } catch (error) {
    throw damagedRecord(item.key, error)
  }
}

/** Builds the write that stores a document, and the digest for the world's record. */
export function buildEditsWrite(record: WorldRecord, document: Edits): { write: Write; digest: string } {
  const text = JSON.stringify(document)
  const digest = hash('sha256', text)
  // Deflated, a hundred transactions fit into the one read unit that a page may spend on them.
  const packed = deflateRawSync(text).toString('base64')
  return { write: { put: edits.key({ id: record.id, record }), expect: 'anything', value: { digest, packed } }, digest }
}
