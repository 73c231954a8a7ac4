import { expect, test } from 'vitest'
import { aisp, type Json, openWorld } from '#test/support/sandbox.ts'

const { sandbox, all } = await openWorld()

const offersOf = async (account: string): Promise<Json[]> =>
  (await sandbox.send('GET', `${aisp}/accounts/${account}/offers`, undefined, all)).body.Data.Offer
const mains = [
  'acc_0_current',
  'acc_2_current',
  'acc_3_current',
  'acc_7_current',
  'acc_8_current',
  'acc_9_current',
  'acc_11_current',
  'acc_14_current',
]

test('offers are valid this quarter, and at least one account has one', async () => {
  const offers = []
  for (const account of [
    ...mains,
    'acc_0_card',
    'acc_7_card',
    'acc_8_card',
    'acc_16_card',
    'acc_0_savings',
    'acc_3_savings',
  ])
    offers.push(...(await offersOf(account)))
  expect(offers.length).toBeGreaterThan(0)
  for (const { StartDateTime, EndDateTime } of offers) {
    expect([StartDateTime, EndDateTime]).toEqual(['2026-10-01T00:00:00.000Z', '2026-12-31T23:59:59.000Z'])
  }
})
