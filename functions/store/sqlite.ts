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
import { inTransaction, openDatabase, prepareStatements } from './sqlite-database.ts'
import { type Change, Conflict, type Item, type Key, meetsExpectation, type Range, type Store } from './store.ts'
import { buildItem, epochSecond, nextVersion } from './stored-item.ts'
import { checkKeys, parseRange, prepareCommit } from './validate.ts'

type SqliteOptions = {
  /** Where the data lies; its folder is made. Absent: in memory, gone on close. */
  file?: string
  /** Epoch milliseconds of real time; only expiry asks. */
  now: () => number
  /**
   * Told of each commit after it succeeded, before `commit` resolves: the local stand-in for
   * DynamoDB's stream. It must not throw: the write stands, and `commit` would tell otherwise.
   */
  onCommit?: (changes: Change[]) => void
}

/**
 * The store in one SQLite file, which several processes may open at once. Throws what the port
 * says; a broken file throws SQLite's own errors.
 */
export function sqliteStore({ file, now, onCommit }: SqliteOptions): Store {
  const database = openDatabase(file)
  const statements = prepareStatements(database)
  const units = { read: 0, write: 0 }
  // What nobody can read may go. DynamoDB does this by itself, some time after the expiry.
  database.prepare('DELETE FROM items WHERE expires <= ?').run(epochSecond(now()))

  const isShared = file !== undefined
  const known = createReadCache(() => (isShared ? (statements.dataVersion.get() as unknown as [number])[0] : 0))

  /** An item as it lies there, and what reading it costs. */
  function read(key: Key): CachedRead {
    const row = rowOf(statements.read.get(key.partition, key.path))
    if (row === undefined) return { item: undefined, units: readUnits(0) }
    const [version, body, expires] = row
    return { item: buildItem(key, version, body, expires), units: readUnits(itemBytes(key, version, body, expires)) }
  }

  /**
   * Writes what must be new, most commits that move money, without reading first; undefined where
   * something is there, or was.
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
   * What a commit finds and leaves, inside a transaction that is open; a conflict writes nothing,
   * so the others may stand.
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
   * All commits that came in one turn of the event loop, in one transaction of SQLite: each as
   * whole, and as alone, as ever.
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
      throw error
    }
  })

  return {
    units,

    async get<const K extends readonly Key[]>(keys: K) {
      known.forgetWhatOthersChanged()
      const before = keys.map(known.get)
      // What is remembered was admitted before; one key twice would be one memory twice.
      const isAdmitted =
        keys.length > 0 && !before.includes(undefined) && (keys.length === 1 || before[0] !== before[1])
      if (!isAdmitted || keys.length > 2) checkKeys(keys)
      const second = epochSecond(now())
      return keys.map((key, n) => {
        const { item, units: cost } = before[n] ?? known.set(key, read(key))
        units.read += cost
        return item?.expiresAt !== undefined && item.expiresAt <= second ? undefined : item
      }) as { [I in keyof K]: Item | undefined }
    },

    async list(partition: string, range: Range) {
      const span = parseRange(partition, range)
      if (span === undefined) return []
      const second = epochSecond(now())
      const statement = range.newestFirst ? statements.descending : statements.ascending
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

/** A commit that was asked for, when it was (epoch seconds of real time), and what came of it. */
type PendingCommit = { readonly drafts: readonly PreparedWrite[]; readonly second: number }
type CommitOutcome = { readonly conflict?: Conflict; readonly changes: Change[]; readonly units: number }

type Row = [version: number, body: string, expires: number | null, path?: string]

/** Its value is read by nearly nobody, and parsed for those who do. */
const changeOf = ({ key, body }: PreparedWrite): Change => ({
  key,
  get value() {
    return JSON.parse(body!)
  },
})

/**
 * Statements answer arrays of columns (see `prepare`), which the types of node:sqlite do not know.
 */
function rowOf(row: unknown): Row | undefined {
  return row as Row | undefined
}

/** The version of a row that can still be read. */
const versionOf = (row: Row | undefined, second: number): number | undefined =>
  row && (row[2] === null || row[2] > second) ? row[0] : undefined
