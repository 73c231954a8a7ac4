import {
  bytesAfter,
  isTransaction,
  itemBytes,
  type PreparedWrite,
  readUnits,
  unitsOfRejectedCommit,
  writeUnits,
} from './capacity.ts'
import { groupWork } from './group-commit.ts'
import { takeQueryPage } from './query-page.ts'
import { type CachedRead, createReadCache } from './read-cache.ts'
import { inTransaction, openDatabase, prepareStatements } from './sqlite/database.ts'
import { type Change, Conflict, type Item, type Key, meetsExpectation, type Range, type Store } from './store.ts'
import { toStoreFailure } from './store-failure.ts'
import { buildItem, epochSecond, nextVersion } from './stored-item.ts'
import { checkKeys, parseRange, prepareCommit } from './validate.ts'

type SqliteOptions = {
  /** The database file; its folder is created. Absent: in memory, lost on close. */
  file?: string
  /** Epoch milliseconds of real time, for expiry. */
  now: () => number
  /**
   * Called after each successful commit, before `commit` resolves: the local replacement of
   * DynamoDB's stream. It must not throw: the write stands, but `commit` would reject.
   */
  onCommit?: (changes: Change[]) => void
}

/**
 * Opens the store of one SQLite file, which several processes may open at once. Throws the errors
 * of the port.
 */
