import * as z from 'zod'
import type { ProblemCode } from '#bank/base/problem.ts'
import type { Key } from './store.ts'

type FailureCode = Extract<ProblemCode, 'store-full' | 'store-unavailable' | 'store-damaged'>

/**
 * The store itself is in trouble: not the request, and not a conflict. `code` is the problem that
 * callers get, with this message. So the message names no path of the machine, no SQL and no value.
 * It is not a `Problem`: code that treats a problem as a rejection must not take it for one.
 */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly code: FailureCode
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What to do about a store that cannot be used. */
export const moveAway = 'move it away to start with an empty sandbox'
export const restore = `restore a copy of it, or ${moveAway}`

type Advice = readonly [code: FailureCode, message: string]

const locked: Advice = [
  'store-unavailable',
  'another process has locked the store for more than 5 seconds; end that process, then try again',
]
const damaged: Advice = ['store-damaged', `the file of the store is damaged; ${restore}`]

/** By the primary result code of SQLite (https://sqlite.org/rescode.html). */
const advices: Readonly<Record<number, Advice>> = {
  3: ['store-unavailable', 'the sandbox may not use the file of the store; give it the permission'],
  5: locked,
  6: locked,
  7: ['store-unavailable', 'the machine has no memory left for the store; free some, then try again'],
  8: ['store-unavailable', 'the store is read-only; make its file and its disk writable, then try again'],
  10: ['store-unavailable', 'the disk failed to read or write the store; check the disk, then try again'],
  11: damaged,
  13: ['store-full', 'the disk of the store is full; make room on it, then try again'],
  14: ['store-unavailable', 'the file of the store, or one beside it, cannot be opened; check folder and permissions'],
  26: damaged,
}

/**
 * Converts an error of SQLite to a failure of the store; its own error becomes the cause. Returns
 * every other error as it is: a mistake in our SQL is a bug.
 */
export function toStoreFailure(error: unknown): unknown {
  const { code, errcode = 0, message } = error as { code?: unknown; errcode?: number; message?: string }
  if (code !== 'ERR_SQLITE_ERROR') return error
  // The upper bits hold the extended code.
  const advice = advices[errcode & 0xff] ?? (/^no such (?:table|column)/.test(message ?? '') ? damaged : undefined)
  return advice ? new StoreFailure(...advice, { cause: error }) : error
}

/** Kinds of records whose keys hold only ids that callers know. Other keys hold secrets. */
const shownKinds =
  /^(?:world|keys|edits|clock|(?:partner|registration|software|consent|former|given|used|account|order|file|awaiting|ahead|due)\/.*)$/

/** Names a record by its kind and key, without ids that are secrets, such as codes and tokens. */
function nameRecord({ partition, path }: Key): string {
  const isShown = !partition.startsWith('world/') || shownKinds.test(path)
  const kind = path.startsWith('oidc/') ? path.split('/', 2).join('/') : path.split('/', 1)[0]
  return `${isShown ? path : `${kind}/...`} in ${partition}`
}

/** One record is damaged or lacks a part. Other records can be read. */
export class DamagedRecord extends StoreFailure {
  constructor(key: Key, what: string) {
    super(
      'store-damaged',
      `the record ${nameRecord(key)} ${what}; stop the sandbox and restore a copy of the store, or use another world`,
    )
  }
}

/**
 * Builds the failure of one record. `error` says what is wrong with it, if that is an error of its
 * schema; any other could quote the value.
 */
export function damagedRecord(key: Key, error?: unknown): DamagedRecord {
  if (error instanceof DamagedRecord) return error
  const [issue] = error instanceof z.ZodError ? error.issues : []
  const at = issue?.path.length ? `${issue.path.join('.')}: ` : ''
  return new DamagedRecord(key, issue ? `does not fit its schema (${at}${issue.message})` : 'cannot be read')
}
