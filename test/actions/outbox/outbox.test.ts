import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { commitInWorld } from '#actions/outbox/outbox.ts'
import { applyAction, type ConsentRecord, newConsent } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { followEvents } from '#store/events/followers.ts'
import { listEvents } from '#store/events/log.ts'
import { consents, events, executions, legs, orders } from '#store/records.ts'
import { Conflict, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const consent: ConsentRecord = {
  id: 'aac_1',
  kind: 'account-access',
  partner: 'app_1',
  permissions: ['ReadBalances'],
  ...newConsent(0),
}
const order = {
  id: 'pay_1',
  kind: 'domestic-payment',
  partner: 'app_1',
  account: 'acc_1',
  rail: 'faster-payments',
  accepted: 0,
} as OrderRecord

async function open(more: Parameters<typeof testSandbox>[0] = { isLocal: true }) {
  const bank = await testSandbox(more)
  const world = await worldOf(bank, await bank.createWorld())
  await bank.store.commit([{ put: consents.key(world, consent.id), expect: 'absent', value: consent }])
  return { bank, world }
}
const change = (world: World, action: 'authorise' | 'reject', before: ConsentRecord = consent): Write => ({
  put: consents.key(world, consent.id),
  expect: { version: 1 },
  before,
  value: applyAction(before, action, world.now),
})
const kindsIn = async (world: World) => (await listEvents(world, { most: 100 })).found.map(({ event }) => event.kind)

describe('a commit in a world', () => {
  test('stores its events with it, or neither', async () => {
    const { world } = await open()
    await expect(
      commitInWorld(world, [change(world, 'reject'), { check: orders.key(world, 'pay_1'), expect: 'present' }]),
    ).rejects.toThrow(Conflict)
    expect(await kindsIn(world)).toEqual([])
    await commitInWorld(world, [change(world, 'reject')])
    expect(await kindsIn(world)).toEqual(['consent.rejected'])
  })

  test('costs at most two write units more for each event', async () => {
    const cost = async (listening: Record<string, number>) => {
      const { bank, world: bare } = await open({})
      const world = { ...bare, record: { ...bare.record, listening } }
      const long = { ...consent, accounts: Array.from({ length: 10 }, (_, n) => `acc_x_customer_${n}_current`) }
      const before = bank.store.units.write
      await commitInWorld(world, [
        change(world, 'authorise', long),
        { put: orders.key(world, 'pay_1'), expect: 'absent', value: order },
      ])
      return bank.store.units.write - before
    }
    expect(await cost({ 'consent.authorised': 0 })).toBe((await cost({})) + 2)
  })

  test('stores in the cloud only the kinds that are listened to', async () => {
    const { bank, world: bare } = await open({})
    const world = { ...bare, record: { ...bare.record, listening: { 'consent.authorised': 0 } } }
    await commitInWorld(world, [change(world, 'reject')])
    const { partition } = events.key(world, '', '')
    expect(await bank.store.list(partition, { prefix: 'event/', limit: 10 })).toEqual([])
  })

  test('is read in the cloud once no earlier commit can be under way', async () => {
    const { bank, world: bare } = await open({})
    const world = { ...bare, record: { ...bare.record, listening: { 'consent.rejected': 0 } } }
    await commitInWorld(world, [change(world, 'reject')])
    expect(await kindsIn(world)).toEqual([])
    bank.setReal('2026-11-24T09:30:04.999Z')
    expect(await kindsIn(world)).toEqual([])
    bank.setReal('2026-11-24T09:30:05.001Z')
    expect(await kindsIn(world)).toEqual(['consent.rejected'])
  })

  test('wakes those that follow the world, until they stop', async () => {
    const { world } = await open()
    let woken = 0
    const stop = followEvents(world.sandbox, world.id, () => {
      woken += 1
    })
    await commitInWorld(world, [change(world, 'authorise')])
    expect(woken).toBe(1)
    stop()
    const before = applyAction(consent, 'authorise', world.now)
    await commitInWorld(world, [{ ...change(world, 'authorise', before), expect: { version: 2 } } as Write])
    expect(woken).toBe(1)
    expect(await kindsIn(world)).toEqual(['consent.authorised', 'consent.authorised'])
  })

  test('keeps events in order, also those of one instant and of a host whose clock goes back', async () => {
    const { bank, world } = await open()
    for (let n = 0; n < 30; n++) {
      if (n === 20) bank.setReal('2026-11-24T08:00:00Z')
      const value = { ...order, id: `pay_${n}`, createdAt: n, stopped: { state: 'RJCT', at: n, code: 'AM04', why: '' } }
      await commitInWorld(world, [{ put: orders.key(world, `pay_${n}`), expect: 'absent', value }])
    }
    const { found } = await listEvents(world, { most: 100 })
    expect(found.map(({ event }) => event.at)).toEqual(Array.from({ length: 30 }, (_, n) => n))
  })
})

describe('a write that does not carry what was read', () => {
  test.each<[string, (world: World) => Write]>([
    ['a consent', (world) => ({ put: consents.key(world, 'aac_1'), expect: { version: 1 }, value: consent })],
    ['an order', (world) => ({ put: orders.key(world, 'pay_1'), expect: 'anything', value: order })],
    [
      'a leg of a return',
      (world) => ({ put: legs.key(world, 'acc_1', '1'), expect: 'absent', value: { kind: 'payment-returned' } }),
    ],
  ])('of %s is an error of ours, also where no one listens', async (_, write) => {
    for (const more of [{}, { isLocal: true }]) {
      const { world } = await open(more)
      await expect(commitInWorld(world, [write(world)])).rejects.toThrow('must carry what was read (`before`)')
    }
  })

  test('is fine where nothing was read: new records, payments of an order', async () => {
    const { world } = await open()
    const made = { ...order, kind: 'file-payment' }
    await commitInWorld(world, [{ put: executions.key(world, 'pay_1', 3), expect: 'absent', value: made }])
    expect(await kindsIn(world)).toEqual([])
  })
})

/** The records from which events are derived, as a write of them names them. */
const told = /put: (consents|orders|executions)\.key\(|put: legKey\(/
const root = new URL('../../../', import.meta.url)
const source = (file: string) => readFileSync(new URL(file, root), 'utf8')
const writers = globSync('functions/{actions,worker,edge,apps}/**/*.ts', { cwd: root }).filter((file) =>
  told.test(source(file)),
)

test.each(writers)('%s stores consents, orders and legs by commitInWorld alone', (file) => {
  expect(source(file)).not.toMatch(/\b(store|sandbox)\.commit\(/)
})

test('the files that write consents, orders and legs are found', () => {
  expect(writers.length).toBeGreaterThan(6)
})
