import { beforeEach, describe, expect, test } from 'vitest'
import { partitionsOf } from '#store/records.ts'
import type { Item, Write } from '#store/store.ts'
import {
  aisp,
  type Json,
  rejectionOf,
  type TestSandbox,
  testNow,
  testSandbox,
  tokenFor,
} from '#test/support/sandbox.ts'
import { purgeAllDeletedWorlds, purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

let sandbox: TestSandbox
beforeEach(async () => {
  sandbox = await testSandbox()
})

const create = (body: object) => sandbox.send('POST', '/control/worlds', body)
const remove = (world: { id: string; controlKey: string }) =>
  sandbox.send('DELETE', `/control/worlds/${world.id}`, undefined, world.controlKey)
const directoryOf = async (): Promise<Item[]> => sandbox.store.list('worlds', { limit: 1000 })
/** Returns every item in the store of a world. */
const itemsOf = async (id: string, epoch = 0): Promise<Item[]> =>
  (await Promise.all(partitionsOf(id, epoch).map((one) => sandbox.store.list(one, { limit: 1000 })))).flat()

describe('a world created without fields', () => {
  test('begins now, runs in real time, and has a thousand customers and a token for the first', async () => {
    const { status, body } = await create({})
    expect(status).toBe(201)
    expect(body).toMatchObject({ size: 1000, start: testNow, now: testNow, rate: 1, customer: 'cus_0' })
    expect(body.openBanking).toBe('http://sandbank.test/open-banking/v4.0')
    expect(body.id).toMatch(/^wld_[a-z0-9]{10}$/)
  })

  test('has a new seed each time', async () => {
    const [one, two] = [await create({}), await create({})]
    expect(one.body.seed).not.toBe(two.body.seed)
    expect(Number.isInteger(one.body.seed)).toBe(true)
  })
})

describe('a world is created as requested', () => {
  test.each([
    { seed: 0 },
    { seed: 4_294_967_295 },
    { seed: 'pr-123' },
    { size: 1, customer: 'cus_0' },
    { size: 1_000_000, customer: 'cus_999999' },
    { rate: 0 },
    { rate: 0.5 },
    { rate: 100_000 },
    { customer: 'all' },
  ])('%j', async (asked) => {
    const { status, body } = await create(asked)
    expect(status).toBe(201)
    expect(body).toMatchObject(asked)
  })

  test.each([
    ['2018-01-01T00:00:00Z', '2018-01-01T00:00:00.000Z'],
    ['2049-12-31T23:59:59.999Z', '2049-12-31T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-24T09:30:00+05:30', '2026-11-24T04:00:00.000Z'],
  ])('with a clock that begins at %s', async (now, start) => {
    expect((await create({ now })).body).toMatchObject({ start, now: start })
  })

  test('and is read with its control key, without its secrets', async () => {
    const { controlKey, developerToken: _, customer: __, ...world } = await sandbox.createWorld({ seed: 5 })
    const { status, body } = await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, controlKey)
    expect([status, body]).toEqual([200, world])
  })

  test('with the same customers for the same seed, also if the seed is text', async () => {
    const lastNameWith = async (seed: number | string) => {
      const { id, controlKey } = await sandbox.createWorld({ seed, size: 60 })
      const { body } = await sandbox.send('GET', `/control/worlds/${id}/customers/cus_59`, undefined, controlKey)
      return body.name
    }
    expect(await lastNameWith('pr-123')).toBe(await lastNameWith('pr-123'))
    expect(await lastNameWith('pr-123')).not.toBe(await lastNameWith('pr-124'))
  })

  test('with four items and the cost of four, at any size', async () => {
    const costs = []
    for (const size of [1, 1_000_000]) {
      const before = { write: sandbox.store.units.write, changes: sandbox.changes.length }
      await create({ size })
      expect(sandbox.changes.length - before.changes).toBe(4)
      costs.push(sandbox.store.units.write - before.write)
    }
    expect(costs).toEqual([8, 8])
  })

  test('and stores neither its key nor its token', async () => {
    const { controlKey, developerToken, id } = await sandbox.createWorld()
    const stored = JSON.stringify([await directoryOf(), await itemsOf(id)])
    for (const secret of [controlKey, developerToken]) expect(stored).not.toContain(secret.split('_').at(-1))
  })
})

