import {
  bytesAfter,
  isTransaction,
  type PreparedWrite,
  readUnits,
  unitsOfRejectedCommit,
  writeUnits,
} from '#store/capacity.ts'
import { takeQueryPage } from '#store/query-page.ts'
import { Conflict, type Item, type Key, meetsExpectation, type Range, type Store, type Write } from '#store/store.ts'
import { deepFreeze, epochSecond, nextVersion } from '#store/stored-item.ts'
import { checkKeys, parseRange, prepareCommit } from '#store/validate.ts'
import { bytesOf, SortedPaths } from './sorted-paths.ts'

/** The contents of a memory store, which several stores can share. */
export type Data = Map<string, Partition>
/** Rows by path, and the paths in byte order. */
type Partition = { readonly rows: Map<string, Row>; readonly paths: SortedPaths }
type Row = {
  readonly key: Key
  readonly version: number
  readonly value: unknown
  readonly expiresAt: number | undefined
  readonly bytes: number
}

/**
 * A store in plain maps: as strict as the others, and fast enough for the simulator. `now` is real
 * time, for expiry only.
 */
export function memoryStore({ now, data = new Map() }: { now: () => number; data?: Data }): Store {
  const units = { read: 0, write: 0 }
  const rowAt = ({ partition, path }: Key) => data.get(partition)?.rows.get(bytesOf(path))

  return {
    units,

    async get<const K extends readonly Key[]>(keys: K) {
      checkKeys(keys)
      const second = epochSecond(now())
      return keys.map((key) => {
        const row = rowAt(key)
        units.read += readUnits(row?.bytes ?? 0)
        return row && isAlive(row, second) ? itemOf(row) : undefined
      }) as { [I in keyof K]: Item | undefined }
    },

    async list(partition: string, range: Range) {
      const span = parseRange(partition, range)
      if (span === undefined) return []
      const { rows, paths } = data.get(partition) ?? nothing
      const [low, high] = [span.lower.toString('latin1'), span.upper.toString('latin1')]
      const second = epochSecond(now())
      const found = takeQueryPage(paths.between(low, high, range.newestFirst === true), range.limit, (path) => {
        const row = rows.get(path) as Row
        return { bytes: row.bytes, item: isAlive(row, second) ? itemOf(row) : undefined }
      })
      units.read += found.units
      return found.items
    },

    async commit(writes) {
      const drafts = prepareCommit(writes)
      const second = epochSecond(now())
      const found = drafts.map(({ key }) => rowAt(key))
      const alive = found.map((row) => (row && isAlive(row, second) ? row.version : undefined))
      const failed = drafts.map(({ expect }, n) => !meetsExpectation(expect, alive[n]))
      if (failed.includes(true)) {
        const known = found.map((row, n) => (failed[n] ? row?.bytes : undefined))
        units.write += unitsOfRejectedCommit(drafts, known).write
        throw new Conflict(drafts.filter((_, n) => failed[n]).map(({ key }) => key))
      }
      const isWhole = isTransaction(drafts)
      for (let n = 0; n < drafts.length; n++) {
        const draft = drafts[n] as PreparedWrite
        const version = nextVersion(draft.expect, found[n]?.version)
        const bytes = bytesAfter(draft, version)
        units.write += writeUnits(found[n]?.bytes ?? 0, bytes, isWhole)
        if (draft.verb === 'put')
          put(draft, version, bytes, storedValue(writes[n] as Put, draft), found[n] === undefined)
        if (draft.verb === 'delete' && found[n]) remove(draft.key)
      }
    },

    async close() {},
  }

  function put(
    { key, expiresAt }: PreparedWrite,
    version: number,
    bytes: number,
    value: unknown,
    isNew: boolean,
  ): void {
    const { rows, paths } = data.get(key.partition) ?? opened(key.partition)
    const path = bytesOf(key.path)
    if (isNew) paths.add(path)
    rows.set(path, { key, version, value, expiresAt, bytes })
  }

  function remove({ partition, path }: Key): void {
    data.get(partition)?.paths.remove(bytesOf(path))
    data.get(partition)?.rows.delete(bytesOf(path))
  }

  function opened(partition: string): Partition {
    const made = { rows: new Map(), paths: new SortedPaths() }
    data.set(partition, made)
    return made
  }
}

const nothing: Partition = { rows: new Map(), paths: new SortedPaths() }

const isAlive = ({ expiresAt }: Row, second: number): boolean => expiresAt === undefined || expiresAt > second

/** Every reader gets the same value, because caches are attached to it. */
const itemOf = ({ key, version, value, expiresAt }: Row): Item =>
  expiresAt === undefined ? { key, version, value } : { key, version, value, expiresAt }

type Put = Extract<Write, { put: Key }>

/**
 * Returns the value as its JSON would be read, frozen. Copying a flat object of texts and numbers
 * is faster than parsing its JSON.
 */
function storedValue({ value }: Put, { body }: PreparedWrite): unknown {
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const copy: Record<string, unknown> = {}
    let isFlat = !('toJSON' in value)
    for (const name in value) {
      const part = (value as Record<string, unknown>)[name]
      isFlat &&= typeof part === 'string' || Number.isSafeInteger(part)
      copy[name] = part
    }
    if (isFlat) return Object.freeze(copy)
  }
  return deepFreeze(JSON.parse(body as string))
}
