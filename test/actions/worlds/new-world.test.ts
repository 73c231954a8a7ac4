import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { worldCounts } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { type Json, rejectionOf, type TestSandbox, testNow, testSandbox, uniqueNames } from '#test/support/sandbox.ts'
import { sweepWorlds } from '#worker/wake.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())
const now = () => Date.parse(testNow)

const stores: [string, () => Promise<Store>][] = [['SQLite', async () => sqliteStore({ now })]]
if (engine) stores.push(['DynamoDB', () => engine.openStore(now)])
else test.skip(`a limit of worlds on DynamoDB: ${engineAbsent}`, () => {})

/** Two processes on one store. */
async function openProcesses(store: Store, mostWorlds: number): Promise<[TestSandbox, TestSandbox]> {
  const open = () => testSandbox({ store, mostWorlds, randomText: uniqueNames() })
  return [await open(), await open()]
}

const create = ({ send }: TestSandbox) => send('POST', '/control/worlds', { size: 30 })
const remove = ({ send }: TestSandbox, { id, controlKey }: NewWorld) =>
  send('DELETE', `/control/worlds/${id}`, undefined, controlKey)
const listed = async ({ send }: TestSandbox) => (await send('GET', '/control/worlds')).body.worlds.length
const counted = async ({ store }: TestSandbox) => {
  const [item] = await store.get([worldCounts.key()])
  return item && worldCounts.read(item).count
}

describe.each(stores)('a limit of worlds on %s', (_, open) => {
  test('holds under concurrent creation in two processes', async () => {
    const [one, other] = await openProcesses(await open(), 5)
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => create(n % 2 ? one : other)))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    expect(answers.map(rejectionOf).filter((text) => text === '409 limit-reached')).toHaveLength(7)
    expect([await listed(one), await counted(one)]).toEqual([5, 5])
  })

  test('gives the place of a deleted world back, once', async () => {
    const [one, other] = await openProcesses(await open(), 2)
    const [first] = [(await create(one)).body, await create(one)]
    const removed = await Promise.all([remove(one, first), remove(other, first), remove(one, first)])
    expect(removed.map(({ status }) => status).sort()).not.toEqual([204, 204, 204])
    expect((await create(other)).status).toBe(201)
    expect(rejectionOf(await create(one))).toBe('409 limit-reached')
  })
})

test('a rejected world says what to do, and writes nothing', async () => {
  const sandbox = await testSandbox({ mostWorlds: 1 })
  await create(sandbox)
  const before = sandbox.store.units.write
  const { body } = await create(sandbox)
  expect(body.detail).toBe(
    'this sandbox may have 1 worlds and has 1: delete one with DELETE /control/worlds/{WorldId}, or ask the operator to raise the limit (npm start -- --worlds N; in the cloud the parameter MostWorlds)',
  )
  expect(sandbox.store.units.write).toBe(before)
})

test('the worlds of a store that has no count yet are counted', async () => {
  const store = sqliteStore({ now })
  const sandbox = await testSandbox({ store })
  const first = (await create(sandbox)).body
  await create(sandbox)
  await store.commit([{ delete: worldCounts.key(), expect: 'present' }])
  await remove(sandbox, first)
  expect(await counted(sandbox)).toBe(1)

  await store.commit([{ delete: worldCounts.key(), expect: 'present' }])
  const limited = await testSandbox({ store, mostWorlds: 2, randomText: uniqueNames() })
  expect([(await create(limited)).status, rejectionOf(await create(limited))]).toEqual([201, '409 limit-reached'])
})

test('the count is the number of worlds after any creations and deletions, some at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      async (steps) => {
        const sandbox = await testSandbox({ mostWorlds: 4, randomText: uniqueNames() })
        const worlds: NewWorld[] = []
        for (const step of steps) {
          const made = await Promise.all(
            step.map(async (isCreation) => {
              const world = isCreation ? undefined : worlds.pop()
              if (world) await remove(sandbox, world)
              return isCreation ? create(sandbox) : undefined
            }),
          )
          for (const answer of made) if (answer?.status === 201) worlds.push(answer.body)
          expect(worlds.length).toBeLessThanOrEqual(4)
        }
        expect(await listed(sandbox)).toBe(worlds.length)
        expect((await counted(sandbox)) ?? 0).toBe(worlds.length)
      },
    ),
    { numRuns: 25 },
  )
})

describe('every way to make a world', () => {
  type Make = (sandbox: TestSandbox, source: NewWorld) => Promise<{ status: number; body: Json }>
  const document = async ({ request }: TestSandbox, { id, controlKey }: NewWorld) =>
    (await request(`/control/worlds/${id}/export`, { token: controlKey })).text()
  const ways: [string, Make][] = [
    ['a creation', create],
    ['a fork', ({ send }, { id, controlKey }) => send('POST', `/control/worlds/${id}/fork`, {}, controlKey)],
    [
      'an import',
      async (sandbox, source) => {
        const response = await sandbox.request('/control/worlds/import', {
          method: 'POST',
          headers: { 'content-type': 'application/x-ndjson' },
          body: await document(sandbox, source),
        })
        return { status: response.status, body: await response.json() }
      },
    ],
  ]

  test.each(ways)('takes a place, and gives it back with its deletion: %s', async (_, make) => {
    const sandbox = await testSandbox({ mostWorlds: 2, randomText: uniqueNames() })
    const source = await sandbox.createWorld()
    const made = await make(sandbox, source)
    expect(made.status).toBe(201)
    expect(await counted(sandbox)).toBe(2)
    expect(rejectionOf(await make(sandbox, source))).toBe('409 limit-reached')
    expect(await counted(sandbox)).toBe(2)
    await remove(sandbox, made.body)
    expect((await make(sandbox, source)).status).toBe(201)
  })
})

test('a fork has a name, labels and an end of its own, and no outage of its source', async () => {
  const sandbox = await testSandbox({ randomText: uniqueNames() })
  const limits = { partner: { perSecond: 5, burst: 5 } }
  const source = await sandbox.createWorld({
    name: 'Main',
    labels: { team: 'blue' },
    expiresInHours: 5,
    rateLimits: limits,
  })
  await sandbox.send('POST', `/control/worlds/${source.id}/outages`, { area: 'bank' }, source.controlKey)
  const fork = async (body: object) =>
    (await sandbox.send('POST', `/control/worlds/${source.id}/fork`, body, source.controlKey)).body
  const plain = await fork({})
  for (const name of ['name', 'labels', 'expiresAt']) expect(plain).not.toHaveProperty(name)
  expect(plain.rateLimits).toEqual(limits)
  const named = await fork({ name: 'Try', labels: { pr: '1' }, expiresInHours: 1 })
  expect(named).toMatchObject({ name: 'Try', labels: { pr: '1' }, expiresAt: '2026-11-24T10:30:00.000Z' })
  const read = () => sandbox.send('GET', '/open-banking/v4.0/aisp/accounts', undefined, named.developerToken)
  expect((await read()).status).toBe(200)
  sandbox.setReal('2026-11-24T10:30:00.000Z')
  await sweepWorlds(sandbox.sandbox)
  expect(rejectionOf(await read())).toBe('401 world-expired')
  expect(await counted(sandbox)).toBe(2)
})