describe('an invalid world is rejected with the field, the given and the allowed value, and writes nothing:', () => {
  test.each([
    [{ seed: -1 }, 'seed', 'field-invalid', 'must be 0 or more'],
    [{ seed: 4_294_967_296 }, 'seed', 'field-invalid', 'must be 4294967295 or less'],
    [{ seed: 1.5 }, 'seed', 'field-invalid', 'must be a whole number'],
    [{ seed: '' }, 'seed', 'field-invalid', 'must not be empty'],
    [{ seed: true }, 'seed', 'field-invalid', 'must be a whole number, or must be a string'],
    [{ size: 0 }, 'size', 'field-invalid', 'must be 1 or more'],
    [{ size: 1_000_001 }, 'size', 'field-invalid', 'must be 1000000 or less'],
    [{ size: null }, 'size', 'field-invalid', 'number'],
    [{ size: [1] }, 'size', 'field-invalid', 'number'],
    [{ rate: -0.1 }, 'rate', 'field-invalid', 'must be 0 or more'],
    [{ rate: 100_001 }, 'rate', 'field-invalid', 'must be 100000 or less'],
    [{ rate: true }, 'rate', 'field-invalid', 'number'],
    [{ now: 1_795_512_600 }, 'now', 'field-invalid', 'string'],
    [{ now: '2017-12-31T23:59:59.999Z' }, 'now', 'date-invalid', '2018-01-01T00:00:00.000Z'],
    [{ now: '2050-01-01T00:00:00Z' }, 'now', 'date-invalid', '2049-12-31T23:59:59.999Z'],
    [{ now: 'tomorrow' }, 'now', 'date-invalid', '2026-11-24T09:30:00Z'],
    [{ now: '2026-02-30' }, 'now', 'date-invalid', '2026-11-24T09:30:00Z'],
    [{ now: '2026-11-24T09:30:00' }, 'now', 'date-invalid', '2026-11-24T09:30:00Z'],
    [{ customer: 'cus_1000' }, 'customer', 'customer-unknown', 'cus_0 to cus_999'],
    [{ size: 10, customer: 'cus_10' }, 'customer', 'customer-unknown', 'cus_0 to cus_9'],
    [{ customer: 'Marietta' }, 'customer', 'customer-unknown', 'all or one of'],
    [{ customer: 7 }, 'customer', 'field-invalid', 'string'],
    [{ colour: 'red' }, 'colour', 'field-unexpected', 'seed, size, now, rate, personas, customer'],
    [{ Seed: 7 }, 'Seed', 'field-unexpected', 'seed, size, now, rate, personas, customer'],
    [
      JSON.parse('{"__proto__": {"seed": 7}}'),
      '__proto__',
      'field-unexpected',
      'seed, size, now, rate, personas, customer',
    ],
  ])('%j', async (asked: Json, path, code, allowed) => {
    await sandbox.createWorld()
    const before = { write: sandbox.store.units.write, items: await directoryOf(), changes: sandbox.changes.length }

    const { status, body } = await create(asked)
    expect([status, body.errors[0].code, body.errors[0].path]).toEqual([400, code, path])
    expect(body.detail).toContain(allowed)
    if (code !== 'field-unexpected') expect(body.detail).toContain(`${given(asked[path], code)}`)

    const after = { write: sandbox.store.units.write, items: await directoryOf(), changes: sandbox.changes.length }
    expect(after).toEqual(before)
  })
  const given = (value: unknown, code: string) => (code === 'field-invalid' ? JSON.stringify(value) : value)

  test('with all faults at once', async () => {
    const { body } = await create({ size: 0, rate: -1, colour: 'red' })
    expect(body.errors.map(({ path }: Json) => path)).toEqual(['size', 'rate', 'colour'])
  })
})

describe('the directory', () => {
  const list = (path = '/control/worlds') => sandbox.send('GET', path)

  test('lists the worlds there are, without a secret', async () => {
    const made = [await sandbox.createWorld(), await sandbox.createWorld()]
    const { body } = await list()
    expect(body).toEqual({
      worlds: made.map(({ id }) => ({ id, createdAt: testNow })).sort((a, b) => (a.id < b.id ? -1 : 1)),
    })
  })

  test('is empty at first', async () => {
    expect((await list()).body).toEqual({ worlds: [] })
  })

  test('comes in pages: every world once', async () => {
    const ids = []
    for (let n = 0; n < 103; n++) ids.push((await sandbox.createWorld()).id)
    const first = (await list()).body
    expect(first.worlds.length).toBe(100)
    const second = (await list(`/control/worlds?page=${first.next}`)).body
    expect(second.next).toBeUndefined()
    expect([...first.worlds, ...second.worlds].map(({ id }: Json) => id)).toEqual(ids.sort())
  })

  test('from a page that no list named is rejected', async () => {
    const { status, body } = await list('/control/worlds?page=zz')
    expect([status, body.detail]).toEqual([
      400,
      'query page: must be absent, or taken from next of the previous page (got "zz")',
    ])
  })

  test('does not list a deleted world whose records are still stored', async () => {
    const world = await sandbox.createWorld()
    await remove(world)
    expect((await list()).body).toEqual({ worlds: [] })
    expect((await directoryOf()).length).toBe(1)
  })
})

