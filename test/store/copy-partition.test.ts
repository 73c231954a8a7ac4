import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { type CopyTask, copyPartitions } from '#store/copy-partition.ts'
import { listPages } from '#store/list-pages.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { Conflict, type Item, type Store, type Write } from '#store/store.ts'
import { memoryStore } from '#test/simulation/memory-store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { Crash, crashing, withCommits } from '#test/support/stores.ts'

const start = Date.UTC(2030, 0, 1)
const now = () => start
const engine = await startEngine()
afterAll(() => engine?.stop())
const table = await engine?.openStore(now)

const stores: [name: string, open: (() => Store) | undefined][] = [
  ['SQLite', () => sqliteStore({ now })],
  ["the simulator's store", () => memoryStore({ now })],
  ['DynamoDB', table && (() => table)],
]

let opened = 0
const names = () => ({
  from: `from/${++opened}`,
  to: `to/${opened}`,
  record: { partition: `record/${opened}`, path: 'r' },
})
const guardKey = { partition: 'guard', path: 'g' }
const guard = { check: guardKey, expect: 'present' } as const
const raiseGuard = (store: Store) => store.commit([{ put: guardKey, expect: 'anything', value: {} }])
const contents = async (store: Store, partition: string) =>
  (await Array.fromAsync(listPages(store, partition, { limit: 1000 }))).flat().map(({ key, value, expiresAt }) => ({
    path: key.path,
    value,
    ...(expiresAt !== undefined && { expiresAt }),
  }))
const put = (partition: string, path: string, value: unknown): Write => ({
  put: { partition, path },
  expect: 'anything',
  value,
})
async function fill(store: Store, partition: string, count: number, value: unknown = { some: 'text' }): Promise<void> {
  for (let n = 0; n < count; n += 100)
    await store.commit(
      Array.from({ length: Math.min(100, count - n) }, (_, m) =>
        put(partition, `item/${String(n + m).padStart(6, '0')}`, value),
      ),
    )
}
const task = (from: string, to: string, more: Partial<CopyTask> = {}): CopyTask => ({
  parts: [{ from, to }],
  watched: [],
  guard,
  ...more,
})

describe.each(stores)('a copy of a partition on %s', (_, open) => {
  if (!open) return test.skip(engineAbsent)

  test('has every item with its value and its expiry', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    await fill(store, from, 250)
    const expiresAt = start / 1000 + 60
    await store.commit([{ put: { partition: from, path: 'mortal' }, expect: 'absent', value: { a: [1] }, expiresAt }])
    expect(await copyPartitions(store, task(from, to))).toEqual({ watched: [], items: 251 })
    expect(await contents(store, to)).toEqual(await contents(store, from))
  })

  test('of nothing is nothing', async () => {
    const store = open()
    const { from, to } = names()
    expect(await copyPartitions(store, task(from, to))).toEqual({ watched: [], items: 0 })
  })

  test('leaves out what it is told to, and changes values', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    await store.commit([put(from, 'a', { n: 1 }), put(from, 'b', { n: 2 })])
    const convert = ({ key, value }: Item) => (key.path === 'a' ? undefined : { n: 10 * (value as { n: number }).n })
    await copyPartitions(store, task(from, to, { parts: [{ from, to, convert }] }))
    expect(await contents(store, to)).toEqual([{ path: 'b', value: { n: 20 } }])
  })

  test('fits its commits into the limits of the store, whatever the size of the items', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    for (let n = 0; n < 20; n++) await store.commit([put(from, `large/${n}`, { text: 'x'.repeat(390_000) })])
    expect((await copyPartitions(store, task(from, to))).items).toBe(20)
  })

  test('ends with a conflict once its guard fails, and writes nothing more', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    await fill(store, from, 300)
    let commits = 0
    const guarded = withCommits(store, async (commit) => {
      if (++commits === 2) await store.commit([{ delete: guardKey, expect: 'anything' }])
      await commit()
    })
    await expect(copyPartitions(guarded, task(from, to))).rejects.toThrow(Conflict)
    expect(await contents(store, to)).toHaveLength(99)
  })

  test('goes on where an attempt before it ended, and writes nothing twice', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    await fill(store, from, 300)
    await expect(copyPartitions(crashing(store, 3, 'before'), task(from, to))).rejects.toThrow(Crash)
    expect(await contents(store, to)).toHaveLength(198)
    await store.commit([
      put(from, 'item/000001', 'changed'),
      { delete: { partition: from, path: 'item/000002' }, expect: 'present' },
    ])
    const written: string[] = []
    const counting = withCommits(store, async (commit, writes) => {
      written.push(
        ...writes.flatMap((write) =>
          'put' in write ? [write.put.path] : 'delete' in write ? [`-${write.delete.path}`] : [],
        ),
      )
      await commit()
    })
    await copyPartitions(counting, task(from, to))
    expect(written).toHaveLength(102 + 2)
    expect(written).toEqual(expect.arrayContaining(['item/000001', '-item/000002', 'item/000299']))
    expect(await contents(store, to)).toEqual(await contents(store, from))
  })

  test('sees an item that was deleted and created again with the same version', async () => {
    const store = open()
    const { from, to } = names()
    await raiseGuard(store)
    await store.commit([{ put: { partition: from, path: 'a' }, expect: 'absent', value: 'old' }])
    const again = async (n: number) => {
      if (n !== 2) return
      await store.commit([{ delete: { partition: from, path: 'a' }, expect: 'present' }])
      await store.commit([{ put: { partition: from, path: 'a' }, expect: 'absent', value: 'new' }])
    }
    await copyPartitions(store, task(from, to, { beforeListing: again }))
    expect(await contents(store, to)).toEqual([{ path: 'a', value: 'new' }])
  })

  test('is made again if a watched record changes, and returns the record of its instant', async () => {
    const store = open()
    const { from, to, record } = names()
    await raiseGuard(store)
    await store.commit([{ put: record, expect: 'absent', value: 0 }])
    const listings: number[] = []
    const beforeListing = async (n: number) => {
      listings.push(n)
      if (n < 4) await store.commit([{ put: record, expect: 'present', value: n }])
    }
    const { watched } = await copyPartitions(store, task(from, to, { watched: [record], beforeListing }))
    expect(listings).toEqual([1, 2, 3, 4])
    expect(watched).toMatchObject([{ key: record, version: 4, value: 3 }])
  })
})

