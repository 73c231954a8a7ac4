import { beforeAll, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { control } from '#apps/control/app.ts'
import { openBanking } from '#apps/open-banking/app.ts'
import { problems } from '#bank/base/problem.ts'
import { placesOfOperations } from '#bank/scenarios/places.ts'
import type { Place } from '#bank/scenarios/scenario.ts'
import { exampleOf, scenarioGroups, scenarios } from '#bank/scenarios/scenarios.ts'
import type { Surface } from '#edge/operation.ts'
import { placeOf } from '#edge/request/place.ts'
import { aisp, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * Every scenario at every operation, and whether it applies there: asked for by header. What a
 * scenario does is the same everywhere, so one read and one write stand for the answers.
 */
let sandbox: TestSandbox
let world: NewWorld
beforeAll(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
})

const places = [openBanking, control].flatMap((surface: Surface) =>
  surface.operations.map((operation) => ({ surface, operation, place: placeOf(surface, operation) })),
)

test('faults may name every operation of the Read/Write API, and know its place', () => {
  const computed = places.flatMap(({ surface, place }) => (surface === openBanking ? place : []))
  const byName = (a: Place, b: Place) => ((a.operation ?? '') < (b.operation ?? '') ? -1 : 1)
  expect(placesOfOperations.toSorted(byName)).toEqual(computed.toSorted(byName))
})

describe.each(Object.keys(scenarios))('the scenario %s', (name) => {
  const scenario = scenarios[name] as (typeof scenarios)[string]

  test('is rejected at each operation where it does not apply, before anything else', async () => {
    for (const { surface, operation, place } of places.filter((one) => !scenario.appliesTo(one.place))) {
      const path = surface.base + operation.path.replaceAll(/{\w+}/g, 'x')
      const method = operation.method.toUpperCase()
      const answer = await sandbox.request(path, { method, headers: { 'x-sandbank-scenario': name } })
      expect(answer.status, place.operation).toBe(400)
      expect(await answer.text()).toContain('scenario-unknown')
    }
  })

  // Those of pages, payments and customers have tests in test/bank/scenarios, and those of
  // deliveries in test/worker/deliver.
  const { Pages, Payments, Customers, 'Delivery of events': Deliveries } = scenarioGroups
  if (Object.hasOwn({ ...Pages, ...Payments, ...Customers, ...Deliveries }, name)) return

  test('does at a read or a write what it says', async () => {
    const isForWrites = !scenario.appliesTo(
      placeOf(
        openBanking,
        openBanking.operations.find(({ id }) => id === 'GetAccounts'),
      ),
    )
    const headers = { 'x-sandbank-scenario': exampleOf(name), 'content-type': 'application/json' }
    const answer = isForWrites
      ? await sandbox.request('/control/worlds', { method: 'POST', headers, body: '{}' })
      : await sandbox.request(`${aisp}/accounts`, { headers, token: world.developerToken })
    expect(answer.headers.get('x-sandbank-scenario')).toBe(name)
    const { effect } = scenario
    if ('problem' in effect) return expect(answer.status).toBe(problems[effect.problem].status)
    if ('cutsConnection' in effect) return expect(answer.status).toBe(504)
    const plain = await (await sandbox.request(`${aisp}/accounts`, { token: world.developerToken })).text()
    const text = await answer.text()
    if ('change' in effect) expect(text).not.toBe(plain)
    else expect([answer.status, text]).toEqual([200, plain])
  })
})

test('bodies: what each change leaves of an answer', async () => {
  const read = async (name: string) =>
    (
      await sandbox.request(`${aisp}/accounts`, {
        token: world.developerToken,
        headers: { 'x-sandbank-scenario': name },
      })
    ).text()
  const plain = JSON.parse(await (await sandbox.request(`${aisp}/accounts`, { token: world.developerToken })).text())
  const [first] = plain.Data.Account
  expect(() => JSON.parse('{"a":1,}')).toThrow()
  for (const name of ['malformed-json', 'cut-body', 'empty-body']) {
    const text = await read(name)
    expect(() => JSON.parse(text), name).toThrow()
  }
  const unknown = JSON.parse(await read('unknown-code')).Data.Account[0]
  expect([unknown.AccountId, unknown.Status]).toEqual([first.AccountId, 'UK.SANDBANK.Unknown'])
  const few = JSON.parse(await read('optional-missing')).Data.Account[0]
  expect([few.AccountId, 'Nickname' in first, 'Nickname' in few]).toEqual([first.AccountId, true, false])
  const more = JSON.parse(await read('extra-fields')).Data.Account[0]
  expect(more).toMatchObject({ ...first, SandbankExtra: expect.any(String), Account: expect.any(Array) })
})