describe('a deleted world', () => {
  test('is gone at once: its control key and tokens are unknown', async () => {
    const world = await sandbox.createWorld()
    const other = await tokenFor(sandbox, world, 'cus_1')
    const answer = await remove(world)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    for (const token of [world.developerToken, other])
      expect(rejectionOf(await sandbox.send('GET', `${aisp}/accounts`, undefined, token))).toBe('401 token-invalid')
    const read = await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)
    expect(rejectionOf(read)).toBe('401 token-invalid')
    expect(rejectionOf(await remove(world))).toBe('401 token-invalid')
  })

  test('does not affect other worlds', async () => {
    const [gone, stays] = [await sandbox.createWorld(), await sandbox.createWorld()]
    await remove(gone)
    await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
    expect((await sandbox.send('GET', `${aisp}/accounts`, undefined, stays.developerToken)).status).toBe(200)
    expect((await itemsOf(stays.id)).length).toBe(2)
  })

  test('is deleted once by concurrent requests: the other gets a conflict', async () => {
    const world = await sandbox.createWorld()
    const answers = await Promise.all([remove(world), remove(world)])
    expect(answers.map(rejectionOf).sort()).toEqual(['204 undefined', '409 conflict'])
    expect(sandbox.logged).toEqual([])
  })

  test("cannot be deleted with another world's key", async () => {
    const [mine, yours] = [await sandbox.createWorld(), await sandbox.createWorld()]
    expect(rejectionOf(await remove({ id: yours.id, controlKey: mine.controlKey }))).toBe('403 world-foreign')
    expect((await directoryOf()).length).toBe(2)
  })
})

describe('the records of a deleted world', () => {
  /** Creates a world whose overlay has more items than one commit can delete. */
  async function busyWorld() {
    const world = await sandbox.createWorld()
    const [partition] = partitionsOf(world.id, 0) as [string]
    for (let n = 0; n < 3; n++)
      await sandbox.store.commit(
        Array.from(
          { length: 80 },
          (_, m): Write => ({
            put: { partition, path: `consent/${n}-${m}` },
            expect: 'absent',
            value: {},
          }),
        ),
      )
    await tokenFor(sandbox, world, 'cus_3')
    expect((await itemsOf(world.id)).length).toBe(243)
    return world
  }

  test('are removed by the worker after the commit, and the name once no request can still write', async () => {
    const world = await busyWorld()
    await remove(world)
    await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes.splice(0))
    expect(await itemsOf(world.id)).toEqual([])
    expect((await directoryOf()).length).toBe(1)
    sandbox.setReal('2026-11-24T09:44:59.999Z')
    await sweepWorlds(sandbox.sandbox)
    expect((await directoryOf()).length).toBe(1)
    sandbox.setReal('2026-11-24T09:45:00Z')
    await sweepWorlds(sandbox.sandbox)
    expect(await directoryOf()).toEqual([])
    expect(await sandbox.store.list('waking', { limit: 10 })).toEqual([])
  })

  test('are removed for deleted worlds only', async () => {
    const world = await busyWorld()
    await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
    expect((await itemsOf(world.id)).length).toBe(243)
    expect((await directoryOf()).length).toBe(1)
  })

  test('may be removed twice', async () => {
    const world = await busyWorld()
    await remove(world)
    const told = sandbox.changes.splice(0)
    await purgeDeletedWorlds(sandbox.sandbox, told)
    await purgeDeletedWorlds(sandbox.sandbox, told)
    expect(await itemsOf(world.id)).toEqual([])
    await purgeAllDeletedWorlds(sandbox.sandbox)
    await purgeDeletedWorlds(sandbox.sandbox, told)
    expect(await directoryOf()).toEqual([])
  })

  test('are removed at start-up after a crash before the worker, and the name is freed', async () => {
    const world = await busyWorld()
    const stays = await sandbox.createWorld()
    await remove(world)
    await purgeAllDeletedWorlds(sandbox.sandbox)
    expect(await itemsOf(world.id)).toEqual([])
    expect((await directoryOf()).map(({ key }) => key.path)).toEqual([stays.id])
    expect(await sandbox.store.list('waking', { limit: 10 })).toEqual([])
  })

  test('are removed at start-up after a crash during the removal', async () => {
    const world = await busyWorld()
    await remove(world)
    const commit = sandbox.store.commit
    let commits = 0
    const crashing = {
      ...sandbox.sandbox,
      store: {
        ...sandbox.store,
        commit: (writes: readonly Write[]) => {
          if (++commits > 2) throw new Error('the power failed')
          return commit(writes)
        },
      },
    }
    await expect(purgeAllDeletedWorlds(crashing)).rejects.toThrow('the power failed')
    expect((await itemsOf(world.id)).length).toBe(42)
    await purgeAllDeletedWorlds(sandbox.sandbox)
    expect(await itemsOf(world.id)).toEqual([])
    expect(await directoryOf()).toEqual([])
  })

  test('cost no write at start-up if no world was deleted', async () => {
    await busyWorld()
    const before = sandbox.store.units.write
    await purgeAllDeletedWorlds(sandbox.sandbox)
    expect(sandbox.store.units.write).toBe(before)
  })
})

test('a persona named __proto__ is rejected like any unknown persona', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'pirate']) {
    const { status, body } = await create(JSON.parse(`{"personas": {"${name}": 5}}`))
    expect([status, body.errors[0].code, body.errors[0].path]).toEqual([400, 'field-invalid', `personas.${name}`])
  }
})
