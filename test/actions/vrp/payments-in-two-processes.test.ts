import { expect, test, vi } from 'vitest'
import { proveLedger } from '#actions/ledger/proof.ts'
import { Problem } from '#bank/base/problem.ts'
import { orders } from '#store/records.ts'
import { worldOf } from '#test/support/grants.ts'
import { fund, mandate, mandateAt } from '#test/support/payers.ts'
import { testSandbox } from '#test/support/sandbox.ts'

// Removes the lock within a process, as if each request came to its own process: the store alone
// decides which request was first.
vi.mock('#store/keyed-lock.ts', () => {
  const atOnce = (_process: object, _name: unknown, work: () => unknown) => work()
  return { withLock: atOnce, withLocks: atOnce }
})

test('concurrent payments in separate processes never exceed a limit together and keep distinct numbers', async () => {
  const sandbox = await testSandbox()
  const made = await sandbox.createWorld()
  await fund(sandbox, made, { acc_0_current: '9000000.00' })
  const world = await worldOf(sandbox, made)
  const { consent, pay } = await mandateAt(world, mandate())
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      pay(world.now, '40.00', { key: `key ${n % 10}` }).then(
        ({ order, isReplay }) => `${order.id} ${isReplay}`,
        (error: unknown) => {
          if (!(error instanceof Problem)) throw error
          return error.code
        },
      ),
    ),
  )
  // The limit is 250 pounds a day.
  const paid = outcomes.filter((one) => one.endsWith(' false')).map((one) => Number(one.split(' ')[0]?.slice(-9)))
  expect(paid.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
  expect(new Set(outcomes.filter((one) => !one.startsWith('vrp_')))).toEqual(new Set(['control-parameters-exceeded']))
  const { partition, path } = orders.key({ id: world.id, record: { epoch: 0 } }, `vrp_${consent.id.slice(4)}_`)
  const kept = (await sandbox.store.list(partition, { prefix: path, limit: 100 })).map(orders.read)
  expect(kept.map((order) => order.paid?.[0]?.amount)).toEqual(['4000', '8000', '12000', '16000', '20000', '24000'])
  expect(await proveLedger(world)).toMatchObject({ holds: true, payments: 6 })
})
