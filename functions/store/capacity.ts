import type { Expectation, Key, Units } from './store.ts'
import { nextVersion } from './stored-item.ts'

/*
 * DynamoDB's capacity rules: the size of items in bytes of UTF-8, and the units of reads and
 * writes. Both adapters use them, so SQLite counts like the cloud. Sources: AWS, "item sizes and
 * formats" and "read and write operations".
 */

/** The table, as data for adapters, tests and CDK: attribute names, billing, stream view. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  version: 'v',
  body: 'body',
  ttl: 'ttl',
  billing: 'PAY_PER_REQUEST',
  stream: 'NEW_IMAGE',
} as const

/** One validated write. `body` is the JSON to store, set only for a put. */
export type PreparedWrite = {
  readonly verb: 'put' | 'delete' | 'check'
  readonly key: Key
  readonly expect: Expectation
  readonly body?: string
  readonly expiresAt?: number
  /** Bytes of the item without its version, which is not known yet. */
  readonly size: number
}

const namesBytes = bytesOf(table.partitionKey + table.sortKey + table.version + table.body)

export function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}

/** Returns the bytes of a whole number: one, plus one per two digits without trailing zeros. */
export function numberBytes(value: number): number {
  if (value < 10) return 2
  let digits = String(value).length
  for (let rest = value; rest !== 0 && rest % 10 === 0; rest /= 10) digits--
  return 1 + Math.ceil(digits / 2)
}

/** Returns the bytes of a stored item: names and values of its attributes. */
export function itemBytes(key: Key, version: number, body: string, expiresAt?: number | null): number {
  return sizeOf(bytesOf(key.partition) + bytesOf(key.path), body, expiresAt) + numberBytes(version)
}

export function sizeOf(keyBytes: number, body: string, expiresAt?: number | null): number {
  const ttl = expiresAt == null ? 0 : bytesOf(table.ttl) + numberBytes(expiresAt)
  return namesBytes + keyBytes + bytesOf(body) + ttl
}

/** Returns the units of one strongly consistent read: one per 4 KB, at least one. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096))
}

/**
 * Returns the units of one write: one per 1 KB of the larger of the old and the new item, at least
 * one. A transaction doubles them.
 */
export function writeUnits(bytesBefore: number, bytesAfter: number, transaction: boolean): number {
  return (transaction ? 2 : 1) * Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / 1024))
}

/** Whether a commit needs a transaction. One put or delete needs none, and costs half. */
export function isTransaction(writes: readonly PreparedWrite[]): boolean {
  return writes.length > 1 || writes[0]?.verb === 'check'
}

/**
 * Returns the units of a commit whose expectation failed: DynamoDB charges it as if it had
 * succeeded. `bytesBefore[i]` is the size of the item that failed write `i`. DynamoDB does not tell
 * the size of the others, so they count as new.
 */
export function unitsOfRejectedCommit(
  writes: readonly PreparedWrite[],
  bytesBefore: readonly (number | undefined)[],
): Units {
  const transaction = isTransaction(writes)
  let units = 0
  for (const [index, write] of writes.entries()) {
    units += writeUnits(bytesBefore[index] ?? 0, bytesAfter(write, nextVersion(write.expect)), transaction)
  }
  return { read: 0, write: units }
}

/** Returns the bytes of the item after a write; 0 after a delete. */
export function bytesAfter(write: PreparedWrite, version: number): number {
  return write.body === undefined ? 0 : write.size + numberBytes(version)
}
