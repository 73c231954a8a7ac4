import { expect, test } from 'vitest'
import { type EventKind, eventKindNames, eventKinds } from '#bank/events/kinds.ts'
import { scenarios } from '#bank/scenarios/scenarios.ts'
import { personas } from '#mocks/people/personas.ts'
import { eventIdShape } from '#store/events/log.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

const sandbox = await testSandbox()

test('anyone may read the personas, each with a description', async () => {
  const { status, body } = await sandbox.send('GET', '/control/personas')
  expect(status).toBe(200)
  const ids = body.personas.map(({ id }: Json) => id)
  expect(ids).toEqual(personas.map(({ id }) => id))
  expect(ids.length).toBeGreaterThanOrEqual(20)
  for (const { about, weight } of body.personas) {
    expect(about).toMatch(/^[A-Z].+\.$/)
    expect(weight).toBeGreaterThan(0)
  }
})

test('anyone may read the scenarios and the header that selects one', async () => {
  const { status, body } = await sandbox.send('GET', '/control/scenarios')
  expect(status).toBe(200)
  expect(body.header).toBe('x-sandbank-scenario')
  expect(body.scenarios.map(({ name }: Json) => name)).toEqual(Object.keys(scenarios))
})

test('anyone may read the kinds of events, each with an example', async () => {
  const { status, body } = await sandbox.send('GET', '/control/events/kinds')
  expect(status).toBe(200)
  expect(body.kinds.map(({ name }: Json) => name)).toEqual(eventKindNames)
  for (const { name, title, object, example } of body.kinds) {
    expect(title).toBe(eventKinds[name as EventKind].title)
    expect(['consent', 'mandate', 'payment', 'file', 'account', 'partner', 'world']).toContain(object)
    expect(example).toMatchObject({ type: name, data: eventKinds[name as EventKind].example })
    expect(example.id).toMatch(eventIdShape)
  }
})

test('a catalogue reads nothing from the store', () => {
  expect(sandbox.store.units).toEqual({ read: 0, write: 0 })
})
