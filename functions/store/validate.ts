import { bytesOf, numberBytes, type PreparedWrite, sizeOf } from './capacity.ts'
import { type Key, limits, type Range, TooLarge, type Write } from './store.ts'

/*
 * What DynamoDB would reject as too large or malformed. Both adapters ask here before they act.
 */

/** Refuses what `get` cannot be asked. Throws `TypeError` or `TooLarge`. */
export function checkKeys(keys: readonly Key[]): void {
  if (keys.length === 0) throw new TypeError('a get needs at least one key')
  if (keys.length > limits.keysPerGet)
    throw new TooLarge(`${keys.length} keys in one get, at most ${limits.keysPerGet}`)
  for (const key of keys) checkKey(key)
  if (keys.length > 1) rejectDuplicates(keys, 'get')
}

const longestVersion = numberBytes(Number.MAX_SAFE_INTEGER)

/** Checks a commit and serializes its values. Throws `TypeError` or `TooLarge`. */
export function prepareCommit(writes: readonly Write[]): PreparedWrite[] {
  if (writes.length === 0) throw new TypeError('a commit needs at least one write')
  if (writes.length > limits.writesPerCommit) {
    throw new TooLarge(`${writes.length} writes in one commit, at most ${limits.writesPerCommit}`)
  }
  const drafts = writes.map(prepareWrite)
  if (drafts.length > 1)
    rejectDuplicates(
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

function prepareWrite(write: Write): PreparedWrite {
  if ('put' in write) {
    const { put: key, expect, value, expiresAt } = write
    const keyBytes = checkKey(key)
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
  return { verb, key, expect: write.expect, size: sizeOf(checkKey(key), '') }
}

/** Refuses a key that is none; the bytes of one that is. */
function checkKey({ partition, path }: Key): number {
  return (
    checkText('partition', partition, 1, limits.bytesPerPartitionKey) + checkText('path', path, 1, limits.bytesPerPath)
  )
}

function checkText(what: string, text: string, least: number, most: number): number {
  // A lone surrogate has no UTF-8: two different keys would become one.
  if (text.length < least || !text.isWellFormed()) throw new TypeError(`${what} is empty or not Unicode`)
  const bytes = bytesOf(text)
  if (bytes > most) throw new TooLarge(`${what} of ${bytes} bytes, at most ${most}`)
  return bytes
}

function rejectDuplicates(keys: readonly Key[], verb: string): void {
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
export function parseRange(partition: string, range: Range): Span | undefined {
  const { prefix, from = '', to, after = '', newestFirst = false, limit } = range
  checkText('partition', partition, 1, limits.bytesPerPartitionKey)
  for (const bound of [prefix, from, to, after]) checkText('bound', bound ?? '', 0, limits.bytesPerPath)
  if (prefix !== undefined && (range.from !== undefined || to !== undefined)) {
    throw new TypeError('a range has a prefix or bounds, not both')
  }
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError(`a list of ${limit} items`)
  if (limit > limits.itemsPerList) throw new TooLarge(`a list of ${limit} items, at most ${limits.itemsPerList}`)

  // No path is empty, so the first one possible is the byte 0x00.
  let lower = Buffer.from(prefix || from || '\0')
  // 0xFF is above every byte of UTF-8; 0x00 makes the next path after the one it follows.
  let upper = to === undefined ? appendByte(prefix ?? '', 0xff) : appendByte(to, 0x00)
  let narrowed = false
  if (range.after !== undefined) {
    const seen = newestFirst ? Buffer.from(after) : appendByte(after, 0x00)
    narrowed = after !== '' && Buffer.compare(seen, newestFirst ? upper : lower) * (newestFirst ? -1 : 1) > 0
    if (newestFirst && (narrowed || after === '')) upper = seen
    if (!newestFirst && narrowed) lower = seen
  }
  if (Buffer.compare(lower, upper) >= 0) return undefined
  return narrowed ? { lower, upper, after } : { lower, upper }
}

/** The bytes of a text and one more. */
function appendByte(text: string, byte: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(`${text}\0`)
  bytes[bytes.length - 1] = byte
  return bytes
}
