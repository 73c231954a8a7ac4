import { Session } from 'node:inspector/promises'
import { expect, test } from 'vitest'
import { order } from '#test/support/orders.ts'
import { openBank } from '#test/support/partners.ts'
import { joinPayer } from '#test/support/payers.ts'
import { pounds } from '#test/support/payment-bank.ts'

const initiation = {
  InstructionIdentification: 'lunch',
  EndToEndIdentification: 'tuesday',
  InstructedAmount: pounds('1.00'),
  CreditorAccount: {
    SchemeName: 'UK.OBIE.SortCodeAccountNumber',
    Identification: '08080021325698',
    Name: 'Bob Clements',
  },
}
const mostFiles = 10

test('a domestic payment executes at most ten files of actions/, so it can be read on one page', async () => {
  const partner = await joinPayer(await openBank())
  // With its first payment a world schedules interest, which is another story.
  await order(partner, 'domestic-payment', initiation)
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  const { placed } = await order(partner, 'domestic-payment', initiation, {
    meanwhile: async () => {
      await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
      // What was counted before the order is not part of it.
      await session.post('Profiler.takePreciseCoverage')
    },
  })
  const { result } = await session.post('Profiler.takePreciseCoverage')
  session.disconnect()
  const executed = result
    .filter(({ functions }) => functions.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0))
    .flatMap(({ url }) => /\/functions\/actions\/([\w/-]+)\.ts/.exec(url)?.[1] ?? [])
  expect(placed.status).toBe(201)
  expect(executed).toContain('payments/orders')
  expect(executed.length, executed.join(', ')).toBeLessThanOrEqual(mostFiles)
})
