import { hash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Edits } from '#bank/worlds/edits.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { edits } from './records.ts'
import type { Store, Write } from './store.ts'

/** Documents of the worlds that were read last. One has 256 KB at most, and nearly all far less. */
const remembered = boundedCache<Edits>(30)

/**
 * All that an edited world's answers depend on beside the document: two worlds of one name may have
 * followed each other.
 */
const nameOf = ({ id, epoch, seed, size, start }: WorldRecord, digest: string): string =>
  `${id}.${epoch}.${seed}.${size}.${start}.${digest}`

/**
 * The document that a world's record points to, the same object each time. It is remembered by its
 * digest, which comes with the record of every request, so that no process shows what another one
 * has replaced. Undefined where it was taken away meanwhile.
 */
export async function loadEdits(store: Store, record: WorldRecord): Promise<Edits | undefined> {
  if (record.edits === undefined) return undefined
  const known = remembered.get(nameOf(record, record.edits))
  if (known) return known
  const [item] = await store.get([edits.key({ id: record.id, record })])
  if (!item) return undefined
  // It may have been replaced since the record was read: then it is the newer document, and is
  // remembered as that.
  const { digest, packed } = edits.read(item)
  const text = inflateRawSync(Buffer.from(packed, 'base64')).toString()
  return remembered(nameOf(record, digest), () => Edits.parse(JSON.parse(text)))
}

/**
 * The write that keeps a document in a world's partition, and the digest for the world's record.
 */
export function buildEditsWrite(record: WorldRecord, document: Edits): { write: Write; digest: string } {
  const text = JSON.stringify(document)
  const digest = hash('sha256', text)
  // Packed, a hundred transactions fit the one read unit that a page may spend on them.
  const packed = deflateRawSync(text).toString('base64')
  return { write: { put: edits.key({ id: record.id, record }), expect: 'anything', value: { digest, packed } }, digest }
}
