import { expect, test } from 'vitest'
import { listLatestEvents } from '#actions/events/events.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { controlGrant as grant, openSyntheticBank } from '#test/support/world-copies.ts'

test('the newest events come first, and older ones on the next pages, each with its object', async () => {
  const bank = await openSyntheticBank({ isLocal: true })
  for (const amount of ['1.00', '2.00', '3.00']) await bank.pay('acc_0_current', externalPayee, amount)
  const world = await bank.world()
  const first = await listLatestEvents(world, grant, { kind: 'payment.accepted', most: 2 })
  const rest = await listLatestEvents(world, grant, { kind: 'payment.accepted', most: 2, before: first.next })
  expect(first.events.map(({ object }) => object)).toEqual(['pay_0002', 'pay_0001'])
  expect(rest).toEqual({ events: [expect.objectContaining({ object: 'pay_0000', type: 'payment.accepted' })] })
  expect((await listLatestEvents(world, grant, { partner: 'app_none', most: 2 })).events).toEqual([])
  await expect(listLatestEvents(world, grant, { most: 2, before: 'evt_x' })).rejects.toThrow(/query before: must be/)
})
