import type { Expectation, Key, Units } from './store.ts'
import { nextVersion } from './stored-item.ts'

/*
 * What DynamoDB measures: the bytes of items, and what reads and writes of them cost. Both adapters
 * ask here, so SQLite bills like the cloud. Rules: AWS's "item sizes and formats" and "read and
 * write operations". Sizes are bytes of UTF-8.
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
export type PreparedWrite = {
  readonly verb: 'put' | 'delete' | 'check'
  readonly key: Key
  readonly expect: Expectation
  readonly body?: string
  readonly expiresAt?: number
  /** Bytes of all but the version, which is not known yet. */
  readonly size: number
}

const namesBytes = bytesOf(table.partitionKey + table.sortKey + table.version + table.body)

export function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/**
 * Bytes of a whole number: one, and one more for every two digits, zeros at the end not counted.
 */
export function numberBytes(value: number): number {
  if (value < 10) return 2
  let digits = String(value).length
  for (let rest = value; rest !== 0 && rest % 10 === 0; rest /= 10) digits--
  return 1 + Math.ceil(digits / 2)
}

/** Bytes of a stored item: names and values of its attributes. */
export function itemBytes(key: Key, version: number, body: string, expiresAt?: number | null): number {
  return sizeOf(bytesOf(key.partition) + bytesOf(key.path), body, expiresAt) + numberBytes(version)
}

export function sizeOf(keyBytes: number, body: string, expiresAt?: number | null): number {
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
export function isTransaction(drafts: readonly PreparedWrite[]): boolean {
  return drafts.length > 1 || drafts[0]?.verb === 'check'
}

/**
 * Units of a commit that an expectation refused: it pays as if it had succeeded. `bytesBefore[i]`
 * is the size of the item that refused write `i`; DynamoDB does not tell the size of the others, so
 * they count as new.
 */
export function unitsOfRejectedCommit(
  drafts: readonly PreparedWrite[],
  bytesBefore: readonly (number | undefined)[],
): Units {
  const transaction = isTransaction(drafts)
  let write = 0
  for (const [index, draft] of drafts.entries()) {
    write += writeUnits(bytesBefore[index] ?? 0, bytesAfter(draft, nextVersion(draft.expect)), transaction)
  }
  return { read: 0, write }
}

/** Bytes that a write leaves behind. */
export function bytesAfter(draft: PreparedWrite, version: number): number {
  return draft.body === undefined ? 0 : draft.size + numberBytes(version)
}
