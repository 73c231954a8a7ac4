/** The key of one item: a partition (one world, one epoch) and a path inside it, both not empty. */
export type Key = { readonly partition: string; readonly path: string }

/**
 * A stored item. `value` is JSON, frozen because readers share it. `version` counts the writes
 * since its creation. `expiresAt` is in epoch seconds of real time.
 */
export type Item = { readonly key: Key; readonly version: number; readonly value: unknown; readonly expiresAt?: number }

/**
 * What a write expects of its item: absent, present, the version that was read, or anything. A
 * failed expectation fails the whole commit.
 */
export type Expectation = 'absent' | 'present' | 'anything' | { readonly version: number }

/** Whether an item meets an expectation. `version` is undefined if it is absent or has expired. */
export function meetsExpectation(expect: Expectation, version: number | undefined): boolean {
  if (expect === 'anything') return true
  if (expect === 'absent') return version === undefined
  return version !== undefined && (expect === 'present' || version === expect.version)
}

/**
 * `put` replaces the whole item, `delete` removes it, `check` only checks the expectation. `before`
 * is the record that the action read, from which events are derived (events.ts): the record that is
 * replaced, or for a leg of a return its order. Stores ignore it.
 */
export type Write =
  | { put: Key; expect: Expectation; value: unknown; expiresAt?: number; before?: unknown }
  | { delete: Key; expect: Expectation }
  | { check: Key; expect: Exclude<Expectation, 'anything'> }

/** A range of paths in a partition. `after` is the last path already seen, in reading order. */
export type Range = {
  readonly prefix?: string
  /** Inclusive bounds, compared as UTF-8 bytes. Must not be combined with `prefix`. */
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
 * One item after a commit, as DynamoDB's stream reports it, in the order of the writes. `value` is
 * absent after a delete.
 */
export type Change = { readonly key: Key; readonly value?: unknown }

/**
 * All of DynamoDB that Sandbank uses, in three verbs. Two adapters, one contract:
 * test/store/contract.ts. Reads are strongly consistent. An expired item is never returned, and
 * counts as absent in an expectation. Every verb throws `StoreFailure` if the store is in trouble,
 * such as a full disk; then nothing was written.
 */
export interface Store {
  /**
   * Returns the items at 1 to 100 distinct keys, in the order of the keys; `undefined` for an
   * absent item.
   */
  get<const K extends readonly Key[]>(keys: K): Promise<{ [I in keyof K]: Item | undefined }>
  /**
   * Returns at most `limit` items of a partition by ascending path (descending if `newestFirst`).
   */
  list(partition: string, range: Range): Promise<Item[]>
  /**
   * Commits at least one write, all or nothing, to distinct keys. Throws `Conflict` if an
   * expectation fails, `TooLarge` beyond the limits, `TypeError` if malformed; then nothing was
   * written.
   */
  commit(writes: readonly Write[]): Promise<void>
  /** Units used since the store was opened. */
  readonly units: Units
  close(): Promise<void>
}

/**
 * DynamoDB's limits. Both adapters enforce them, so that what works on a laptop works in the cloud.
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

/** An expectation failed. `failed` lists the keys of the writes whose expectation failed. */
export class Conflict extends Error {
  readonly failed: readonly Key[]
  constructor(failed: readonly Key[], options?: ErrorOptions) {
    super(`expectation failed for ${failed.map((key) => `${key.partition}:${key.path}`).join(', ')}`, options)
    this.name = 'Conflict'
    this.failed = failed
  }
}

/** A commit, item or key is beyond `limits`: a bug of ours, never an error of the caller. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}
