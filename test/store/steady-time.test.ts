import { describe, expect, test } from 'vitest'
import { sqliteStore } from '#store/sqlite.ts'
import { keepSteadyTime, readSteadyTime } from '#store/steady-time.ts'
import { aisp, testNow, testSandbox } from '#test/support/sandbox.ts'

const hour = 3_600_000
const fail = (error: unknown): never => {
  throw error
}

describe('steady time', () => {
  test('follows the host, never goes back, and continues at the pace of the host', () => {
    let host = 1_000
    const source = { store: sqliteStore({ now: () => host }), real: () => host }
    const read = (at: number) => {
      host = at
      return readSteadyTime(source)
    }
    expect([1_000, 5_000, 2_000, 2_500, 2_400, 5_399, 9_000].map(read)).toEqual([
      1_000, 5_000, 5_000, 5_500, 5_500, 8_499, 12_100,
    ])
  })

  test('continues in the next process of a store', async () => {
    const store = sqliteStore({ now: () => 0 })
    const first = { store, real: () => 9 * hour }
    const storeTime = await keepSteadyTime(first, fail)
    readSteadyTime(first)
    await storeTime()
    // Another object over the same store has no readings, as another process has none.
    const next = { store: { ...store }, real: () => 8 * hour }
    await keepSteadyTime(next, fail)
    expect(readSteadyTime(next)).toBe(9 * hour)
  })

  test('is stored only if it was read since it was stored last', async () => {
    const store = sqliteStore({ now: () => 0 })
    const source = { store, real: () => hour }
    const storeTime = await keepSteadyTime(source, fail)
    await storeTime()
    expect(store.units.write).toBe(0)
    readSteadyTime(source)
    await storeTime()
    await storeTime()
    expect(store.units.write).toBe(1)
  })
})

describe("the clock of a world does not go back with the host's", () => {
  const at = (ms: number) => new Date(Date.parse(testNow) + ms).toISOString()

  test.each([1, 60])('at rate %i', async (rate) => {
    const sandbox = await testSandbox()
    const world = await sandbox.createWorld({ rate })
    const now = async () =>
      (await sandbox.send('GET', `/control/worlds/${world.id}`, undefined, world.controlKey)).body.now
    const seen: string[] = []
    for (const host of [0, 2 * hour, hour, 0, -hour, hour]) {
      sandbox.setReal(at(host))
      seen.push(await now())
    }
    // Back to an hour before its start, and then two hours on: two hours pass.
    expect(seen).toEqual([0, 2, 2, 2, 2, 4].map((hours) => at(hours * rate * hour)))
  })

  test('nor does a change of its rate, and no read writes to the store', async () => {
    const sandbox = await testSandbox()
    const world = await sandbox.createWorld({ rate: 1 })
    const path = `/control/worlds/${world.id}`
    sandbox.setReal(at(hour))
    await sandbox.send('GET', path, undefined, world.controlKey)
    sandbox.setReal(at(0))
    const before = sandbox.store.units.write
    await sandbox.send('GET', `${aisp}/accounts`, undefined, world.developerToken)
    expect(sandbox.store.units.write).toBe(before)
    const { body } = await sandbox.send('PUT', `${path}/clock`, { rate: 2 }, world.controlKey)
    expect(body.now).toBe(at(hour))
    sandbox.setReal(at(hour))
    expect((await sandbox.send('GET', path, undefined, world.controlKey)).body.now).toBe(at(3 * hour))
  })
})
