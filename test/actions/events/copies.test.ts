import { expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { externalPayee, paymentBankOf } from '#test/support/payment-bank.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

const sandbox = await testSandbox({ isLocal: true })
const payer = 'acc_0_current'

async function open() {
  const world = await sandbox.createWorld()
  const bank = paymentBankOf(sandbox, world)
  await bank.pay(payer, externalPayee, '1.00')
  return { world, bank }
}
const call = async (world: NewWorld, method: string, path: string, body?: object) => {
  const answer = await sandbox.send(method, `/control/worlds/${world.id}${path}`, body, world.controlKey)
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
  return answer.body
}
const eventsOf = async (world: NewWorld): Promise<Json[]> => (await call(world, 'GET', '/events')).events

test('a reset ends the events of a world, and later ones still follow', async () => {
  const { world, bank } = await open()
  const [before] = await eventsOf(world)
  await call(world, 'POST', '/reset')
  expect(await eventsOf(world)).toEqual([])
  await bank.pay(payer, externalPayee, '2.00')
  const after = await eventsOf(world)
  expect(after).toHaveLength(1)
  expect((await call(world, 'GET', `/events?after=${before.id}`)).events).toEqual(after)
})

test('a restore brings back the events of its snapshot, and later ones still follow', async () => {
  const { world, bank } = await open()
  const before = await eventsOf(world)
  const { id: snapshot } = await call(world, 'POST', '/snapshots', {})
  await bank.pay(payer, externalPayee, '2.00')
  const { last } = await call(world, 'GET', '/events')
  await call(world, 'POST', '/restore', { snapshot })
  expect(await eventsOf(world)).toEqual(before)
  await bank.pay(payer, externalPayee, '3.00')
  expect((await call(world, 'GET', `/events?after=${last}`)).events).toHaveLength(1)
})

test('a fork has the events of its parent, and each goes on alone', async () => {
  const { world, bank } = await open()
  const fork = await call(world, 'POST', '/fork', {})
  expect(await eventsOf(fork)).toEqual(await eventsOf(world))
  await bank.pay(payer, externalPayee, '2.00')
  expect((await eventsOf(world)).length).toBe((await eventsOf(fork)).length + 1)
})

test('a document carries the events of a world, none of them later than the clock of the machine', async () => {
  const { world } = await open()
  const path = `/control/worlds/${world.id}/export`
  const document = await (await sandbox.request(path, { token: world.controlKey })).text()
  const put = (body: string) =>
    sandbox.request('/control/worlds/import', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-ndjson', 'x-idempotency-key': `${body.length}` },
    })
  const late = document.replaceAll(/"event\/\d{15}\//g, '"event/009999999999999/')
  const rejected = await put(late)
  expect([rejected.status, await rejected.text()]).toEqual([
    400,
    expect.stringContaining('must not be after the clock of this machine'),
  ])
  const imported = await put(document)
  expect(imported.status, await imported.clone().text()).toBe(201)
  expect(await eventsOf((await imported.json()) as NewWorld)).toEqual(await eventsOf(world))
})

test('a diff leaves events out, because they repeat orders and consents', async () => {
  const { world, bank } = await open()
  const { id } = await call(world, 'POST', '/snapshots', {})
  await bank.pay(payer, externalPayee, '2.00')
  const { changes } = await call(world, 'GET', `/diff?with=${id}`)
  const kinds: string[] = changes.map(({ kind }: Json) => kind)
  expect(kinds).toContain('order')
  expect(kinds).not.toContain('event')
})
