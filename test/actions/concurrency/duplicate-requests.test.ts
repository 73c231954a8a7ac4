import { describe, expect, test } from 'vitest'
import { createPaymentConsent } from '#actions/payments/consents.ts'
import { setClockRate } from '#actions/worlds/clocks.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { orders, worlds } from '#store/records.ts'
import { Conflict, type Key, type Store } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { fund, mandate, mandateAt } from '#test/support/payers.ts'
import { externalPayee, openPaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'

/*
 * Requests that come twice, or while something else happens, each at a process of its own: found by
 * the simulator, and kept as the shortest examples of themselves.
 */

const initiation = (more: object = {}) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('60.00'),
  CreditorAccount: externalPayee,
  ...more,
})

/** The world in another process, which reaches the store otherwise. */
const elsewhereOf = (world: World, store: Store): World => ({ ...world, sandbox: { ...world.sandbox, store } })

/**
 * A store that does something once, right after somebody looked an idempotency key up and had the
 * answer.
 */
function afterTheKey(store: Store, what: () => Promise<unknown>): Store {
  let isDone = false
  const get = async (keys: readonly Key[]) => {
    const items = await store.get(keys)
    if (!isDone && keys.some(({ path }) => path.startsWith('idempotent/'))) {
      isDone = true
      await what()
    }
    return items
  }
  return { ...withCommits(store, (commit) => commit()), get: get as Store['get'] }
}

/** A store that does something before its first commit. */
function beforeTheFirst(store: Store, what: (keys: readonly Key[]) => Promise<unknown>): Store {
  let commits = 0
  return withCommits(store, async (commit, writes) => {
    if (++commits === 1) await what(writes.flatMap((write) => ('put' in write ? [write.put] : [])))
    await commit()
  })
}

describe('one request that comes twice at once', () => {
  test('is one order, though its twin was made between two looks of it', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const world = await bank.world()
    const order = (at: World) => bank.place('ada', 'domestic-payment', initiation(), { key: 'k', name: 'o', in: at })
    const twin = afterTheKey(bank.sandbox.store, () => order(world))
    expect((await order(elsewhereOf(world, twin))).id).toBe('pay_o')
    expect(await bank.journal('ada')).toEqual(['2026-11-24T09:30   -60.00 pay_o'])
  })

  test('is one payment of a mandate, though there is no room for another', async () => {
    const sandbox = await testSandbox()
    const made = await sandbox.createWorld()
    await fund(sandbox, made, { acc_0_current: '9000.00' })
    const world = await worldOf(sandbox, made)
    const { pay } = await mandateAt(world, mandate())
    for (const amount of ['90.00', '90.00']) await pay(world.now, amount)
    const twin = afterTheKey(sandbox.store, () => pay(world.now, '70.00', { key: 'k' }))
    const { order, isReplay } = await pay(world.now, '70.00', { key: 'k', place: elsewhereOf(world, twin) })
    expect([order.id.slice(-1), order.amount, isReplay]).toEqual(['3', '7000', true])
  })

  test('is one consent', async () => {
    const sandbox = await testSandbox()
    const world = await worldOf(sandbox, await sandbox.createWorld())
    const grant = { scope: 'partner', partner: 'app_1' } as Grant<'partner'>
    const body = { Data: { Initiation: initiation() }, Risk: {} }
    const lodge = (at: World) =>
      createPaymentConsent(at, grant, 'domestic-payment', { body, idempotencyKey: 'the same' })
    const twin = afterTheKey(sandbox.store, () => lodge(world))
    const { consent, isReplay } = await lodge(elsewhereOf(world, twin))
    const once = await lodge(world)
    expect([isReplay, once.isReplay, consent.id]).toEqual([true, true, once.consent.id])
  })
})

test('a store that has items in hand refuses nobody for good: the order is made, not called used', async () => {
  const bank = await openPaymentBank({ ada: '100.00' })
  const world = await bank.world()
  const busy = beforeTheFirst(bank.sandbox.store, async (keys) => {
    throw new Conflict(keys)
  })
  const order = await bank.place('ada', 'domestic-payment', initiation(), { name: 'o', in: elsewhereOf(world, busy) })
  expect([order.id, order.stopped]).toEqual(['pay_o', undefined])
})

test('a day that the clock is moved past while an order is kept is refused, and leaves nothing', async () => {
  const bank = await openPaymentBank({ ada: '100.00' })
  const world = await bank.world()
  const passing = beforeTheFirst(bank.sandbox.store, () => bank.advance({ days: 9 }))
  const dated = initiation({ RequestedExecutionDateTime: '2026-12-01T07:00:00Z' })
  const late = bank.place('ada', 'domestic-scheduled-payment', dated, { name: 'o', in: elsewhereOf(world, passing) })
  await expect(late).rejects.toMatchObject({ code: 'date-invalid' })
  expect([await bank.due(), await bank.journal('ada')]).toEqual([[], []])
  expect(await bank.sandbox.store.get([orders.key({ id: bank.newWorld.id, record: { epoch: 0 } }, 'pay_o')])).toEqual([
    undefined,
  ])
})

test('a clock that is paused loses nothing of the time that it waits to be', async () => {
  const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 60 } })
  const world = await bank.world()
  const key = worlds.key(world.id)
  const busy = beforeTheFirst(bank.sandbox.store, async () => {
    bank.sandbox.setReal('2026-11-24T09:30:10Z')
    await bank.sandbox.store.commit([{ put: key, expect: 'present', value: { ...world.record, moved: true } }])
  })
  const paused = await setClockRate(elsewhereOf(world, busy), { scope: 'world' } as Grant<'world'>, 0)
  expect(new Date(paused.now).toISOString()).toBe('2026-11-24T09:40:00.000Z')
})
