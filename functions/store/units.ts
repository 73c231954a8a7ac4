import { memo } from '#bank/base/memo.ts'
import { type Expectation, type Item, type Key, limits, type Range, TooLarge, type Units, type Write } from './store.ts'

/**
 * What DynamoDB measures: the bytes of things, what they cost, and what is too large or malformed
 * to send. Both adapters ask here, so that SQLite bills and refuses like the cloud. Rules: AWS's
 * "item sizes and formats" and "read and write operations". Sizes are bytes of UTF-8.
 */

/**
 * The table, as plain data for adapters, tests and CDK: attribute names, billing, what its stream
 * must carry.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  version: 'v',
  body: 'body',
  ttl: 'ttl',
  billing: 'PAY_PER_REQUEST',
  stream: 'NEW_IMAGE',
} as const

/**
 * One write, checked, with its value as the JSON that is stored. `body` is there for a put and only
 * for a put.
 */
export type Draft = {
  readonly verb: 'put' | 'delete' | 'check'
  readonly key: Key
  readonly expect: Expectation
  readonly body?: string
  readonly expiresAt?: number
  /** Bytes of all but the version, which is not known yet. */
  readonly size: number
}

const namesBytes = bytesOf(table.partitionKey + table.sortKey + table.version + table.body)

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/**
 * Bytes of a whole number: one, and one more for every two digits, zeros at the end not counted.
 */
function numberBytes(value: number): number {
  if (value < 10) return 2
  let digits = String(value).length
  for (let rest = value; rest !== 0 && rest % 10 === 0; rest /= 10) digits--
  return 1 + Math.ceil(digits / 2)
}

/** Bytes of a stored item: names and values of its attributes. */
export function itemBytes(key: Key, version: number, body: string, expiresAt?: number | null): number {
  return sizeOf(bytesOf(key.partition) + bytesOf(key.path), body, expiresAt) + numberBytes(version)
}

function sizeOf(keyBytes: number, body: string, expiresAt?: number | null): number {
  const ttl = expiresAt == null ? 0 : bytesOf(table.ttl) + numberBytes(expiresAt)
  return namesBytes + keyBytes + bytesOf(body) + ttl
}

/**
 * Units of one strongly consistent read of so many bytes, or of nothing: 4 KB each, at least one.
 */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096))
}

/**
 * Units of one write: the larger of what was there and what will be, 1 KB each, at least one; twice
 * in a transaction.
 */
export function writeUnits(bytesBefore: number, bytesAfter: number, transaction: boolean): number {
  return (transaction ? 2 : 1) * Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / 1024))
}

/** A commit of one put or delete needs no transaction, and costs half. */
export function isTransaction(drafts: readonly Draft[]): boolean {
  return drafts.length > 1 || drafts[0]?.verb === 'check'
}

/**
 * Units of a commit that an expectation refused: it pays as if it had succeeded. `bytesBefore[i]`
 * is the size of the item that refused write `i`; DynamoDB does not tell the size of the others, so
 * they count as new.
 */
export function refusedUnits(drafts: readonly Draft[], bytesBefore: readonly (number | undefined)[]): Units {
  const transaction = isTransaction(drafts)
  let write = 0
  for (const [index, draft] of drafts.entries()) {
    write += writeUnits(bytesBefore[index] ?? 0, bytesAfter(draft, nextVersion(draft.expect)), transaction)
  }
  return { read: 0, write }
}

/** Bytes that a write leaves behind. */
export function bytesAfter(draft: Draft, version: number): number {
  return draft.body === undefined ? 0 : draft.size + numberBytes(version)
}

/**
 * The version a put writes; `stored` is the one it replaces, which may have expired unless the put
 * expects absence.
 */
export function nextVersion(expect: Expectation, stored = 0): number {
  if (typeof expect === 'object') return expect.version + 1
  return expect === 'absent' ? 1 : stored + 1
}

/**
 * Epoch seconds, as expiry is kept. An item whose `expiresAt` is not after this second is absent.
 */
export function epochSecond(epochMilliseconds: number): number {
  return Math.floor(epochMilliseconds / 1000)
}

/**
 * Values by their text, for items that are read again and again: the text itself is read anew every
 * time, so none is stale.
 */
const remembered = memo<unknown>(1_000)
const longestRemembered = 2_000

function sharedValue(body: string): unknown {
  if (body.length > longestRemembered) return frozen(JSON.parse(body))
  return remembered(body, () => frozen(JSON.parse(body)))
}

/** Several readers may hold one value, so none may write to it. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  // What comes from JSON has nothing but its own names, and `in` is faster than a list of them.
  for (const name in Object.freeze(value)) frozen(value[name])
  return value
}

/** The item as the port tells it. Its value is shared and frozen. */
export function item(key: Key, version: number, body: string, expiresAt?: number | null): Item {
  const value = sharedValue(body)
  return expiresAt == null ? { key, version, value } : { key, version, value, expiresAt }
}

/** Refuses what `get` cannot be asked. Throws `TypeError` or `TooLarge`. */
export function admitKeys(keys: readonly Key[]): void {
  if (keys.length === 0) throw new TypeError('a get needs at least one key')
  if (keys.length > limits.keysPerGet)
    throw new TooLarge(`${keys.length} keys in one get, at most ${limits.keysPerGet}`)
  for (const key of keys) admitKey(key)
  if (keys.length > 1) refuseRepeats(keys, 'get')
}

