import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { Conflict, type Expectation, type Item, type Range, type Store, TooLarge, type Write } from '#store/store.ts'

/** Opens a store on the same data each time. Tests use separate partitions. */
type Open = (options: { now: () => number }) => Promise<Store>

const start = Date.UTC(2030, 0, 1)
const startSecond = start / 1000

/** The contract of every store. Each adapter runs it once. */
export function storeContract(open: Open): void {
  const opened: Store[] = []
  let partitions = 0

  /** Returns a fresh partition, a store and a clock that stands still until a test sets it. */
  async function setup() {
    const clock = { now: start }
    const another = async () => {
      const store = await open({ now: () => clock.now })
      opened.push(store)
      return store
    }
    const store = await another()
    const partition = `world/${++partitions}`
    const key = (path: string) => ({ partition, path })
    const put = (path: string, value: unknown = path, expiresAt?: number): Write => ({
      put: key(path),
      expect: 'anything',
      value,
      ...(expiresAt !== undefined && { expiresAt }),
    })
    const one = async (path: string) => (await store.get([key(path)]))[0]
    const paths = async (range: Partial<Range> = {}) =>
      (await store.list(partition, { limit: 1000, ...range })).map((item) => item.key.path)
    return { clock, store, another, partition, key, put, one, paths }
  }

  afterAll(async () => {
    for (const store of opened) await store.close()
  })

  test('what an action read, and a write carries, is not stored and costs nothing', async () => {
    const { store, key, one } = await setup()
    const commit = async (path: string, more: { before?: unknown }) => {
      const units = store.units.write
      await store.commit([{ put: key(path), expect: 'absent', value: { state: 'AUTH' }, ...more }])
      return store.units.write - units
    }
    const before = { text: 'x'.repeat(10_000) }
    expect(await commit('read', { before })).toBe(await commit('bare', {}))
    expect(await one('read')).toEqual({ key: key('read'), version: 1, value: { state: 'AUTH' } })
  })

  describe('expectations', () => {
    const beliefs: { expect: Expectation; absent: boolean; versionOne: boolean; versionTwo: boolean }[] = [
      { expect: 'absent', absent: true, versionOne: false, versionTwo: false },
      { expect: 'present', absent: false, versionOne: true, versionTwo: true },
      { expect: 'anything', absent: true, versionOne: true, versionTwo: true },
      { expect: { version: 1 }, absent: false, versionOne: true, versionTwo: false },
      { expect: { version: 2 }, absent: false, versionOne: false, versionTwo: true },
    ]
    const verbs = ['put', 'delete', 'check'] as const
    const cases = beliefs.flatMap((belief) =>
      verbs.flatMap((verb) =>
        (['absent', 'versionOne', 'versionTwo'] as const).flatMap((state) =>
          [false, true].map((accompanied) => ({ ...belief, verb, state, accompanied, holds: belief[state] })),
        ),
      ),
    )
    const possible = cases.filter(({ verb, expect }) => verb !== 'check' || expect !== 'anything')

    test.each(possible)(
      '$verb expecting $expect on an item that is $state (in a transaction: $accompanied) holds: $holds',
      async ({ verb, expect: belief, state, accompanied, holds }) => {
        const { store, key, put, one } = await setup()
        const versions = { absent: 0, versionOne: 1, versionTwo: 2 }[state]
        for (let version = 1; version <= versions; version++) await store.commit([put('item', version)])
        const write = (
          verb === 'put' ? { put: key('item'), expect: belief, value: 'new' } : { [verb]: key('item'), expect: belief }
        ) as Write
        const commit = store.commit(accompanied ? [put('other'), write] : [write])

        const before = versions === 0 ? undefined : { key: key('item'), version: versions, value: versions }
        const after = {
          put: { key: key('item'), version: versions + 1, value: 'new' },
          delete: undefined,
          check: before,
        }[verb]
        if (holds) await commit
        else await expect(commit).rejects.toMatchObject({ name: 'Conflict', failed: [key('item')] })
        expect(await one('item')).toEqual(holds ? after : before)
        expect((await one('other')) !== undefined).toBe(holds && accompanied)
      },
    )
  })

  describe('all or nothing', () => {
    test('a commit whose expectations hold writes everything', async () => {
      const { store, key, put, paths } = await setup()
      await store.commit([put('a'), put('b')])
      await store.commit([
        put('c'),
        { delete: key('a'), expect: 'present' },
        { check: key('b'), expect: { version: 1 } },
      ])
      expect(await paths()).toEqual(['b', 'c'])
    })

    test('a commit with one wrong expectation writes nothing', async () => {
      const { store, key, put, paths } = await setup()
      await store.commit([put('a'), put('b')])
      const commit = store.commit([
        put('c'),
        { delete: key('a'), expect: 'present' },
        { check: key('b'), expect: 'absent' },
      ])
      await expect(commit).rejects.toBeInstanceOf(Conflict)
      expect(await paths()).toEqual(['a', 'b'])
    })

    test('a conflict names exactly the writes whose expectation failed, in order', async () => {
      const { store, key, put } = await setup()
      await store.commit([put('z'), put('a')])
      const commit = store.commit([
        { put: key('z'), expect: 'absent', value: 1 },
        { put: key('m'), expect: 'absent', value: 1 },
        { delete: key('a'), expect: { version: 9 } },
      ])
      await expect(commit).rejects.toMatchObject({ failed: [key('z'), key('a')] })
    })

    test('a commit with a duplicate key is rejected and writes nothing', async () => {
      const { store, key, put, paths } = await setup()
      await expect(store.commit([put('a'), { delete: key('a'), expect: 'anything' }])).rejects.toThrow('is given twice')
      expect(await paths()).toEqual([])
    })

    test('keys that are equal only when joined are different keys', async () => {
      const { store, partition } = await setup()
      const keys = [
        { partition: `${partition}/a`, path: 'b/c' },
        { partition: `${partition}/a/b`, path: 'c' },
        { partition: `${partition}/a/`, path: 'b/c' },
      ] as const
      await store.commit(keys.map((key, index) => ({ put: key, expect: 'absent', value: index })))
      expect((await store.get(keys)).map((item) => item?.value)).toEqual([0, 1, 2])
    })

    test('concurrent increments by read and expected version lose none', async () => {
      const { store, another, key, one } = await setup()
      await store.commit([{ put: key('count'), expect: 'absent', value: 0 }])
      const increment = async (store: Store) => {
        for (;;) {
          const [item] = await store.get([key('count')])
          const value = (item!.value as number) + 1
          try {
            return await store.commit([{ put: key('count'), expect: { version: item!.version }, value }])
          } catch (error) {
            if (!(error instanceof Conflict)) throw error
          }
        }
      }
      const stores = [store, await another()]
      await Promise.all(Array.from({ length: 20 }, (_, index) => increment(stores[index % 2]!)))
      expect(await one('count')).toMatchObject({ value: 20, version: 21 })
    })

    test('one of many concurrent creations of an absent item succeeds', async () => {
      const { store, another, key } = await setup()
      const stores = [store, await another()]
      const claims = Array.from({ length: 20 }, (_, value) =>
        stores[value % 2]!.commit([{ put: key('claim'), expect: 'absent', value }]),
      )
      const outcomes = await Promise.allSettled(claims)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('a second store on the same data sees a commit at once', async () => {
      const { store, another, key, put } = await setup()
      const second = await another()
      await store.commit([put('a'), put('b')])
      expect((await second.get([key('a'), key('b')])).map((item) => item?.version)).toEqual([1, 1])
      await second.commit([put('a')])
      expect((await store.get([key('a')]))[0]?.version).toBe(2)
    })
  })

  describe('limits', () => {
    const kilobytes = (count: number) => 'x'.repeat(count * 1024)

    test('a commit may have 100 writes', async () => {
      const { store, put, paths } = await setup()
      await store.commit(Array.from({ length: 100 }, (_, index) => put(`item/${index}`)))
      expect(await paths()).toHaveLength(100)
    })

    test('a commit of 101 writes or of none is rejected', async () => {
      const { store, put, paths } = await setup()
      const writes = Array.from({ length: 101 }, (_, index) => put(`item/${index}`))
      await expect(store.commit(writes)).rejects.toBeInstanceOf(TooLarge)
      await expect(store.commit([])).rejects.toThrow('at least one write')
      expect(await paths()).toEqual([])
    })

    test('an item may have 399 KB', async () => {
      const { store, put, one } = await setup()
      await store.commit([put('large', kilobytes(399))])
      expect((await one('large'))?.value).toBe(kilobytes(399))
    })

    test('an item of more than 400 KB is too large, counted in bytes', async () => {
      const { store, put, paths } = await setup()
      await expect(store.commit([put('large', kilobytes(400))])).rejects.toBeInstanceOf(TooLarge)
      await expect(store.commit([put('large', 'é'.repeat(200 * 1024))])).rejects.toBeInstanceOf(TooLarge)
      expect(await paths()).toEqual([])
    })

    test('a commit may have just under 4 MB', async () => {
      const { store, put, paths } = await setup()
      await store.commit(Array.from({ length: 11 }, (_, index) => put(`item/${index}`, kilobytes(371))))
      expect(await paths()).toHaveLength(11)
    })

    test('a commit of more than 4 MB is too large', async () => {
      const { store, put, paths } = await setup()
      const writes = Array.from({ length: 11 }, (_, index) => put(`item/${index}`, kilobytes(380)))
      await expect(store.commit(writes)).rejects.toBeInstanceOf(TooLarge)
      expect(await paths()).toEqual([])
    })

    test('a path may have 1,024 bytes and a partition 2,048', async () => {
      const { store, partition } = await setup()
      const key = { partition: partition.padEnd(2048, 'x'), path: 'é'.repeat(512) }
      await store.commit([{ put: key, expect: 'absent', value: 1 }])
      expect((await store.get([key]))[0]?.key).toEqual(key)
    })

    test('a longer path or partition is too large', async () => {
      const { store, partition } = await setup()
      const keys = [
        { partition, path: `${'é'.repeat(512)}x` },
        { partition: partition.padEnd(2049, 'x'), path: 'a' },
      ]
      for (const key of keys) {
        await expect(store.commit([{ put: key, expect: 'absent', value: 1 }])).rejects.toBeInstanceOf(TooLarge)
        await expect(store.get([key])).rejects.toBeInstanceOf(TooLarge)
      }
    })

    test.each(['', '\ud800', 'a\udc00b'])('%j is rejected as a path and as a partition', async (text) => {
      const { store, partition } = await setup()
      for (const key of [
        { partition, path: text },
        { partition: text, path: 'a' },
      ]) {
        await expect(store.commit([{ put: key, expect: 'anything', value: 1 }])).rejects.toThrow(TypeError)
        await expect(store.commit([{ delete: key, expect: 'anything' }])).rejects.toThrow(TypeError)
        await expect(store.get([key])).rejects.toThrow(TypeError)
      }
      await expect(store.list(text, { limit: 1 })).rejects.toThrow(TypeError)
    })
  })

  describe('get', () => {
    test('returns items in the requested order, and undefined for absent ones', async () => {
      const { store, key, put } = await setup()
      await store.commit([put('a'), put('b'), put('c')])
      const items = await store.get([key('c'), key('missing'), key('a')])
      expect(items.map((item) => item?.value)).toEqual(['c', undefined, 'a'])
    })

    test('returns 100 items at once', async () => {
      const { store, key, put } = await setup()
      const names = Array.from({ length: 100 }, (_, index) => `item/${index}`)
      await store.commit(names.map((name) => put(name)))
      expect((await store.get(names.map(key))).map((item) => item?.value)).toEqual(names)
    })

    test('rejects 101 keys, no keys and repeated keys', async () => {
      const { store, key } = await setup()
      const keys = Array.from({ length: 101 }, (_, index) => key(`item/${index}`))
      await expect(store.get(keys)).rejects.toBeInstanceOf(TooLarge)
      await expect(store.get([])).rejects.toThrow('at least one key')
      await expect(store.get([key('a'), key('b'), key('a')])).rejects.toThrow('is given twice')
    })

    test('returns more than one response of DynamoDB can carry (16 MB)', async () => {
      const { store, key, put } = await setup()
      const names = Array.from({ length: 48 }, (_, index) => `item/${index}`)
      const large = 'x'.repeat(395 * 1024)
      for (let index = 0; index < names.length; index += 8) {
        await store.commit(names.slice(index, index + 8).map((name) => put(name, name + large)))
      }
      const items = await store.get(names.map(key))
      expect(items.map((item) => (item!.value as string).slice(0, -large.length))).toEqual(names)
    })
  })

  describe('values', () => {
    const nested = (depth: number): unknown => (depth === 0 ? [] : { deeper: [nested(depth - 1)] })

    test.each([
      { name: 'null', value: null },
      { name: 'false', value: false },
      { name: 'zero', value: 0 },
      { name: 'an empty text', value: '' },
      { name: 'an empty list', value: [] },
      { name: 'an empty object', value: {} },
      { name: 'an exact large number', value: Number.MAX_SAFE_INTEGER },
      { name: 'a small fraction', value: 1.0000000000000002 },
      { name: 'text in every script', value: 'Zürich 東京 😀 \u0000 \u2028 "quoted" \\' },
      { name: 'a lone surrogate', value: '\ud800' },
      { name: 'a deep tree', value: nested(200) },
      { name: 'a wide one', value: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, { n }])) },
    ])('$name comes back as it was', async ({ value }) => {
      const { store, put, one, partition } = await setup()
      await store.commit([put('item', value)])
      expect((await one('item'))?.value).toStrictEqual(value)
      expect((await store.list(partition, { limit: 1 }))[0]?.value).toStrictEqual(value)
    })

    test('a value without a JSON form is rejected', async () => {
      const { store, put } = await setup()
      for (const value of [() => 1, Symbol('no'), 1n]) {
        await expect(store.commit([put('item', value)])).rejects.toThrow(TypeError)
      }
    })

    test("stored values do not change with the caller's object, and values that were read are immutable", async () => {
      const { store, put, one } = await setup()
      const value = { amounts: [1] }
      const commit = store.commit([put('item', value)])
      value.amounts.push(2)
      await commit
      const read = (await one('item'))!.value as typeof value
      expect(() => read.amounts.push(3)).toThrow(TypeError)
      expect((await one('item'))?.value).toEqual({ amounts: [1] })
    })

    test('versions start at 1, also after a delete', async () => {
      const { store, key, put, one } = await setup()
      const versions = []
      for (let count = 0; count < 12; count++) {
        await store.commit([put('item', count)])
        versions.push((await one('item'))?.version)
      }
      expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
      await store.commit([{ delete: key('item'), expect: 'present' }])
      await store.commit([put('item')])
      expect((await one('item'))?.version).toBe(1)
    })

    test('a put replaces the whole item, expiry included', async () => {
      const { store, put, one, key } = await setup()
      await store.commit([put('item', { a: 1 }, startSecond + 100)])
      await store.commit([put('item', { b: 2 })])
      expect(await one('item')).toEqual({ key: key('item'), version: 2, value: { b: 2 } })
      await store.commit([put('item', { c: 3 }, startSecond + 50)])
      expect(await one('item')).toEqual({ key: key('item'), version: 3, value: { c: 3 }, expiresAt: startSecond + 50 })
    })
  })

  describe('list', () => {
    const names = [
      'a',
      'a%',
      'a_',
      'aa',
      'a\u0000',
      'a\uffff',
      'a\u{10ffff}',
      'b/1',
      'b/10',
      'b/2',
      'é',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '😀',
    ]
    const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

    async function filled() {
      const made = await setup()
      await made.store.commit(names.map((name) => made.put(name)))
      await made.store.commit([{ put: { partition: `${made.partition}0`, path: 'a' }, expect: 'absent', value: 0 }])
      return made
    }

    test("returns the partition's paths in the order of their UTF-8 bytes", async () => {
      const { paths } = await filled()
      expect(await paths()).toEqual(sorted)
      expect(sorted.indexOf('😀')).toBeGreaterThan(sorted.indexOf('\uffff'))
    })

    test('newestFirst returns the reverse order', async () => {
      const { paths } = await filled()
      expect(await paths({ newestFirst: true })).toEqual(sorted.toReversed())
    })

    test.each(['', 'a', 'a%', 'a_', 'a\uffff', 'a\u{10ffff}', 'b/1', '\uffff', '😀', 'none'])(
      'the prefix %j is literal',
      async (prefix) => {
        const { paths } = await filled()
        const expected = sorted.filter((name) => name.startsWith(prefix))
        expect(await paths({ prefix })).toEqual(expected)
        expect(await paths({ prefix, newestFirst: true })).toEqual(expected.toReversed())
      },
    )

    test('bounds are inclusive, in bytes and optional', async () => {
      const { paths } = await filled()
      const bounds = [undefined, '', 'a', 'a0', 'b/10', '\uffff', '😀', '\u{10ffff}']
      for (const from of bounds) {
        for (const to of bounds) {
          const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
          const expected = sorted.filter(
            (name) => notAfter(from ?? '', name) && (to === undefined || notAfter(name, to)),
          )
          expect(await paths(range), JSON.stringify(range)).toEqual(expected)
          expect(await paths({ ...range, newestFirst: true })).toEqual(expected.toReversed())
        }
      }
    })

    test('`after` continues from any path in the direction of the list, inside the bounds or not', async () => {
      const { paths } = await filled()
      const ranges: Partial<Range>[] = [
        {},
        { prefix: 'a' },
        { prefix: 'b/' },
        { from: 'a', to: 'b/2' },
        { from: 'é' },
        { to: 'a_' },
      ]
      for (const range of ranges) {
        const whole = await paths(range)
        for (const after of ['', 'a', 'a%x', 'b/', 'b/10', 'é', '\uffff', '😀', '\u{10ffff}']) {
          const later = whole.filter((name) => !notAfter(name, after))
          const earlier = whole.filter((name) => !notAfter(after, name))
          expect(await paths({ ...range, after }), JSON.stringify({ range, after })).toEqual(later)
          expect(await paths({ ...range, after, newestFirst: true })).toEqual(earlier.toReversed())
        }
      }
    })

    test.each([1, 2, 7, 14, 15, 16])('pages of %d yield every item once, in either direction', async (limit) => {
      const { paths } = await filled()
      for (const newestFirst of [false, true]) {
        const seen: string[] = []
        for (;;) {
          const after = seen.at(-1)
          const page = await paths({ limit, newestFirst, ...(after !== undefined && { after }) })
          seen.push(...page)
          if (page.length < limit) break
        }
        expect(seen).toEqual(newestFirst ? sorted.toReversed() : sorted)
      }
    })

    test('returns a list of more than 1 MB whole', async () => {
      const { store, put, paths } = await setup()
      const many = Array.from({ length: 12 }, (_, index) => `item/${String(index).padStart(2, '0')}`)
      await store.commit(many.map((name) => put(name, 'x'.repeat(300 * 1024))))
      expect(await paths({ prefix: 'item/' })).toEqual(many)
      expect(await paths({ limit: 7, newestFirst: true })).toEqual(many.toReversed().slice(0, 7))
    })

    test('an impossible range is rejected', async () => {
      const { paths } = await setup()
      await expect(paths({ prefix: 'a', from: 'b' })).rejects.toThrow('not both')
      await expect(paths({ limit: 0 })).rejects.toThrow(TypeError)
      await expect(paths({ limit: 1.5 })).rejects.toThrow(TypeError)
      await expect(paths({ limit: 1001 })).rejects.toBeInstanceOf(TooLarge)
      await expect(paths({ after: 'x'.repeat(1025) })).rejects.toBeInstanceOf(TooLarge)
    })
  })

  describe('expiry', () => {
    test('an item is readable up to its expiry and absent from then on', async () => {
      const { clock, store, put, one, paths } = await setup()
      await store.commit([put('item', 1, startSecond + 60)])
      clock.now = start + 59_999
      expect(await one('item')).toMatchObject({ value: 1, expiresAt: startSecond + 60 })
      expect(await paths()).toEqual(['item'])
      clock.now = start + 60_000
      expect(await one('item')).toBeUndefined()
      expect(await paths()).toEqual([])
    })

    test('expired items do not shorten a page', async () => {
      const { clock, store, put, paths } = await setup()
      const names = Array.from({ length: 20 }, (_, index) => `item/${String(index).padStart(2, '0')}`)
      await store.commit(names.map((name, index) => put(name, index, index % 4 === 3 ? undefined : startSecond + 1)))
      expect(await paths({ limit: 4 })).toEqual(names.slice(0, 4))
      clock.now += 1_000
      expect(await paths({ limit: 4 })).toEqual([3, 7, 11, 15].map((index) => names[index]))
      expect(await paths({ limit: 4, newestFirst: true })).toEqual([19, 15, 11, 7].map((index) => names[index]))
      expect(await paths({ limit: 9 })).toEqual([3, 7, 11, 15, 19].map((index) => names[index]))
    })

    test.each([
      { expect: 'absent' as const, living: false },
      { expect: 'present' as const, living: true },
      { expect: { version: 1 }, living: true },
    ])('an expired item counts as absent, a living one as present, to $expect', async ({ expect: belief, living }) => {
      const { clock, store, key, put } = await setup()
      const verbs = ['put', 'delete', 'check'] as const
      const tryAll = (after: string) =>
        Promise.all(
          verbs.map(async (verb) => {
            const at = key(verb + after)
            await store.commit([put(at.path, 1, startSecond + 60)])
            if (after === 'expired') clock.now = start + 60_000
            const write = (
              verb === 'put' ? { put: at, expect: belief, value: 2 } : { [verb]: at, expect: belief }
            ) as Write
            return store.commit([write]).then(
              () => true,
              (error: unknown) => !(error instanceof Conflict),
            )
          }),
        )
      expect(await tryAll('living')).toEqual([living, living, living])
      expect(await tryAll('expired')).toEqual([!living, !living, !living])
    })

    test('a put over an expired item that expects absence starts at version 1', async () => {
      const { clock, store, key, put, one } = await setup()
      await store.commit([put('item', 1, startSecond + 1)])
      await store.commit([put('item', 2, startSecond + 1)])
      clock.now += 1_000
      await store.commit([{ put: key('item'), expect: 'absent', value: 3 }])
      expect(await one('item')).toEqual({ key: key('item'), version: 1, value: 3 })
    })

    test('an expiry that is not in epoch seconds is rejected', async () => {
      const { store, put } = await setup()
      for (const expiresAt of [1.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        await expect(store.commit([put('item', 1, expiresAt)])).rejects.toThrow('positive epoch second')
      }
    })
  })

  describe('units', () => {
    async function metered() {
      const made = await setup()
      const cost = async (work: () => Promise<unknown>) => {
        const before = { ...made.store.units }
        await work()
        return [made.store.units.read - before.read, made.store.units.write - before.write]
      }
      /**
       * Returns a value that makes an item of exactly `bytes` bytes: 9 of attribute names, 2 of
       * version, 2 of quotes.
       */
      const sized = (path: string, bytes: number, rest = 0) =>
        made.put(path, 'x'.repeat(bytes - 13 - rest - Buffer.byteLength(made.partition + path)))
      return { ...made, cost, sized }
    }

    test('a write costs one unit for each started KB', async () => {
      const { store, cost, sized } = await metered()
      expect(await cost(() => store.commit([sized('é', 1024)]))).toEqual([0, 1])
      expect(await cost(() => store.commit([sized('b', 1025)]))).toEqual([0, 2])
    })

    test('an expiry and a long version add to the size', async () => {
      const { store, cost, sized, key } = await metered()
      const expiring = (write: Write) => ({ ...write, expiresAt: 1_900_000_000 })
      // The name is 3 bytes; of the number only 19 counts, so it is 2.
      expect(await cost(() => store.commit([expiring(sized('a', 1024, 5))]))).toEqual([0, 1])
      expect(await cost(() => store.commit([expiring(sized('b', 1025, 5))]))).toEqual([0, 2])
      const { value } = sized('c', 1024) as { value: unknown }
      const costs = []
      for (let version = 0; version < 101; version++) {
        const write = { put: key('c'), expect: version ? { version } : 'absent', value } as const
        costs.push((await cost(() => store.commit([write])))[1])
      }
      // Up to 100 the version is one pair of digits; 101 are two pairs.
      expect(costs).toEqual([...Array(100).fill(1), 2])
    })

    test('a replaced or deleted item counts if it was the larger one', async () => {
      const { store, cost, sized, key } = await metered()
      await store.commit([sized('a', 2500)])
      expect(await cost(() => store.commit([sized('a', 100)]))).toEqual([0, 3])
      expect(await cost(() => store.commit([sized('a', 2500)]))).toEqual([0, 3])
      expect(await cost(() => store.commit([{ delete: key('a'), expect: 'present' }]))).toEqual([0, 3])
      expect(await cost(() => store.commit([{ delete: key('a'), expect: 'absent' }]))).toEqual([0, 1])
    })

    test('a transaction costs double, and a check costs as much as a write', async () => {
      const { store, cost, sized, key } = await metered()
      expect(await cost(() => store.commit([sized('a', 1024), sized('b', 1025)]))).toEqual([0, 6])
      const checks: Write[] = [
        { check: key('b'), expect: 'present' },
        { check: key('none'), expect: 'absent' },
      ]
      expect(await cost(() => store.commit(checks.slice(0, 1)))).toEqual([0, 4])
      expect(await cost(() => store.commit([sized('a', 10 + 1024), ...checks]))).toEqual([0, 10])
    })

    test('a rejected commit costs as much as a successful one, as far as DynamoDB reports sizes', async () => {
      const { store, cost, sized, key } = await metered()
      await store.commit([sized('a', 2500)])
      const refused = (writes: Write[]) => cost(() => expect(store.commit(writes)).rejects.toBeInstanceOf(Conflict))
      const claim: Write = { ...sized('a', 100), expect: 'absent' } as Write
      expect(await refused([claim])).toEqual([0, 3])
      expect(await refused([{ ...sized('none', 1500), expect: 'present' } as Write])).toEqual([0, 2])
      expect(await refused([claim, sized('b', 1500)])).toEqual([0, 10])
      expect(await refused([{ check: key('a'), expect: { version: 2 } }])).toEqual([0, 6])
    })

    test('a request that is not sent costs nothing', async () => {
      const { store, cost, paths, put, key } = await metered()
      expect(await cost(() => expect(store.commit([put('a'), put('a')])).rejects.toThrow())).toEqual([0, 0])
      expect(await cost(() => expect(store.get([key('a'), key('a')])).rejects.toThrow())).toEqual([0, 0])
      expect(await cost(() => paths({ from: 'b', to: 'a' }))).toEqual([0, 0])
    })

    test('a read costs one unit for each started 4 KB of each item, and one for an absent item', async () => {
      const { store, cost, sized, key } = await metered()
      await store.commit([sized('a', 4096), sized('b', 4097)])
      expect(await cost(() => store.get([key('a')]))).toEqual([1, 0])
      expect(await cost(() => store.get([key('b')]))).toEqual([2, 0])
      expect(await cost(() => store.get([key('none')]))).toEqual([1, 0])
      expect(await cost(() => store.get([key('a'), key('none'), key('b')]))).toEqual([4, 0])
    })

    test('a list rounds up the sum of its items, and costs one unit if it is empty', async () => {
      const { cost, sized, store, paths } = await metered()
      await store.commit(Array.from({ length: 9 }, (_, index) => sized(`item/${index}`, 1024)))
      expect(await cost(() => paths())).toEqual([3, 0])
      expect(await cost(() => paths({ limit: 8 }))).toEqual([2, 0])
      expect(await cost(() => paths({ after: 'item/7' }))).toEqual([1, 0])
      expect(await cost(() => paths({ prefix: 'none' }))).toEqual([1, 0])
    })

    test('expired items cost until they are removed', async () => {
      const { clock, cost, sized, store, key, paths } = await metered()
      await store.commit(
        Array.from({ length: 4 }, (_, index) => ({ ...sized(`item/${index}`, 5000), expiresAt: startSecond + 1 })),
      )
      clock.now += 1_000
      expect(await cost(() => store.get([key('item/0')]))).toEqual([2, 0])
      expect(await cost(() => paths())).toEqual([5, 0])
      // Two pages of two, then an empty third: the answer is still short.
      expect(await cost(() => paths({ limit: 2 }))).toEqual([7, 0])
    })
  })

  test('any sequence of commits has the same effect as on a plain map', async () => {
    const names = ['a', 'b', 'b/1', '\uffff', '😀']
    const belief = fc.oneof(
      { arbitrary: fc.constantFrom<Expectation>('absent', 'present', 'anything'), weight: 3 },
      { arbitrary: fc.integer({ min: 1, max: 3 }).map((version): Expectation => ({ version })), weight: 1 },
    )
    const step = fc.record({
      path: fc.constantFrom(...names),
      verb: fc.constantFrom('put', 'put', 'delete', 'check'),
      belief,
      value: fc.jsonValue(),
      lives: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    })
    const commits = fc.array(
      fc.record({
        passes: fc.integer({ min: 0, max: 2 }),
        steps: fc.uniqueArray(step, { minLength: 1, maxLength: 4, selector: ({ path }) => path }),
      }),
      { minLength: 1, maxLength: 12 },
    )
    const { clock, store } = await setup()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(commits, async (sequence) => {
        const partition = `model/${partitions}/${++runs}`
        const model = new Map<string, Item>()
        for (const { passes, steps } of sequence) {
          clock.now += passes * 1000
          const living = (item: Item | undefined) =>
            item && (item.expiresAt === undefined || item.expiresAt * 1000 > clock.now) ? item : undefined
          const holds = (belief: Expectation, item: Item | undefined) =>
            typeof belief === 'object'
              ? item?.version === belief.version
              : { absent: item === undefined, present: item !== undefined, anything: true }[belief]
          const writes = steps.map(({ path, verb, belief, value, lives }): Write => {
            const key = { partition, path }
            if (verb === 'delete') return { delete: key, expect: belief }
            if (verb === 'check') return { check: key, expect: belief === 'anything' ? 'present' : belief }
            const expiresAt = lives === undefined ? undefined : Math.floor(clock.now / 1000) + lives
            return { put: key, expect: belief, value, ...(expiresAt !== undefined && { expiresAt }) }
          })
          const pathOf = (write: Write) =>
            ('put' in write ? write.put : 'delete' in write ? write.delete : write.check).path
          const failed = writes.filter((write) => !holds(write.expect, living(model.get(pathOf(write))))).map(pathOf)
          const outcome = await store.commit(writes).then(
            () => [],
            (error: Conflict) => error.failed.map(({ path }) => path),
          )
          expect(outcome).toEqual(failed)
          for (const write of failed.length > 0 ? [] : writes) {
            const path = pathOf(write)
            // An expired item that is still stored has its version, unless the put
            // expects absence.
            const version = (write.expect === 'absent' ? 0 : (model.get(path)?.version ?? 0)) + 1
            if ('put' in write) {
              const { put: key, value, expiresAt } = write
              const stored: unknown = JSON.parse(JSON.stringify(value))
              model.set(path, { key, version, value: stored, ...(expiresAt !== undefined && { expiresAt }) })
            }
            if ('delete' in write) model.delete(path)
          }
          const expected = names.flatMap((path) => living(model.get(path)) ?? [])
          expect(await store.list(partition, { limit: 10 })).toEqual(expected)
        }
      }),
      { numRuns: 60 },
    )
  })
}

function notAfter(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) <= 0
}
