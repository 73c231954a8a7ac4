import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { fileParts, type InEpoch } from './records.ts'
import { limits, type Store, type Write } from './store.ts'
import { damagedRecord } from './store-failure.ts'

/** The file of a consent: its bytes, or the payments that were parsed from them. */
export type StoredFile = {
  readonly world: InEpoch
  readonly consent: string
  readonly what: 'bytes' | 'payments'
}

/** Characters of base64 in one item; the rest is for its key. */
const charactersPerPart = limits.bytesPerItem - 4 * 1024

/** More than any file has. An imported world could hold one that inflates to much more. */
const maxBytes = 128 * 1024 * 1024

const keyOf = ({ world, consent, what }: StoredFile, n: number) => fileParts.key(world, consent, what, n)

/** Builds the writes that store a new file: one for each part. */
export function buildFileWrites(name: StoredFile, content: Uint8Array | string): Write[] {
  const packed = deflateRawSync(content).toString('base64')
  const count = Math.ceil(packed.length / charactersPerPart)
  return Array.from({ length: count }, (_, n) => ({
    put: keyOf(name, n),
    expect: 'absent',
    value: { packed: packed.slice(n * charactersPerPart, (n + 1) * charactersPerPart) },
  }))
}

/** Loads the bytes of a file that has `parts` parts. */
export async function readFile(store: Store, name: StoredFile, parts: number): Promise<Uint8Array<ArrayBuffer>> {
  const items = await store.get(Array.from({ length: parts }, (_, n) => keyOf(name, n)))
  const packed = items.map((item, n) => {
    if (!item) throw damagedRecord(keyOf(name, n))
    return fileParts.read(item).packed
  })
  try {
    return new Uint8Array(inflateRawSync(Buffer.from(packed.join(''), 'base64'), { maxOutputLength: maxBytes }))
  } catch (error) {
    throw damagedRecord(keyOf(name, 0), error)
  }
}
