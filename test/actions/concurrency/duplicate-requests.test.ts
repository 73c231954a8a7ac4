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
 * Requests that arrive twice, or while something else happens, each at its own process. The
 * simulator found them; these are the shortest examples.
 */

const initiation = (more: object = {}) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('60.00'),
  CreditorAccount: externalPayee,
  ...more,
})

/** The world in another process, with its own path to the store. */
const elsewhereOf = (world: World, store: Store): World => ({ ...world, sandbox: { ...world.sandbox, store } })

/**
 * A store that runs something once, right after the first lookup of an idempotency key has
 * returned.
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

/** A store that runs something before its first commit. */
function beforeTheFirst(store: Store, what: (keys: readonly Key[]) => Promise<unknown>): Store {
  let commits = 0
  return withCommits(store, async (commit, writes) => {
    if (++commits === 1) await what(writes.flatMap((write) => ('put' in write ? [write.put] : [])))
    await commit()
  })
}

describe('one request that arrives twice at once', () => {
  test('creates one order, although its duplicate is created between two reads', async () => {
    const bank = await openPaymentBank({ ada: '100.00' })
    const world = await bank.world()
    const order = (at: World) => bank.place('ada', 'domestic-payment', initiation(), { key: 'k', name: 'o', in: at })
    const twin = afterTheKey(bank.sandbox.store, () => order(world))
    expect((await order(elsewhereOf(world, twin))).id).toBe('pay_o')
    expect(await bank.journal('ada')).toEqual(['2026-11-24T09:30   -60.00 pay_o'])
  })

  test('makes one payment of a mandate whose limit has no room for a second', async () => {
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

  test('creates one consent', async () => {
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

test('a transient conflict in the store does not reject an order as used', async () => {
  const bank = await openPaymentBank({ ada: '100.00' })
  const world = await bank.world()
  const busy = beforeTheFirst(bank.sandbox.store, async (keys) => {
    throw new Conflict(keys)
  })
  const order = await bank.place('ada', 'domestic-payment', initiation(), { name: 'o', in: elsewhereOf(world, busy) })
  expect([order.id, order.stopped]).toEqual(['pay_o', undefined])
})

test('an order is rejected and leaves nothing if the clock passes its day while it is stored', async () => {
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

test('pausing a clock keeps the time that passed while the request waited', async () => {
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
