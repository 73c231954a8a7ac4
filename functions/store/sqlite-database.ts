import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const busyMilliseconds = 5_000

/** Runs `work` in a transaction; whatever it throws leaves none open. */
export function inTransaction<T>(database: DatabaseSync, { beginImmediate, commit }: Statements, work: () => T): T {
  beginImmediate.run()
  try {
    const result = work()
    commit.run()
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** The database of a file, or one in memory; its one table is made. */
export function openDatabase(file: string | undefined): DatabaseSync {
  if (file !== undefined) {
    mkdirSync(dirname(file), { recursive: true })
    // It holds keys and tokens. SQLite gives its journal files the permissions of this one.
    closeSync(openSync(file, 'a', 0o600))
    chmodSync(file, 0o600)
  }
  const database = new DatabaseSync(file ?? ':memory:', { timeout: busyMilliseconds })
  // With WAL, NORMAL loses no commit when the process dies, only the last ones when the power
  // fails, and the file stays whole. FULL would save those too, at a third of the speed: not what a
  // sandbox on a laptop needs. A checkpoint waits for the disk, so there is one for every 16 MB and
  // not for every 4. Rows lie in the order they came, and the index that finds them is small: a
  // table in the order of its paths (WITHOUT ROWID) would write twice as much.
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

/** All that is ever asked of it. Rows come as arrays of columns. */
export function prepareStatements(database: DatabaseSync) {
  // The bounds come as bytes, because the one above a prefix is no text. SQLite's BINARY order is
  // that of the bytes.
  const within = 'partition = ? AND path >= CAST(? AS TEXT) AND path < CAST(? AS TEXT)'
  const statements = {
    // BEGIN IMMEDIATE takes the write lock before anything is read, so that no other process writes
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
