import { bytesAfter, type Draft, isTransaction, itemBytes, readUnits, refusedUnits, writeUnits } from './capacity.ts'
import { together } from './group-commit.ts'
import { listed } from './query-page.ts'
import { type Read, rememberedItems } from './read-cache.ts'
import { inTransaction, openDatabase, prepare } from './sqlite-database.ts'
import { type Change, Conflict, holds, type Item, type Key, type Range, type Store } from './store.ts'
import { epochSecond, item, nextVersion } from './stored-item.ts'
import { admitCommit, admitKeys, admitRange } from './validate.ts'

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
  const statements = prepare(database)
  const units = { read: 0, write: 0 }
  // What nobody can read may go. DynamoDB does this by itself, some time after the expiry.
  database.prepare('DELETE FROM items WHERE expires <= ?').run(epochSecond(now()))

  const isShared = file !== undefined
  const known = rememberedItems(() => (isShared ? (statements.dataVersion.get() as unknown as [number])[0] : 0))

  /** An item as it lies there, and what reading it costs. */
  function read(key: Key): Read {
    const row = rowOf(statements.read.get(key.partition, key.path))
    if (row === undefined) return { item: undefined, units: readUnits(0) }
    const [version, body, expires] = row
    return { item: item(key, version, body, expires), units: readUnits(itemBytes(key, version, body, expires)) }
  }

  /**
   * Writes what must be new, most commits that move money, without reading first; undefined where
   * something is there, or was.
   */
  function writeNew(drafts: readonly Draft[]): Written | undefined {
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
  function write({ drafts, second }: Asked): Written {
    const found = drafts.map(({ key }) => rowOf(statements.read.get(key.partition, key.path)))
    const bytes = found.map((row, index) =>
      row === undefined ? 0 : itemBytes(drafts[index]!.key, row[0], row[1], row[2]),
    )
    const failed = drafts.map(({ expect }, index) => !holds(expect, versionOf(found[index], second)))
    if (failed.includes(true)) {
      const known = bytes.map((size, index) => (failed[index] ? size : 0))
      const conflict = new Conflict(drafts.filter((_, index) => failed[index]).map(({ key }) => key))
      return { conflict, changes: [], units: refusedUnits(drafts, known).write }
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
  const commits = together((group: readonly Asked[]) => {
    try {
      const all = inTransaction(database, statements, () => group.map((one) => writeNew(one.drafts) ?? write(one)))
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
      if (!isAdmitted || keys.length > 2) admitKeys(keys)
      const second = epochSecond(now())
      return keys.map((key, n) => {
        const { item, units: cost } = before[n] ?? known.set(key, read(key))
        units.read += cost
        return item?.expiresAt !== undefined && item.expiresAt <= second ? undefined : item
      }) as { [I in keyof K]: Item | undefined }
    },

    async list(partition: string, range: Range) {
      const span = admitRange(partition, range)
      if (span === undefined) return []
      const second = epochSecond(now())
      const statement = range.newestFirst ? statements.descending : statements.ascending
      const rows = statement.iterate(partition, span.lower, span.upper)
      const found = listed(rows, range.limit, (row) => {
        const [version, body, expires, path] = rowOf(row)!
        const key = { partition, path: path! }
        const isAlive = expires === null || expires > second
        return {
          bytes: itemBytes(key, version, body, expires),
          item: isAlive ? item(key, version, body, expires) : undefined,
        }
      })
      units.read += found.units
      return found.items
    },

    async commit(writes) {
      const drafts = admitCommit(writes)
      await commits.ask({ drafts, second: epochSecond(now()) })
    },

    async close() {
      commits.doNow()
      database.close()
    },
  }
}

/** A commit that was asked for, when it was (epoch seconds of real time), and what came of it. */
type Asked = { readonly drafts: readonly Draft[]; readonly second: number }
type Written = { readonly conflict?: Conflict; readonly changes: Change[]; readonly units: number }

type Row = [version: number, body: string, expires: number | null, path?: string]

/** Its value is read by nearly nobody, and parsed for those who do. */
const changeOf = ({ key, body }: Draft): Change => ({
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
