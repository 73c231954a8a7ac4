/**
 * Where one item lives: a partition (one world, one epoch) and a path inside it. Both are non-empty
 * strings.
 */
export type Key = { readonly partition: string; readonly path: string }

/**
 * What is kept: a JSON value (frozen, for several readers may share it), how often it was written
 * since it was made, and when it stops being readable (epoch seconds of real time).
 */
export type Item = { readonly key: Key; readonly version: number; readonly value: unknown; readonly expiresAt?: number }

/**
 * What a write believes of the item it touches: that there is none, that there is one, that it is
 * the very version that was read, or nothing at all. A false belief fails the whole commit.
 */
export type Expectation = 'absent' | 'present' | 'anything' | { readonly version: number }

/**
 * Whether a belief is true of an item of this version; undefined where there is none, or none that
 * can still be read.
 */
export function meetsExpectation(expect: Expectation, version: number | undefined): boolean {
  if (expect === 'anything') return true
  if (expect === 'absent') return version === undefined
  return version !== undefined && (expect === 'present' || version === expect.version)
}

/**
 * `put` replaces the whole item, `delete` removes it, `check` only holds the commit to its
 * expectation.
 */
export type Write =
  | { put: Key; expect: Expectation; value: unknown; expiresAt?: number }
  | { delete: Key; expect: Expectation }
  | { check: Key; expect: Exclude<Expectation, 'anything'> }

/**
 * Which paths of a partition, and in what order. `after` is the last path already seen, in the
 * direction of the walk.
 */
export type Range = {
  readonly prefix?: string
  /** Inclusive bounds, compared as UTF-8 bytes. Not together with `prefix`. */
  readonly from?: string
  readonly to?: string
  readonly after?: string
  readonly newestFirst?: boolean
  /** 1 to 1,000. */
  readonly limit: number
}

/** Read and write units, as DynamoDB bills them on demand. */
export type Units = { read: number; write: number }

/**
 * One item as a commit left it; `value` is absent after a delete. What DynamoDB's stream tells, in
 * the order of the writes.
 */
export type Change = { readonly key: Key; readonly value?: unknown }

/**
 * All of DynamoDB that Sandbank uses, in three verbs. Two adapters, one contract:
 * test/store/contract.ts. Reads are strongly consistent. An expired item is never returned, and
 * counts as absent in an expectation.
 */
export interface Store {
  /**
   * The items at these keys (1 to 100, no key twice), in the order asked; `undefined` where there
   * is none.
   */
  get<const K extends readonly Key[]>(keys: K): Promise<{ [I in keyof K]: Item | undefined }>
  /** At most `limit` items of one partition by ascending path (descending when `newestFirst`). */
  list(partition: string, range: Range): Promise<Item[]>
  /**
   * All or nothing, at least one write and no key twice. Throws `Conflict` when an expectation
   * fails, `TooLarge` beyond the limits, `TypeError` on what is malformed; then nothing was
   * written.
   */
  commit(writes: readonly Write[]): Promise<void>
  /** Units used since the store was opened. */
  readonly units: Units
  close(): Promise<void>
}

/**
 * DynamoDB's own limits; both adapters keep them, so that nothing works on a laptop that fails in
 * the cloud.
 */
export const limits = {
  writesPerCommit: 100,
  bytesPerCommit: 4 * 1024 * 1024,
  bytesPerItem: 400 * 1024,
  bytesPerPartitionKey: 2048,
  bytesPerPath: 1024,
  keysPerGet: 100,
  itemsPerList: 1000,
} as const

/** An expectation did not hold. `failed` are the keys of the writes whose belief was false. */
export class Conflict extends Error {
  readonly failed: readonly Key[]
  constructor(failed: readonly Key[], options?: ErrorOptions) {
    super(`expectation failed for ${failed.map((key) => `${key.partition}:${key.path}`).join(', ')}`, options)
    this.name = 'Conflict'
    this.failed = failed
  }
}

/** A commit, item or key beyond `limits`: a mistake of ours, never of the caller. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}