export function sqliteStore({ file, now, onCommit }: SqliteOptions): Store {
  const database = openDatabase(file, epochSecond(now()))
  const statements = prepareStatements(database)
  const units = { read: 0, write: 0 }

  const isShared = file !== undefined
  const known = createReadCache(() => (isShared ? (statements.dataVersion.get() as unknown as [number])[0] : 0))

  /** Reads an item, expired or not, and the units of the read. */
  function read(key: Key): CachedRead {
    const row = rowOf(statements.read.get(key.partition, key.path))
    if (row === undefined) return { item: undefined, units: readUnits(0) }
    const [version, body, expires] = row
    return { item: buildItem(key, version, body, expires), units: readUnits(itemBytes(key, version, body, expires)) }
  }

  /**
   * Inserts items that must be new without a read: most commits that move money. Returns undefined,
   * and writes nothing, if an item exists or has expired.
   */
  function insertNewItems(drafts: readonly PreparedWrite[]): CommitOutcome | undefined {
    if (!drafts.every(({ verb, expect }) => verb === 'put' && expect === 'absent')) return undefined
    for (const [n, { key, body, expiresAt = null }] of drafts.entries()) {
      if (statements.insert.run(key.partition, key.path, 1, body!, expiresAt).changes > 0) continue
      for (const { key } of drafts.slice(0, n)) statements.delete.run(key.partition, key.path)
      return undefined
    }
    const costs = drafts.map((draft) => writeUnits(0, bytesAfter(draft, 1), isTransaction(drafts)))
    return { changes: onCommit ? drafts.map(changeOf) : [], units: costs.reduce((sum, cost) => sum + cost) }
  }

  /**
   * Runs one commit inside the open transaction. A conflict writes nothing, so the other commits of
   * the transaction stand.
   */
  function write({ drafts, second }: PendingCommit): CommitOutcome {
    const found = drafts.map(({ key }) => rowOf(statements.read.get(key.partition, key.path)))
    const bytes = found.map((row, index) =>
      row === undefined ? 0 : itemBytes(drafts[index]!.key, row[0], row[1], row[2]),
    )
    const failed = drafts.map(({ expect }, index) => !meetsExpectation(expect, versionOf(found[index], second)))
    if (failed.includes(true)) {
      const known = bytes.map((size, index) => (failed[index] ? size : 0))
      const conflict = new Conflict(drafts.filter((_, index) => failed[index]).map(({ key }) => key))
      return { conflict, changes: [], units: unitsOfRejectedCommit(drafts, known).write }
    }
    const changes: Change[] = []
    let units = 0
    for (const [index, draft] of drafts.entries()) {
      const { verb, key, expect, body, expiresAt = null } = draft
      const version = nextVersion(expect, found[index]?.[0])
      units += writeUnits(bytes[index]!, bytesAfter(draft, version), isTransaction(drafts))
      if (verb === 'put') {
        statements.put.run(key.partition, key.path, version, body!, expiresAt)
        if (onCommit) changes.push(changeOf(draft))
      }
      if (verb === 'delete' && statements.delete.run(key.partition, key.path).changes > 0) changes.push({ key })
    }
    return { changes, units }
  }

  /**
   * Groups the commits of one turn of the event loop into one transaction of SQLite. Each stays
   * atomic and isolated.
   */
  const commits = groupWork((group: readonly PendingCommit[]) => {
    try {
      const all = inTransaction(database, statements, () =>
        group.map((one) => insertNewItems(one.drafts) ?? write(one)),
      )
      return all.map(({ conflict, changes, units: cost }, n) => {
        for (const { key } of group[n]!.drafts) known.forget(key)
        units.write += cost
        if (conflict) known.askAgain()
        else if (onCommit && changes.length > 0) onCommit(changes)
        return conflict
      })
    } catch (error) {
      known.askAgain()
      throw toStoreFailure(error)
    }
  })

  return {
    units,

    async get<const K extends readonly Key[]>(keys: K) {
      try {
        known.forgetWhatOthersChanged()
        const before = keys.map(known.get)
        // A cached key was checked before. The same key twice would give the same cached object.
        const isAdmitted =
          keys.length > 0 && !before.includes(undefined) && (keys.length === 1 || before[0] !== before[1])
        if (!isAdmitted || keys.length > 2) checkKeys(keys)
        const second = epochSecond(now())
        return keys.map((key, n) => {
          const { item, units: cost } = before[n] ?? known.set(key, read(key))
          units.read += cost
          return item?.expiresAt !== undefined && item.expiresAt <= second ? undefined : item
        }) as { [I in keyof K]: Item | undefined }
      } catch (error) {
        throw toStoreFailure(error)
      }
    },

    async list(partition: string, range: Range) {
      const span = parseRange(partition, range)
      if (span === undefined) return []
      const second = epochSecond(now())
      const statement = range.newestFirst ? statements.descending : statements.ascending
      try {
        const rows = statement.iterate(partition, span.lower, span.upper)
        const found = takeQueryPage(rows, range.limit, (row) => {
          const [version, body, expires, path] = rowOf(row)!
          const key = { partition, path: path! }
          const isAlive = expires === null || expires > second
          return {
            bytes: itemBytes(key, version, body, expires),
            item: isAlive ? buildItem(key, version, body, expires) : undefined,
          }
        })
        units.read += found.units
        return found.items
      } catch (error) {
        throw toStoreFailure(error)
      }
    },

    async commit(writes) {
      const drafts = prepareCommit(writes)
      await commits.ask({ drafts, second: epochSecond(now()) })
    },

    async close() {
      commits.flush()
      database.close()
    },
  }
}

/** A commit that waits for its group. `second` is the epoch second of real time when it came. */
type PendingCommit = { readonly drafts: readonly PreparedWrite[]; readonly second: number }
type CommitOutcome = { readonly conflict?: Conflict; readonly changes: Change[]; readonly units: number }

type Row = [version: number, body: string, expires: number | null, path?: string]

/** Builds the change of a put. Few readers need its value, so it is parsed on demand. */
const changeOf = ({ key, body }: PreparedWrite): Change => ({
  key,
  get value() {
    return JSON.parse(body!)
  },
})

/**
 * Types a row as an array of columns (see `prepareStatements`); the types of node:sqlite cannot.
 */
function rowOf(row: unknown): Row | undefined {
  return row as Row | undefined
}

/** Returns the version of a row; undefined if it is absent or has expired. */
const versionOf = (row: Row | undefined, second: number): number | undefined =>
  row && (row[2] === null || row[2] > second) ? row[0] : undefined
