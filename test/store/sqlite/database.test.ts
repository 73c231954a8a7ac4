import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '#store/sqlite.ts'
import { StoreFailure } from '#store/store-failure.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbank-open-'))
afterAll(() => rmSync(folder, { recursive: true }))

const now = () => Date.UTC(2030, 0, 1)
let files = 0
/** Returns a path at which nothing is, in a folder of its own. */
function newPath(): string {
  const own = join(folder, String(++files))
  mkdirSync(own)
  return join(own, 'store.sqlite')
}
/** Returns the file of a closed store with some hundred items. */
async function newFile(): Promise<string> {
  const file = newPath()
  const store = sqliteStore({ file, now })
  for (let n = 0; n < 300; n++)
    await store.commit([{ put: { partition: 'world/1', path: `item/${n}` }, expect: 'absent', value: 'x'.repeat(300) }])
  await store.close()
  return file
}
/** Returns the message of an open that fails. The file must stay as it was. */
function failureOf(file: string): string {
  const read = () => (statSync(file).isFile() ? readFileSync(file) : undefined)
  const before = read()
  try {
    sqliteStore({ file, now })
  } catch (error) {
    expect(error).toBeInstanceOf(StoreFailure)
    expect(read()).toEqual(before)
    return (error as StoreFailure).message
  }
  throw new Error('the file was opened')
}
/** Changes a file by SQL. */
function change(file: string, sql: string): void {
  const database = new DatabaseSync(file)
  database.exec(sql)
  database.close()
}

const advice = 'restore a copy of it, or move it away to start with an empty sandbox'
const damaged = new RegExp(`^(?:(?:the file of the store )?is damaged|holds no store of Sandbank: .+); ${advice}$`)

describe('a file that cannot be a store is refused and stays as it was:', () => {
  test('an empty one', () => {
    const file = newPath()
    writeFileSync(file, '')
    expect(failureOf(file)).toBe(`is empty; ${advice}`)
  })

  test.each(['some text', 'x'.repeat(5_000), '\0'.repeat(8_192)])('one that holds no database (%#)', (text) => {
    const file = newPath()
    writeFileSync(file, text)
    expect(failureOf(file)).toMatch(damaged)
  })

  test('one that was cut, at any length', async () => {
    const whole = readFileSync(await newFile())
    expect(whole.length).toBeGreaterThan(100_000)
    for (const length of [1, 15, 16, 50, 99, 100, 101, 511, 512, 4_095, 4_096, 8_192, 50_000, whole.length - 4_096]) {
      const file = newPath()
      writeFileSync(file, whole.subarray(0, length))
      expect(failureOf(file), String(length)).toMatch(damaged)
    }
  })

  test('one with a page of noise, at any page', async () => {
    const whole = readFileSync(await newFile())
    const noise = Buffer.from(Array.from({ length: 4_096 }, (_, n) => (n * 7919) % 251))
    for (let at = 0; at < whole.length; at += 4_096) {
      const file = newPath()
      const scribbled = Buffer.from(whole)
      noise.copy(scribbled, at)
      writeFileSync(file, scribbled)
      expect(failureOf(file), `page ${at / 4_096}`).toMatch(damaged)
    }
  })

  test('one with a changed byte in a key: its item would seem absent', async () => {
    const packed = await newFile()
    change(packed, 'VACUUM')
    const whole = readFileSync(packed)
    const key = 'world/1item/150'
    const inIndex = whole.lastIndexOf(key)
    const inTable = whole.lastIndexOf(key, inIndex - 1)
    expect(inTable).toBeGreaterThan(0)
    for (const place of [inIndex, inTable]) {
      const file = newPath()
      const changed = Buffer.from(whole)
      changed.write('I', place + 'world/1'.length)
      writeFileSync(file, changed)
      expect(failureOf(file)).toMatch(damaged)
    }
  })

  test('a folder', () => {
    const file = newPath()
    mkdirSync(file)
    expect(failureOf(file)).toBe('is a folder; move it away to start with an empty sandbox')
  })

  test('a read-only one', async () => {
    const file = await newFile()
    chmodSync(file, 0o444)
    expect(failureOf(file)).toBe('is read-only; make it writable')
    expect(statSync(file).mode & 0o777).toBe(0o444)
  })

  test('one in a folder that is a file', () => {
    const file = join(newPath(), 'store.sqlite')
    writeFileSync(dirname(file), 'a file')
    expect(() => sqliteStore({ file, now })).toThrow('needs a folder where there is a file; move that away')
  })

  test.each<[what: string, sql: string, message: string]>([
    ['with a dropped table', 'DROP TABLE items', 'lacks the table items, or a column or key of it'],
    [
      'with a dropped column',
      'ALTER TABLE items DROP COLUMN expires',
      'lacks the table items, or a column or key of it',
    ],
    [
      'of another program',
      'PRAGMA application_id = 7',
      'holds no store of Sandbank: it was cut, or is of another program',
    ],
    [
      'of an unknown program',
      'PRAGMA application_id = 0',
      'holds no store of Sandbank: it was cut, or is of another program',
    ],
    [
      'of a newer version',
      'PRAGMA user_version = 99',
      'was written by a newer Sandbank (schema version 99, this one knows 1); start the newer one, or ',
    ],
  ])('one %s', async (_, sql, message) => {
    const file = await newFile()
    change(file, sql)
    expect(failureOf(file)).toContain(message)
    expect(failureOf(file)).toContain(advice)
  })

  test('one of 0.1.0 whose table was dropped', () => {
    const file = newPath()
    change(file, 'CREATE TABLE other (a TEXT)')
    expect(failureOf(file)).toContain('holds no store of Sandbank: it was cut, or is of another program')
  })

  test('a missing one whose journal is there', async () => {
    const file = newPath()
    writeFileSync(`${file}-wal`, 'journal')
    expect(() => sqliteStore({ file, now })).toThrow('is missing, but its journal (-wal) is there')
    expect(existsSync(file)).toBe(false)
  })
})

test('a new store is created whole: nothing else is left in its folder', async () => {
  const file = newPath()
  await sqliteStore({ file, now }).close()
  expect(readdirSync(dirname(file))).toEqual(['store.sqlite'])
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a journal that was cut loses its last commits only', async () => {
  const file = newPath()
  const store = sqliteStore({ file, now })
  for (let n = 0; n < 50; n++)
    await store.commit([{ put: { partition: 'world/1', path: String(n) }, expect: 'absent', value: 'x'.repeat(300) }])
  const copy = newPath()
  for (const ending of ['', '-wal']) writeFileSync(copy + ending, readFileSync(file + ending))
  await store.close()
  truncateSync(`${copy}-wal`, 100_000)
  const again = sqliteStore({ file: copy, now })
  const left = (await again.list('world/1', { limit: 100 })).map(({ key }) => Number(key.path)).sort((a, b) => a - b)
  expect(left.length).toBeGreaterThan(0)
  expect(left).toEqual(left.map((_, n) => n))
  await again.close()
})
