import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { sqliteStore } from '#store/sqlite.ts'
import type { Change, Store } from '#store/store.ts'
import { storeContract } from './contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbank-store-'))
const now = () => Date.UTC(2030, 0, 1)
const key = (path: string) => ({ partition: 'world/1', path })
let files = 0
const newFile = () => join(folder, `folder-${++files}`, 'store.db')

afterAll(() => rmSync(folder, { recursive: true }))

describe('SQLite fulfils the store contract', () => {
  const file = newFile()
  storeContract(async ({ now }) => sqliteStore({ file, now }))
})

describe('a store in memory', () => {
  test('reads its own writes and shares nothing with another store', async () => {
    const store = sqliteStore({ now })
    await store.commit([{ put: key('a'), expect: 'absent', value: 1 }])
    expect((await store.get([key('a')]))[0]?.value).toBe(1)
    expect(await sqliteStore({ now }).get([key('a')])).toEqual([undefined])
  })
})

describe('commits of one turn of the event loop, which SQLite executes together', () => {
  const fates = async (commits: readonly Promise<void>[]) =>
    (await Promise.allSettled(commits)).map(({ status }) => status)

  test('are independent: a rejected one does not affect the others', async () => {
    const store = sqliteStore({ file: newFile(), now })
    const put = (path: string, value: number) => ({ put: key(path), expect: 'absent', value }) as const
    const three = [
      store.commit([put('a', 1), put('b', 1)]),
      store.commit([put('c', 2), put('b', 2)]),
      store.commit([put('d', 3), put('c', 3)]),
    ]
    expect(await fates(three)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const found = await store.get([key('a'), key('b'), key('c'), key('d')])
    expect(found.map((item) => item?.value)).toEqual([1, 1, 3, 3])
    await store.close()
  })

  test('see each other in order of arrival', async () => {
    const store = sqliteStore({ file: newFile(), now })
    await store.commit([{ put: key('a'), expect: 'absent', value: 0 }])
    const next = (version: number) =>
      store.commit([
        { put: key('a'), expect: { version }, value: version },
        { check: key('b'), expect: 'absent' },
      ])
    expect(await fates([next(1), next(1), next(2), next(4)])).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
    ])
    expect((await store.get([key('a')]))[0]).toMatchObject({ version: 3, value: 2 })
    await store.close()
  })

  test('are all written if the store is closed in the same turn', async () => {
    const file = newFile()
    const store = sqliteStore({ file, now })
    const commits = Array.from({ length: 50 }, (_, n) =>
      store.commit([{ put: key(`n${n}`), expect: 'absent', value: n }]),
    )
    await store.close()
    await Promise.all(commits)
    const again = sqliteStore({ file, now })
    expect(await again.list('world/1', { prefix: 'n', limit: 100 })).toHaveLength(50)
    await again.close()
  })

  test('all fail if the database fails, and later ones succeed', async () => {
    const file = newFile()
    const store = sqliteStore({ file, now })
    const other = new DatabaseSync(file)
    other.exec('ALTER TABLE items RENAME TO hidden')
    const put = (path: string) => store.commit([{ put: key(path), expect: 'absent', value: 1 }])
    expect(await fates([put('a'), put('b')])).toEqual(['rejected', 'rejected'])
    other.exec('ALTER TABLE hidden RENAME TO items')
    other.close()
    await put('a')
    expect(await store.get([key('a'), key('b')])).toEqual([expect.objectContaining({ value: 1 }), undefined])
    await store.close()
  })
})

