import { expect, test } from 'vitest'
import { deliveryProgress, unfinishedDeliveries, worldsToDeliver } from '#store/events/deliveries.ts'
import { subscriptions } from '#store/events/subscriptions.ts'
import { timedEvents } from '#store/records.ts'
import { type DeliveryBank, openDeliveryBank } from '#test/support/events/deliveries.ts'
import { deliverChanges, sweepDeliveries } from '#worker/deliver/sweep.ts'

const openCloud = async () => {
  const bank = await openDeliveryBank({ isLocal: false, rate: 1 })
  const { sandbox, changes } = bank.bank
  /** Hands over what the table's stream reports since the last time. */
  const stream = (by = 'l1') => deliverChanges({ sandbox, by }, changes.splice(0))
  const sweep = (by = 'l2') => sweepDeliveries({ sandbox, by })
  return { bank, stream, sweep }
}
const marksOf = async ({ bank: { store } }: DeliveryBank) => {
  const partitions = [unfinishedDeliveries.key('', '').partition, worldsToDeliver.key('').partition]
  const lists = await Promise.all(partitions.map((partition) => store.list(partition, { limit: 100 })))
  return lists.map((items) => items.length)
}

test('the stream delivers events once they are old enough to be listed', async () => {
  const { bank, stream } = await openCloud()
  await bank.subscribe()
  const began = bank.now()
  await bank.happen('a', 'b')
  await stream()
  expect([bank.received.length, bank.now() - began]).toEqual([2, 5_001])
  expect(await marksOf(bank)).toEqual([0, 0])
})

test('the sweep tries again what failed, and then has nothing to look at', async () => {
  const { bank, stream, sweep } = await openCloud()
  await bank.subscribe()
  bank.answer = () => ({ status: 500 })
  await bank.happen('a')
  await stream()
  expect(await marksOf(bank)).toEqual([1, 1])
  bank.answer = () => ({ status: 200 })
  bank.pass(60_000)
  await sweep()
  expect(bank.received).toHaveLength(1)
  await sweep()
  expect(await marksOf(bank)).toEqual([0, 0])
})

test('an event that another process could not take up is left to the sweep', async () => {
  const { bank, stream, sweep } = await openCloud()
  const { id } = await bank.subscribe()
  const world = await bank.world()
  const lease = { by: 'other', until: bank.now() + 60_000 }
  await bank.bank.store.commit([{ put: deliveryProgress.key(world, id), expect: 'absent', value: { lease } }])
  await bank.happen('a')
  await stream()
  expect(bank.received).toEqual([])
  bank.pass(60_000)
  await sweep()
  expect(bank.received).toHaveLength(1)
})

test('the sweep looks at a world when time alone has made something', async () => {
  const { bank, stream, sweep } = await openCloud()
  await bank.subscribe()
  const world = await bank.world()
  const timed = { at: world.now + 120_000, of: 'order', object: 'pay_none', n: 0 } as const
  await bank.bank.store.commit([{ put: timedEvents.key(world, timed), expect: 'absent', value: timed }])
  await stream()
  expect(await marksOf(bank)).toEqual([0, 1])
  await sweep()
  expect(await marksOf(bank)).toEqual([0, 1])
  bank.pass(120_000)
  await sweep()
  expect(await marksOf(bank)).toEqual([0, 0])
})

test('a deleted subscription leaves nothing', async () => {
  const { bank, stream } = await openCloud()
  const { id } = await bank.subscribe()
  bank.answer = () => ({ status: 500 })
  await bank.happen('a', 'b')
  await stream()
  await bank.bank.store.commit([{ delete: subscriptions.key(bank.worldId, id), expect: 'present' }])
  await stream()
  const left = await bank.bank.store.list(`world/${bank.worldId}/0`, { prefix: 'delivery/', limit: 100 })
  expect([left, (await marksOf(bank))[0]]).toEqual([[], 0])
})

test('a world without subscriptions costs the stream two reads', async () => {
  const { bank, stream } = await openCloud()
  await bank.happen('a')
  const { units } = bank.bank.store
  const before = units.read
  await stream()
  expect(units.read - before).toBeLessThanOrEqual(2)
})
