import { afterAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { worldDirectory, worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { rejectionOf, type TestSandbox, testNow, testSandbox, uniqueNames } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())
const now = () => Date.parse(testNow)
const stores: [string, () => Promise<Store>][] = [['SQLite', async () => sqliteStore({ now })]]
if (engine) stores.push(['DynamoDB', () => engine.openStore(now)])
else test.skip(`changes of a world on DynamoDB: ${engineAbsent}`, () => {})

const pathOf = ({ id }: NewWorld) => `/control/worlds/${id}`
const change = ({ send }: TestSandbox, world: NewWorld, body: object) =>
  send('PATCH', pathOf(world), body, world.controlKey)

/**
 * Returns the name, labels and end of a world, which its record and the directory must agree on.
 */
async function lifeOf({ store }: TestSandbox, { id }: NewWorld) {
  const [record, entry] = await store.get([worlds.key(id), worldDirectory.key(id)])
  const lives = [worlds.read(record!), worldDirectory.read(entry!)].map(({ name, labels, expiresAt }) => ({
    name,
    labels,
    expiresAt,
  }))
  expect(lives[0]).toEqual(lives[1])
  return lives[0]
}

describe.each(stores)('changes of a world on %s', (_, open) => {
  test('of two processes at once are all kept, in its record and in the directory', async () => {
    const store = await open()
    const processes = [await testSandbox({ store }), await testSandbox({ store, randomText: uniqueNames() })] as const
    const world = await processes[0].createWorld()
    const bodies = Array.from({ length: 6 }, (_, n) => ({ labels: { [`l${n}`]: String(n) } }))
    const answers = await Promise.all([
      ...bodies.map((body, n) => change(processes[n % 2 ? 1 : 0], world, body)),
      change(processes[0], world, { expiresInHours: 5 }),
      change(processes[1], world, { name: 'Demo' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
    expect(await lifeOf(processes[0], world)).toEqual({
      name: 'Demo',
      labels: { l0: '0', l1: '1', l2: '2', l3: '3', l4: '4', l5: '5' },
      expiresAt: now() + 5 * 3_600_000,
    })
  })

  test('and a reset or a new clock at the same time are both made', async () => {
    const sandbox = await testSandbox({ store: await open() })
    const world = await sandbox.createWorld()
    const { send } = sandbox
    const answers = await Promise.all([
      change(sandbox, world, { name: 'Demo', expiresInHours: 5 }),
      send('POST', `${pathOf(world)}/reset`, undefined, world.controlKey),
      change(sandbox, world, { labels: { team: 'blue' } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const after = await Promise.all([
      send('PUT', `${pathOf(world)}/clock`, { rate: 3 }, world.controlKey),
      change(sandbox, world, { labels: { pr: '1' } }),
    ])
    expect(after.map(({ status }) => status)).toEqual([200, 200])
    expect(await lifeOf(sandbox, world)).toMatchObject({ name: 'Demo', labels: { team: 'blue', pr: '1' } })
    expect((await send('GET', pathOf(world), undefined, world.controlKey)).body.rate).toBe(3)
  })

  test('are rejected if the world is deleted at the same time, and leave no record', async () => {
    const store = await open()
    const sandbox = await testSandbox({ store })
    const world = await sandbox.createWorld()
    let isFirst = true
    const slow = await testSandbox({
      store: withCommits(store, async (commit) => {
        if (isFirst) await sandbox.send('DELETE', pathOf(world), undefined, world.controlKey)
        isFirst = false
        await commit()
      }),
    })
    expect(rejectionOf(await change(slow, world, { name: 'Late' }))).toBe('409 conflict')
    const [record, entry] = await store.get([worlds.key(world.id), worldDirectory.key(world.id)])
    expect(record).toBeUndefined()
    expect(worldDirectory.read(entry!)).toMatchObject({ deleted: { at: testNow } })
    expect(worldDirectory.read(entry!)).not.toHaveProperty('name')
  })

  test('to its outages by two processes at once are all kept', async () => {
    const store = await open()
    const processes = [await testSandbox({ store }), await testSandbox({ store, randomText: uniqueNames() })] as const
    const world = await processes[0].createWorld()
    const create = (n: number) =>
      processes[n % 2 ? 1 : 0].send(
        'POST',
        `${pathOf(world)}/outages`,
        { area: 'bank', explanation: String(n) },
        world.controlKey,
      )
    const answers = await Promise.all(Array.from({ length: 9 }, (_, n) => create(n)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(8).fill(201), 409])
    const [record] = await store.get([worlds.key(world.id)])
    expect(new Set(worlds.read(record!).outages?.map(({ id }) => id)).size).toBe(8)
  })
})
