import { chmodSync, existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { moveAway, restore, StoreFailure, toStoreFailure } from '#store/store-failure.ts'
import { createTables, migrate } from './migrations.ts'

const busyMilliseconds = 5_000

/**
 * Runs `work` in a transaction, and rolls back if it throws. Where the disk refuses even that, the
 * next call rolls back, so a store recovers as soon as its disk does.
 */
export function inTransaction<T>(database: DatabaseSync, { beginImmediate, commit }: Statements, work: () => T): T {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
    beginImmediate.run()
    const result = work()
    commit.run()
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Opens the database of a file, or one in memory. Creates the file if there is none, and removes
 * items that have expired by `second` (epoch). Throws
 * `StoreFailure` for a file that it cannot use, and then leaves it as it was: its message says what
 * is wrong and what to do, without the name of the file.
 */
export function openDatabase(file: string | undefined, second: number): DatabaseSync {
  if (file === undefined) {
    const database = new DatabaseSync(':memory:')
    createTables(database)
    return database
  }
  try {
    mkdirSync(dirname(file), { recursive: true })
    if (!existsSync(file)) createFile(file)
    checkFile(file)
  } catch (error) {
    throw explainFileError(error)
  }
  const database = new DatabaseSync(file, { timeout: busyMilliseconds })
  try {
    checkPages(database)
    migrate(database)
    database.exec(settings)
    // DynamoDB does this by itself, some time after the expiry.
    database.prepare('DELETE FROM items WHERE expires <= ?').run(second)
    return database
  } catch (error) {
    database.close()
    throw toStoreFailure(error)
  }
}

/*
 * With WAL, NORMAL loses no commit when the process dies, and only the last ones when the power
 * fails; the file stays consistent. FULL would keep those too, at a third of the speed. A
 * checkpoint waits for the disk, so there is one per 16 MB instead of one per 4 MB. Rows stay in
 * the order of insertion: a table in the order of its paths (WITHOUT ROWID) would write twice as
 * much.
 */
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;`

/**
 * Creates the file of a new store, whole or not at all: a process that is killed halfway must not
 * leave a file that looks damaged.
 */
function createFile(file: string): void {
  if (existsSync(`${file}-wal`))
    throw new StoreFailure(
      'store-damaged',
      'is missing, but its journal (-wal) is there; put the file back, or move the journal away to start with an empty sandbox',
    )
  const folder = mkdtempSync(`${file}.new-`)
  try {
    const draft = join(folder, 'store')
    const database = new DatabaseSync(draft)
    createTables(database)
    database.close()
    moveUnlessExists(draft, file)
  } catch (error) {
    throw toStoreFailure(error)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Moves a file, unless another process has created the target first. */
function moveUnlessExists(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    // Some disks have no hard links.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') renameSync(from, to)
  }
}

/** Checks what is at the path. Only its owner may read the file, because it holds keys. */
function checkFile(file: string): void {
  const found = statSync(file)
  const refuse = (what: string): never => {
    throw new StoreFailure('store-damaged', what)
  }
  if (!found.isFile()) refuse(`is ${found.isDirectory() ? 'a folder' : 'not a file'}; ${moveAway}`)
  if (found.size === 0) refuse(`is empty; ${restore}`)
  if ((found.mode & 0o200) === 0) refuse('is read-only; make it writable')
  // SQLite gives its journal files the same permissions.
  chmodSync(file, 0o600)
}

/** Explains an error of the file system by its code. */
function explainFileError(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException
  if (/^(?:EACCES|EPERM|EROFS)$/.test(code))
    return new StoreFailure(
      'store-unavailable',
      'must not be written here; give its owner, folder and disk the permission',
      { cause: error },
    )
  if (/^(?:ENOTDIR|EEXIST)$/.test(code))
    return new StoreFailure('store-unavailable', `needs a folder where there is a file; move that away`, {
      cause: error,
    })
  if (/^(?:ENOSPC|EDQUOT)$/.test(code))
    return new StoreFailure('store-full', 'cannot be created: its disk is full; make room on it', { cause: error })
  return error
}

/**
 * Checks every page and every key of a file: about 2 ms per MB. SQLite itself would find damage
 * only later, and a damaged key never: its item would seem absent.
 */
function checkPages(database: DatabaseSync): void {
  const [first] = Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {})
  if (first !== 'ok') throw new StoreFailure('store-damaged', `is damaged; ${restore}`, { cause: first })
}

type Statements = ReturnType<typeof prepareStatements>

/** Prepares all statements. Rows are arrays of columns. */
export function prepareStatements(database: DatabaseSync) {
  // The bounds are bytes, because the upper bound of a prefix is not valid text. SQLite's BINARY
  // order compares bytes.
  const within = 'partition = ? AND path >= CAST(? AS TEXT) AND path < CAST(? AS TEXT)'
  const statements = {
    // BEGIN IMMEDIATE takes the write lock before the first read, so that no other process writes
    // in between.
    beginImmediate: database.prepare('BEGIN IMMEDIATE'),
    dataVersion: database.prepare('PRAGMA data_version'),
    commit: database.prepare('COMMIT'),
    read: database.prepare('SELECT version, value, expires FROM items WHERE partition = ? AND path = ?'),
    put: database.prepare(
      `INSERT INTO items (partition, path, version, value, expires) VALUES (?, ?, ?, ?, ?) ON CONFLICT (partition, path)
      DO UPDATE SET version = excluded.version, value = excluded.value, expires = excluded.expires`,
    ),
    insert: database.prepare(
      'INSERT INTO items (partition, path, version, value, expires) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    delete: database.prepare('DELETE FROM items WHERE partition = ? AND path = ?'),
    ascending: database.prepare(`SELECT version, value, expires, path FROM items WHERE ${within} ORDER BY path`),
    descending: database.prepare(`SELECT version, value, expires, path FROM items WHERE ${within} ORDER BY path DESC`),
  }
  for (const statement of [statements.dataVersion, statements.read, statements.ascending, statements.descending])
    statement.setReturnArrays(true)
  return statements
}
