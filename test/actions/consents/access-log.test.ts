import { expect, test } from 'vitest'
import { findLastAccessDay, listAccesses, recordAccess } from '#actions/consents/access-log.ts'
import type { Access } from '#bank/consents/grant.ts'
import { type Permission, type RequiredPermissions, transactionPermissions } from '#bank/consents/permission.ts'
import { findWorld } from '#store/world.ts'
import { openBank } from '#test/support/authorization/bank.ts'
import { Visitor } from '#test/support/authorization/visitor.ts'
import { advance, testSandbox } from '#test/support/sandbox.ts'

const accounts: RequiredPermissions = [['ReadAccountsBasic', 'ReadAccountsDetail']]

const sightOf = (consent: string, ...more: Permission[]): Access => ({
  consent,
  accounts: 'all',
  permissions: new Set(['ReadAccountsDetail', 'ReadBalances', ...more]),
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
})

async function opened() {
  const sandbox = await testSandbox()
  const made = await sandbox.createWorld()
  const world = async () => (await findWorld(sandbox.sandbox, made.id)) ?? expect.fail('no world')
  return { sandbox, made, world }
}

test('use is written once a day for each consent and cluster, without a read', async () => {
  const { sandbox, made, world } = await opened()
  const now = await world()
  const before = { ...sandbox.store.units }
  for (let n = 0; n < 10; n++) await recordAccess(now, sightOf('aac_1'), accounts)
  expect(recordAccess(now, sightOf('aac_1'), accounts)).toBeUndefined()
  expect(sandbox.store.units).toEqual({ read: before.read, write: before.write + 1 })
  await recordAccess(now, sightOf('aac_1'), transactionPermissions)
  await recordAccess(now, sightOf('aac_2'), accounts)
  await advance(sandbox, made, { days: 1 })
  await recordAccess(await world(), sightOf('aac_1'), accounts)
  expect((await listAccesses(now, 'aac_1')).uses).toEqual([
    { cluster: 'account', days: ['2026-11-25', '2026-11-24'] },
    { cluster: 'transactions', days: ['2026-11-24'] },
  ])
  expect(await findLastAccessDay(now, 'aac_1')).toBe('2026-11-25')
  expect(await findLastAccessDay(now, 'aac_2')).toBe('2026-11-24')
  expect(await findLastAccessDay(now, 'aac_3')).toBeUndefined()
})

test('a full card number counts as read with account details, if the consent shows it', async () => {
  const { world } = await opened()
  const now = await world()
  await recordAccess(now, sightOf('aac_1', 'ReadPAN'), [['ReadBalances']])
  expect((await listAccesses(now, 'aac_1')).uses.map(({ cluster }) => cluster)).toEqual(['account'])
  await recordAccess(now, sightOf('aac_1', 'ReadPAN'), accounts)
  expect((await listAccesses(now, 'aac_1')).uses.map(({ cluster }) => cluster).sort()).toEqual(['account', 'card'])
})

test('access without a consent is not logged', async () => {
  const { sandbox, world } = await opened()
  const { consent: _, ...developer } = sightOf('aac_1')
  const before = { ...sandbox.store.units }
  expect(recordAccess({ ...(await world()) }, developer, accounts)).toBeUndefined()
  expect(sandbox.store.units.write).toBe(before.write)
})

test('concurrent reads write once', async () => {
  const { sandbox, world } = await opened()
  const now = await world()
  const before = sandbox.store.units.write
  await Promise.all([recordAccess(now, sightOf('aac_1'), accounts), recordAccess(now, sightOf('aac_1'), accounts)])
  expect(sandbox.store.units.write - before).toBe(1)
})

test('a failed write is logged and retried, and does not fail the read', async () => {
  const { sandbox, world } = await opened()
  const now = await world()
  const broken = { ...sandbox.store, commit: () => Promise.reject(new Error('the table is away')) }
  const failing = { ...now, sandbox: { ...sandbox.sandbox, store: broken } }
  await recordAccess(failing, sightOf('aac_1'), accounts)
  await recordAccess(failing, sightOf('aac_1'), accounts)
  expect(sandbox.logged).toHaveLength(2)
})

test('a read with a consent costs at most three read units, and one write on its first use of a day', async () => {
  const bank = await openBank()
  const asked = await bank.ask()
  const { status, headers } = await new Visitor(bank).get(`${asked.url}&robot=approve`)
  expect(status).toBe(302)
  const tokens = await asked.finish(headers.get('location') as string)
  for (const written of [1, 0, 0]) {
    const before = { ...bank.store.units }
    expect((await tokens.read('/accounts')).status).toBe(200)
    expect(bank.store.units.read - before.read).toBeLessThanOrEqual(3)
    expect(bank.store.units.write - before.write).toBe(written)
  }
  const refused = { ...bank.store.units }
  expect((await tokens.read('/accounts/acc_0_current/beneficiaries')).status).toBe(403)
  expect(bank.store.units.write).toBe(refused.write)
})