describe('under concurrent transfers', () => {
  /** A transfer changes two accounts and appends a leg to each, as a payment does. */
  const transfer = fc.record({ from: fc.nat(7), to: fc.nat(7), amount: fc.integer({ min: 1, max: 50 }) })

  test('a copy is of one instant: what was moved is in no account twice and missing from none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(transfer, { maxLength: 3 }), { maxLength: 40 }), async (turns) => {
        const store = memoryStore({ now })
        const { from, to } = names()
        await raiseGuard(store)
        const path = (n: number) => `account/${n}`
        await store.commit(Array.from({ length: 8 }, (_, n) => put(from, path(n), { balance: 100, legs: 0 })))
        const move = async (one: { from: number; to: number; amount: number }) => {
          if (one.from === one.to) return
          const [a, b] = await store.get([
            { partition: from, path: path(one.from) },
            { partition: from, path: path(one.to) },
          ])
          const writes = (
            [
              [a, -one.amount],
              [b, one.amount],
            ] as [Item, number][]
          ).flatMap(([item, by]): Write[] => {
            const { balance, legs } = item.value as { balance: number; legs: number }
            return [
              { put: item.key, expect: { version: item.version }, value: { balance: balance + by, legs: legs + 1 } },
              { put: { partition: from, path: `${item.key.path}/leg/${legs}` }, expect: 'absent', value: { by } },
            ]
          })
          await store.commit(writes)
        }
        const waiting = [...turns]
        const act = async () => {
          for (const one of waiting.shift() ?? []) await move(one)
        }
        // Pages of one item: transfers come between any two reads of a listing.
        const slow: Store = {
          ...store,
          get: (keys) => store.get(keys),
          list: async (partition, range) => {
            await act()
            const items = await store.list(partition, { ...range, limit: 1 })
            return items.length === 0
              ? []
              : [...items, ...(await slow.list(partition, { ...range, after: (items[0] as Item).key.path }))]
          },
          commit: async (writes) => {
            await act()
            await store.commit(writes)
          },
        }
        await copyPartitions(slow, task(from, to))
        const copied = await contents(store, to)
        const accounts = copied.filter(({ path }) => !path.includes('/leg/'))
        expect(accounts.reduce((sum, { value }) => sum + (value as { balance: number }).balance, 0)).toBe(800)
        for (const { path, value } of accounts) {
          const legs = copied.filter((one) => one.path.startsWith(`${path}/leg/`))
          const { balance, legs: count } = value as { balance: number; legs: number }
          expect([legs.length, 100 + legs.reduce((sum, leg) => sum + (leg.value as { by: number }).by, 0)]).toEqual([
            count,
            balance,
          ])
        }
      }),
      { numRuns: 200 },
    )
  })
})
