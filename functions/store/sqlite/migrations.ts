import type { DatabaseSync } from 'node:sqlite'
import { restore, StoreFailure } from '#store/store-failure.ts'
import { addSumsToLegs } from './leg-migration.ts'

/** The tables of a new file. A change of them needs a migration: see docs/store.md. */
const schema = `
  CREATE TABLE items (
    partition TEXT NOT NULL,
    path TEXT NOT NULL,
    version INTEGER NOT NULL,
    value TEXT NOT NULL,
    expires INTEGER,
    PRIMARY KEY (partition, path)
  ) STRICT;`
/** Its columns, each with its place in the primary key, as `pragma_table_info` has them. */
const columns = { partition: 1, path: 2, version: 0, value: 0, expires: 0 }

/** Changes the tables or the records of a file from one version to the next. */
type Migration = (database: DatabaseSync) => void

/**
 * The migration at index n leads from version n to n + 1. A migration that was released never
 * changes.
 */
const migrations: readonly Migration[] = [
  // Sandbank 0.1.0 wrote no version; its table is the same.
  addSumsToLegs,
]

/** Marks a file as Sandbank's (`PRAGMA application_id`): `Sbnk` in ASCII. */
const applicationId = 0x53626e6b

/** Creates the tables of a new database. */
export function createTables(database: DatabaseSync): void {
  database.exec(`BEGIN; ${schema} ${versionPragmas(migrations.length)} COMMIT`)
}

const versionPragmas = (version: number): string =>
  `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version};`

/**
 * Checks that a database is a store of Sandbank, and migrates one of an older version. All
 * migrations run in one transaction: if one fails, the file stays as it was. Throws `StoreFailure`
 * for another program's database, a newer version or a missing table.
 */
export function migrate(database: DatabaseSync, known: readonly Migration[] = migrations): void {
  const version = checkVersion(database, known.length)
  if (version < known.length) {
    database.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have migrated it first.
      for (const change of known.slice(checkVersion(database, known.length))) change(database)
      database.exec(`${versionPragmas(known.length)} COMMIT`)
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  if (!hasTable(database))
    throw new StoreFailure('store-damaged', `lacks the table items, or a column or key of it; ${restore}`)
}

/** Returns the version of a database that this code can open or migrate. */
function checkVersion(database: DatabaseSync, newest: number): number {
  const id = readPragma(database, 'application_id')
  const version = readPragma(database, 'user_version')
  if (id !== applicationId && (id !== 0 || version !== 0 || !hasTable(database)))
    throw new StoreFailure(
      'store-damaged',
      `holds no store of Sandbank: it was cut, or is of another program; ${restore}`,
    )
  if (version > newest)
    throw new StoreFailure(
      'store-damaged',
      `was written by a newer Sandbank (schema version ${version}, this one knows ${newest}); start the newer one, or ${restore}`,
    )
  return version
}

const readPragma = (database: DatabaseSync, name: string): number =>
  Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0])

function hasTable(database: DatabaseSync): boolean {
  const found = database.prepare(`SELECT name, pk FROM pragma_table_info('items')`).all()
  const placeOf = new Map(found.map(({ name, pk }) => [name, pk]))
  return Object.entries(columns).every(([name, place]) => placeOf.get(name) === place)
}
