import { expect, test } from 'vitest'
import { authoriseConsent, insertConsent, revokeConsent } from '#actions/consents/consents.ts'
import { listWorldConsents } from '#actions/consents/world-consents.ts'
import { newConsent } from '#bank/consents/consent.ts'
import { controlGrant as grant, lunch, openSyntheticBank } from '#test/support/world-copies.ts'

test('the owner of a world sees the consents of all partners with their states, newest first', async () => {
  const bank = await openSyntheticBank()
  const world = await bank.world()
  const add = (id: string, partner: string, expiresAt?: number) =>
    insertConsent(world, {
      ...{ id, kind: 'account-access', partner, permissions: ['ReadBalances'], ...newConsent(world.now) },
      ...(expiresAt !== undefined && { expiresAt }),
    })
  await add('aac_1', 'app_one')
  await add('aac_2', 'app_one', world.now + 60_000)
  await add('aac_3', 'app_two')
  await authoriseConsent(world, 'aac_2', { customer: 'cus_0', accounts: ['acc_0_current'] })
  await authoriseConsent(world, 'aac_3', { customer: 'cus_0', accounts: ['acc_0_current'] })
  await revokeConsent(world, 'cus_0', 'aac_3')
  await bank.advance({ hours: 1 })
  await bank.place('acc_0_current', 'domestic-payment', lunch)
  const here = await bank.world()
  const { consents, isAll } = await listWorldConsents(here, grant)
  expect(isAll).toBe(true)
  expect(consents.map(({ consent, state }) => [consent.id, state])).toEqual([
    ['pic_0000', 'COND'],
    ['aac_3', 'CANC'],
    ['aac_2', 'EXPD'],
    ['aac_1', 'AWAU'],
  ])
  const ids = async (filter: Parameters<typeof listWorldConsents>[2]) =>
    (await listWorldConsents(here, grant, filter)).consents.map(({ consent }) => consent.id)
  expect(await ids({ partner: 'app_one' })).toEqual(['aac_2', 'aac_1'])
  expect(await ids({ states: ['EXPD', 'CANC'] })).toEqual(['aac_3', 'aac_2'])
  expect(await ids({ partner: 'app_none' })).toEqual([])
})