describe('a store in a file', () => {
  test('keeps its data across close and open', async () => {
    const file = newFile()
    const first = sqliteStore({ file, now })
    await first.commit([{ put: key('a'), expect: 'absent', value: { kept: true } }])
    await first.close()
    const second = sqliteStore({ file, now })
    expect(await second.get([key('a')])).toEqual([{ key: key('a'), version: 1, value: { kept: true } }])
    await second.close()
  })

  test('is readable by its owner only, its journal included', async () => {
    const file = newFile()
    const store = sqliteStore({ file, now })
    await store.commit([{ put: key('a'), expect: 'absent', value: 1 }])
    const modes = ['', '-wal', '-shm'].map((ending) => statSync(file + ending).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
    await store.close()
  })

  test('drops only expired items on open', async () => {
    const file = newFile()
    const first = sqliteStore({ file, now })
    const at = now() / 1000
    await first.commit([
      { put: key('expired'), expect: 'absent', value: 1, expiresAt: at },
      { put: key('living'), expect: 'absent', value: 1, expiresAt: at + 1 },
      { put: key('lasting'), expect: 'absent', value: 1 },
    ])
    await first.close()
    // Opened at an earlier time, so that an expired item that is still stored would show.
    await sqliteStore({ file, now }).close()
    const earlier = sqliteStore({ file, now: () => 0 })
    expect((await earlier.list('world/1', { limit: 9 })).map((item) => item.key.path)).toEqual(['lasting', 'living'])
    await earlier.close()
  })

  test('a rejected commit leaves the store unchanged and usable', async () => {
    const file = newFile()
    const store = sqliteStore({ file, now })
    const commit = (path: string) => store.commit([{ put: key(path), expect: 'absent', value: 1 }])
    await commit('a')
    await expect(commit('a')).rejects.toThrow('expectation failed')
    await commit('b')
    expect(await store.list('world/1', { limit: 9 })).toHaveLength(2)
    await store.close()
  })
})

describe('onCommit', () => {
  async function listening() {
    const heard: Change[][] = []
    const store = sqliteStore({ now, onCommit: (changes) => heard.push(changes) })
    return { heard, store }
  }

  test('reports the changes of a commit in order before the commit resolves', async () => {
    const { heard, store } = await listening()
    await store.commit([{ put: key('b'), expect: 'absent', value: { n: 1 } }])
    await store.commit([
      { put: key('c'), expect: 'absent', value: 2 },
      { check: key('z'), expect: 'absent' },
      { delete: key('b'), expect: 'present' },
    ])
    expect(heard).toEqual([[{ key: key('b'), value: { n: 1 } }], [{ key: key('c'), value: 2 }, { key: key('b') }]])
  })

  test('reports nothing for a rejected commit or one without changes', async () => {
    const { heard, store } = await listening()
    await expect(store.commit([{ put: key('a'), expect: 'present', value: 1 }])).rejects.toThrow()
    await store.commit([{ check: key('a'), expect: 'absent' }])
    await store.commit([{ delete: key('a'), expect: 'anything' }])
    expect(heard).toEqual([])
  })
})

describe('another process', () => {
  const module = import.meta.resolve('#store/sqlite.ts')

  /**
   * Runs a script in its own process, with `store` and `key` in scope. Yields its lines as they
   * arrive.
   */
  function run(file: string, script: string) {
    const prelude = `
      import { DatabaseSync } from 'node:sqlite'
      import { sqliteStore } from ${JSON.stringify(module)}
      const file = ${JSON.stringify(file)}
      const store = sqliteStore({ file, now: () => ${now()} })
      const key = (path) => ({ partition: 'world/1', path })
    `
    const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), exit: once(child, 'exit') }
  }

  test('that is killed while it writes leaves whole commits, including all that it reported', async () => {
    const file = newFile()
    const { child, lines, exit } = run(
      file,
      `for (let n = 0; ; n++) {
        const expect = n === 0 ? 'absent' : { version: n }
        await store.commit(['a', 'b', 'c'].map((path) => ({ put: key(path), expect, value: n })))
        process.stdout.write(n + '\\n')
      }`,
    )
    let reported = -1
    while (reported < 200) reported = Number((await lines.next()).value)
    child.kill('SIGKILL')
    await exit
    const store = sqliteStore({ file, now })
    const values = (await store.get([key('a'), key('b'), key('c')])).map((item) => item?.value as number)
    expect(new Set(values).size).toBe(1)
    expect(values[0]).toBeGreaterThanOrEqual(reported)
    await store.close()
  })

  test('that crashes inside a transaction leaves neither writes nor a lock', async () => {
    const file = newFile()
    const { exit } = run(
      file,
      `await store.commit([{ put: key('a'), expect: 'absent', value: 'whole' }])
      const raw = new DatabaseSync(file)
      raw.exec("BEGIN IMMEDIATE; UPDATE items SET value = '\\"half\\"' WHERE path = 'a'")
      process.kill(process.pid, 'SIGKILL')`,
    )
    expect(await exit).toEqual([null, 'SIGKILL'])
    const store = sqliteStore({ file, now })
    expect((await store.get([key('a')]))[0]?.value).toBe('whole')
    await store.commit([{ put: key('a'), expect: { version: 1 }, value: 'next' }])
    await store.close()
  })

  test('that writes the same item concurrently loses no increment', async () => {
    const file = newFile()
    const here = sqliteStore({ file, now })
    await here.commit([{ put: key('count'), expect: 'absent', value: 0 }])
    // Its source also runs in the other process, so it is self-contained.
    const increment = async (store: Store, times: number) => {
      const key = { partition: 'world/1', path: 'count' }
      for (let done = 0; done < times; ) {
        const [item] = await store.get([key])
        const write = { put: key, expect: { version: item!.version }, value: (item!.value as number) + 1 }
        try {
          await store.commit([write])
          done++
        } catch (error) {
          if ((error as Error).name !== 'Conflict') throw error
        }
      }
    }
    const { lines, exit } = run(file, `console.log('ready'); await (${increment})(store, 300)`)
    await lines.next()
    await increment(here, 300)
    expect(await exit).toEqual([0, null])
    expect((await here.get([key('count')]))[0]).toMatchObject({ value: 600, version: 601 })
    await here.close()
  })
})
