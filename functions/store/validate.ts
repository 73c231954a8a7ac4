import { bytesOf, numberBytes, type PreparedWrite, sizeOf } from './capacity.ts'
import { type Key, limits, type Range, TooLarge, type Write } from './store.ts'

/*
 * Rejects what DynamoDB would reject as too large or malformed. Both adapters call this first.
 */

/** Checks the keys of a `get`. Throws `TypeError` or `TooLarge`. */
export function checkKeys(keys: readonly Key[]): void {
  if (keys.length === 0) throw new TypeError('get: at least one key is required')
  if (keys.length > limits.keysPerGet) throw new TooLarge(`get: at most ${limits.keysPerGet} keys (got ${keys.length})`)
  for (const key of keys) checkKey(key)
  if (keys.length > 1) rejectDuplicates(keys, 'get')
}

const longestVersion = numberBytes(Number.MAX_SAFE_INTEGER)

/** Checks a commit and serializes its values. Throws `TypeError` or `TooLarge`. */
export function prepareCommit(writes: readonly Write[]): PreparedWrite[] {
  if (writes.length === 0) throw new TypeError('commit: at least one write is required')
  if (writes.length > limits.writesPerCommit) {
    throw new TooLarge(`commit: at most ${limits.writesPerCommit} writes (got ${writes.length})`)
  }
  const drafts = writes.map(prepareWrite)
  if (drafts.length > 1)
    rejectDuplicates(
      drafts.map((draft) => draft.key),
      'commit',
    )
  let total = 0
  for (const draft of drafts) {
    // The version is not known yet, so the longest one is assumed.
    const bytes = draft.size + longestVersion
    if (bytes > limits.bytesPerItem) {
      throw new TooLarge(`${nameOf(draft.key)}: at most ${limits.bytesPerItem} bytes (got ${bytes})`)
    }
    total += bytes
  }
  if (total > limits.bytesPerCommit) throw new TooLarge(`commit: at most ${limits.bytesPerCommit} bytes (got ${total})`)
  return drafts
}

function prepareWrite(write: Write): PreparedWrite {
  if ('put' in write) {
    const { put: key, expect, value, expiresAt } = write
    const keyBytes = checkKey(key)
    const body: string | undefined = JSON.stringify(value)
    if (body === undefined) throw new TypeError(`${nameOf(key)}: the value must be JSON (got ${typeof value})`)
    if (expiresAt === undefined) return { verb: 'put', key, expect, body, size: sizeOf(keyBytes, body) }
    if (!Number.isSafeInteger(expiresAt) || expiresAt < 1) {
      throw new TypeError(`${nameOf(key)}: expiresAt must be a positive epoch second (got ${expiresAt})`)
    }
    return { verb: 'put', key, expect, body, expiresAt, size: sizeOf(keyBytes, body, expiresAt) }
  }
  const verb = 'delete' in write ? 'delete' : 'check'
  const key = 'delete' in write ? write.delete : write.check
  return { verb, key, expect: write.expect, size: sizeOf(checkKey(key), '') }
}

/** Checks a key, and returns its bytes. */
function checkKey({ partition, path }: Key): number {
  return (
    checkText('partition', partition, 1, limits.bytesPerPartitionKey) + checkText('path', path, 1, limits.bytesPerPath)
  )
}

function checkText(what: string, text: string, least: number, most: number): number {
  // A lone surrogate has no UTF-8: two different keys would become one.
  if (text.length < least || !text.isWellFormed())
    throw new TypeError(`${what}: must be well-formed Unicode${least > 0 ? ' and not empty' : ''}`)
  const bytes = bytesOf(text)
  if (bytes > most) throw new TooLarge(`${what}: at most ${most} bytes (got ${bytes})`)
  return bytes
}

function rejectDuplicates(keys: readonly Key[], verb: string): void {
  const partitions = new Map<string, Set<string>>()
  for (const key of keys) {
    const paths = partitions.get(key.partition) ?? new Set()
    if (paths.has(key.path)) throw new TypeError(`${verb}: ${nameOf(key)} is given twice`)
    partitions.set(key.partition, paths.add(key.path))
  }
}

function nameOf(key: Key): string {
  return `${key.partition}:${key.path}`
}

/**
 * The paths of a range as UTF-8 bytes: `lower` included, `upper` excluded. `after` is set only if
 * it narrows the range. Compare paths only here: JavaScript compares UTF-16, which orders
 * surrogates differently.
 */
type Span = { readonly lower: Buffer; readonly upper: Buffer; readonly after?: string }

/**
 * Parses a range to a span; undefined if no path can lie in it. Throws `TypeError` or `TooLarge`.
 */
export function parseRange(partition: string, range: Range): Span | undefined {
  const { prefix, from = '', to, after = '', newestFirst = false, limit } = range
  checkText('partition', partition, 1, limits.bytesPerPartitionKey)
  for (const bound of [prefix, from, to, after]) checkText('bound', bound ?? '', 0, limits.bytesPerPath)
  if (prefix !== undefined && (range.from !== undefined || to !== undefined)) {
    throw new TypeError('list: a range has a prefix or bounds, not both')
  }
  if (!Number.isInteger(limit) || limit < 1)
    throw new TypeError(`list: limit must be a positive integer (got ${limit})`)
  if (limit > limits.itemsPerList) throw new TooLarge(`list: at most ${limits.itemsPerList} items (got ${limit})`)

  // No path is empty, so the lowest one is the byte 0x00.
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

/** Returns the bytes of a text, followed by one byte. */
function appendByte(text: string, byte: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(`${text}\0`)
  bytes[bytes.length - 1] = byte
  return bytes
}
