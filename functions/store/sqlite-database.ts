import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

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

/** Opens the database of a file, or one in memory, and creates its table. */
export function openDatabase(file: string | undefined): DatabaseSync {
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true })
    // The file holds keys and tokens. SQLite gives its journal files the same permissions.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  }
  const database = new DatabaseSync(file ?? ':memory:', { timeout: busyMilliseconds })
  // With WAL, NORMAL loses no commit when the process dies, and only the last ones when the power
  // fails; the file stays consistent. FULL would keep those too, at a third of the speed. A
  // checkpoint waits for the disk, so there is one per 16 MB instead of one per 4 MB. Rows stay in
  // the order of insertion: a table in the order of its paths (WITHOUT ROWID) would write twice as
  // much.
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 4000;
    CREATE TABLE IF NOT EXISTS items (
      partition TEXT NOT NULL,
      path TEXT NOT NULL,
      version INTEGER NOT NULL,
      value TEXT NOT NULL,
      expires INTEGER,
      PRIMARY KEY (partition, path)
    ) STRICT;`)
  return database
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
