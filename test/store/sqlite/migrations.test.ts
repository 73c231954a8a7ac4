import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { createTables, migrate } from '#store/sqlite/migrations.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { aisp, testNow, testSandbox } from '#test/support/sandbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbank-migrations-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A file of each older version, as SQL. The index is the version. */
const older = ['version-0.sql'].map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
const cases = older.map((sql, version) => ({ version, sql }))

function writeFile(name: string, sql: string): string {
  const file = join(folder, name)
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
  return file
}

const readPragma = (database: DatabaseSync, name: string) =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

/** Describes tables and version, without the blanks of the SQL. */
function describeSchema(database: DatabaseSync): unknown {
  const tables = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()
  return {
    version: readPragma(database, 'user_version'),
    application: readPragma(database, 'application_id'),
    tables: tables.map(({ name, sql }) => [name, String(sql).replaceAll(/\s+/g, ' ')]),
  }
}

describe.each(cases)('a file of version $version', ({ version, sql }) => {
  test('has the schema of a new file once it was opened', async () => {
    const file = writeFile(`schema-${version}`, sql)
    await sqliteStore({ file, now: () => Date.parse(testNow) }).close()
    const [old, fresh] = [new DatabaseSync(file), new DatabaseSync(':memory:')]
    createTables(fresh)
    expect(describeSchema(old)).toEqual(describeSchema(fresh))
    expect(readPragma(old, 'user_version')).toBe(older.length)
    expect(readPragma(old, 'journal_mode')).toBe('wal')
    old.close()
  })

  test('keeps its records: the world of an older generator says the way on, and a reset opens it', async () => {
    const file = writeFile(`records-${version}`, sql)
    const stored = new DatabaseSync(file)
    const kept = stored.prepare("SELECT count(*) AS n FROM items WHERE path LIKE 'account/%/leg/%'").get()?.n
    stored.close()
    const store = sqliteStore({ file, now: () => Date.parse(testNow) })
    const { send } = await testSandbox({ store, real: () => 1_796_052_275_000 })
    const read = () => send('GET', `${aisp}/accounts`, undefined, 'dev_default_hackathon')
    const rejected = await read()
    expect(rejected.status).toBe(409)
    expect(rejected.body.Errors[0].Message).toContain('POST /control/worlds/{WorldId}/reset')
    const migrated = new DatabaseSync(file)
    expect(migrated.prepare("SELECT count(*) AS n FROM items WHERE path LIKE 'account/%/leg/%'").get()?.n).toBe(kept)
    expect(kept).toBe(12)
    migrated.close()

    const reset = await send('POST', '/control/worlds/wld_default/reset', undefined, 'ctl_default_hackathon')
    expect(reset.status).toBe(200)
    expect((await read()).body.Data.Account[0].AccountId).toBe('acc_0_current')
    const proof = await send('GET', '/control/worlds/wld_default/proof', undefined, 'ctl_default_hackathon')
    expect(proof.body).toMatchObject({ holds: true, legs: 0 })
    await store.close()
  })
})

describe('migrations', () => {
  const noChange = () => undefined
  const count = (database: DatabaseSync) => database.prepare('SELECT count(*) AS n FROM items').get()?.n

  test('run once each, from the version of the file on', () => {
    const database = new DatabaseSync(':memory:')
    createTables(database)
    const ran: number[] = []
    const known = [0, 1, 2].map((n) => () => void ran.push(n))
    migrate(database, known)
    migrate(database, known)
    expect(ran).toEqual([1, 2])
    expect(readPragma(database, 'user_version')).toBe(3)
  })

  test('leave the file as it was if one fails', () => {
    const database = new DatabaseSync(':memory:')
    createTables(database)
    const add = () => database.exec("INSERT INTO items VALUES ('p', 'a', 1, '{}', NULL)")
    const fail = () => database.exec('UPDATE items SET version = NULL')
    expect(() => migrate(database, [noChange, add, fail])).toThrow('NOT NULL')
    expect([readPragma(database, 'user_version'), count(database)]).toEqual([1, 0])
    migrate(database, [noChange, add, noChange])
    expect([readPragma(database, 'user_version'), count(database)]).toEqual([3, 1])
  })
})