const longestVersion = numberBytes(Number.MAX_SAFE_INTEGER)

/** Checks a commit and serializes its values. Throws `TypeError` or `TooLarge`. */
export function admitCommit(writes: readonly Write[]): Draft[] {
  if (writes.length === 0) throw new TypeError('a commit needs at least one write')
  if (writes.length > limits.writesPerCommit) {
    throw new TooLarge(`${writes.length} writes in one commit, at most ${limits.writesPerCommit}`)
  }
  const drafts = writes.map(draftOf)
  if (drafts.length > 1)
    refuseRepeats(
      drafts.map((draft) => draft.key),
      'commit',
    )
  let total = 0
  for (const draft of drafts) {
    // The version is not known yet, so the longest is assumed: what passes here passes everywhere.
    const bytes = draft.size + longestVersion
    if (bytes > limits.bytesPerItem) {
      throw new TooLarge(`${nameOf(draft.key)} takes ${bytes} bytes, at most ${limits.bytesPerItem}`)
    }
    total += bytes
  }
  if (total > limits.bytesPerCommit) throw new TooLarge(`commit of ${total} bytes, at most ${limits.bytesPerCommit}`)
  return drafts
}

function draftOf(write: Write): Draft {
  if ('put' in write) {
    const { put: key, expect, value, expiresAt } = write
    const keyBytes = admitKey(key)
    const body: string | undefined = JSON.stringify(value)
    if (body === undefined) throw new TypeError(`${nameOf(key)} has no JSON value`)
    if (expiresAt === undefined) return { verb: 'put', key, expect, body, size: sizeOf(keyBytes, body) }
    if (!Number.isSafeInteger(expiresAt) || expiresAt < 1) {
      throw new TypeError(`${nameOf(key)} expires at ${expiresAt}, which is no epoch second`)
    }
    return { verb: 'put', key, expect, body, expiresAt, size: sizeOf(keyBytes, body, expiresAt) }
  }
  const verb = 'delete' in write ? 'delete' : 'check'
  const key = 'delete' in write ? write.delete : write.check
  return { verb, key, expect: write.expect, size: sizeOf(admitKey(key), '') }
}

/** Refuses a key that is none; the bytes of one that is. */
function admitKey({ partition, path }: Key): number {
  return (
    admitText('partition', partition, 1, limits.bytesPerPartitionKey) + admitText('path', path, 1, limits.bytesPerPath)
  )
}

function admitText(what: string, text: string, least: number, most: number): number {
  // A lone surrogate has no UTF-8: two different keys would become one.
  if (text.length < least || !text.isWellFormed()) throw new TypeError(`${what} is empty or not Unicode`)
  const bytes = bytesOf(text)
  if (bytes > most) throw new TooLarge(`${what} of ${bytes} bytes, at most ${most}`)
  return bytes
}

function refuseRepeats(keys: readonly Key[], verb: string): void {
  const partitions = new Map<string, Set<string>>()
  for (const key of keys) {
    const paths = partitions.get(key.partition) ?? new Set()
    if (paths.has(key.path)) throw new TypeError(`${nameOf(key)} is twice in one ${verb}`)
    partitions.set(key.partition, paths.add(key.path))
  }
}

function nameOf(key: Key): string {
  return `${key.partition}:${key.path}`
}

/**
 * The paths a range reaches, as UTF-8: `lower` included, `upper` not. `after` is there only if it
 * narrows the range. JavaScript compares UTF-16, which orders surrogates differently: compare paths
 * nowhere else.
 */
type Span = { readonly lower: Buffer; readonly upper: Buffer; readonly after?: string }

/**
 * The span of a range, or `undefined` when no path can lie in it. Throws `TypeError` or `TooLarge`.
 */
export function admitRange(partition: string, range: Range): Span | undefined {
  const { prefix, from = '', to, after = '', newestFirst = false, limit } = range
  admitText('partition', partition, 1, limits.bytesPerPartitionKey)
  for (const bound of [prefix, from, to, after]) admitText('bound', bound ?? '', 0, limits.bytesPerPath)
  if (prefix !== undefined && (range.from !== undefined || to !== undefined)) {
    throw new TypeError('a range has a prefix or bounds, not both')
  }
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError(`a list of ${limit} items`)
  if (limit > limits.itemsPerList) throw new TooLarge(`a list of ${limit} items, at most ${limits.itemsPerList}`)

  // No path is empty, so the first one possible is the byte 0x00.
  let lower = Buffer.from(prefix || from || '\0')
  // 0xFF is above every byte of UTF-8; 0x00 makes the next path after the one it follows.
  let upper = to === undefined ? ending(prefix ?? '', 0xff) : ending(to, 0x00)
  let narrowed = false
  if (range.after !== undefined) {
    const seen = newestFirst ? Buffer.from(after) : ending(after, 0x00)
    narrowed = after !== '' && Buffer.compare(seen, newestFirst ? upper : lower) * (newestFirst ? -1 : 1) > 0
    if (newestFirst && (narrowed || after === '')) upper = seen
    if (!newestFirst && narrowed) lower = seen
  }
  if (Buffer.compare(lower, upper) >= 0) return undefined
  return narrowed ? { lower, upper, after } : { lower, upper }
}

/** The bytes of a text and one more. */
function ending(text: string, byte: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(`${text}\0`)
  bytes[bytes.length - 1] = byte
  return bytes
}
