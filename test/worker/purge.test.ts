import { describe, expect, test } from 'vitest'
import { loadKeyRing } from '#actions/partners/key-ring.ts'
import { lateWriteWindowMs } from '#actions/worlds/worlds.ts'
import { legs, partitionsOf, worldDirectory } from '#store/records.ts'
import { limits, type Store, type Write } from '#store/store.ts'
import { worldOf } from '#test/support/grants.ts'
import { externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { purgeDeletedWorlds } from '#worker/purge.ts'
import { sweepWorlds } from '#worker/wake.ts'

const paid = { InstructionIdentification: 'I1', InstructedAmount: pounds('1.00'), CreditorAccount: externalPayee }

async function leftOf({ sandbox, newWorld }: PaymentBank): Promise<string[]> {
  const lists = partitionsOf(newWorld.id, 0).map((partition) => sandbox.store.list(partition, { limit: 1000 }))
  return (await Promise.all(lists)).flat().map(({ key }) => key.path)
}

const passed = ({ sandbox }: PaymentBank, milliseconds: number) =>
  sandbox.setReal(new Date(Date.parse(testNow) + milliseconds).toISOString())

describe('a record written into a world after its deletion', () => {
  test('is removed by the sweep once no request can still write: a payment in flight', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const { sandbox, newWorld } = bank
    await bank.place('ada', 'domestic-payment', paid)
    const { commit } = sandbox.store
    let taken = false
    sandbox.store.commit = async (writes) => {
      const isPayment = writes.some((write) => 'put' in write && write.put.path.includes('/leg/'))
      if (isPayment && !taken) {
        taken = true
        await sandbox.send('DELETE', `/control/worlds/${newWorld.id}`, undefined, newWorld.controlKey)
        await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
        expect(await leftOf(bank)).toEqual([])
      }
      return commit(writes)
    }
    await bank.place('ada', 'domestic-payment', paid)
    expect((await leftOf(bank)).filter((path) => path.includes('/leg/'))).toHaveLength(2)
    passed(bank, lateWriteWindowMs)
    await sweepWorlds(sandbox.sandbox)
    expect(await leftOf(bank)).toEqual([])
    expect(await sandbox.store.get([worldDirectory.key(newWorld.id)])).toEqual([undefined])
  })

  test('is removed, of any kind', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const { sandbox, newWorld } = bank
    const world = await worldOf(sandbox, newWorld)
    await sandbox.send('DELETE', `/control/worlds/${newWorld.id}`, undefined, newWorld.controlKey)
    await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
    await loadKeyRing(world)
    expect(await leftOf(bank)).toEqual(['keys'])
    passed(bank, lateWriteWindowMs)
    await sweepWorlds(sandbox.sandbox)
    expect(await leftOf(bank)).toEqual([])
  })
})

test('a sweep removes a limited number of records per world and leaves the rest to the next sweep', async () => {
  const bank = await openPaymentBank({ ada: '100.00' })
  const { sandbox, newWorld } = bank
  const { store } = sandbox
  await sandbox.send('DELETE', `/control/worlds/${newWorld.id}`, undefined, newWorld.controlKey)
  await purgeDeletedWorlds(sandbox.sandbox, sandbox.changes)
  for (let n = 0; n < 102; n++) await store.commit(filling(newWorld.id, n))
  passed(bank, lateWriteWindowMs)
  await sweepWorlds(sandbox.sandbox)
  expect(await amountOf(store, newWorld.id)).toBe(200)
  expect((await store.get([worldDirectory.key(newWorld.id)]))[0]).toBeDefined()
  await sweepWorlds(sandbox.sandbox)
  expect(await amountOf(store, newWorld.id)).toBe(0)
  expect(await store.get([worldDirectory.key(newWorld.id)])).toEqual([undefined])
})

const filling = (worldId: string, n: number): Write[] =>
  Array.from({ length: limits.writesPerCommit }, (_, m) => ({
    put: legs.key({ id: worldId, record: { epoch: 0 } }, `acc_${n}_current`, String(m)),
    expect: 'absent',
    value: {},
  }))

async function amountOf(store: Store, worldId: string): Promise<number> {
  return (await store.list(partitionsOf(worldId, 0)[0] as string, { limit: 1000 })).length
}
