import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createPartner } from '#actions/partners/create.ts'
import { deletePartner } from '#actions/partners/partners.ts'
import { copyLifeMs } from '#actions/snapshots/copies.ts'
import { restoreWorld } from '#actions/snapshots/restore.ts'
import { createSnapshot, deleteSnapshot } from '#actions/snapshots/snapshots.ts'
import { setClockRate } from '#actions/worlds/clocks.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import { PartnerRequest } from '#bank/partners/partner.ts'
import { overlayOf } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, openPaymentBank, type PaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { rejectionOf, testNow } from '#test/support/sandbox.ts'
import { Crash, crashing, withCommits } from '#test/support/stores.ts'
import {
  control,
  controlGrant as grant,
  itemsOf,
  lunch,
  openSyntheticBank as openBank,
  passed,
  tomorrow,
} from '#test/support/world-copies.ts'
import { sweepWorlds } from '#worker/wake.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())

/** Returns all of a world that a restore brings back. */
async function stateOf(bank: PaymentBank) {
  const { id, record, now } = await bank.world()
  const { moved, nextDue, dated, edits, clock } = record
  return {
    now,
    rate: clock.rate,
    moved,
    nextDue,
    dated,
    edits,
    items: await itemsOf(bank, overlayOf(id, record.epoch)),
  }
}

const snapshot = async (bank: PaymentBank) => (await createSnapshot(await bank.world(), grant, {}, '')).id
const restore = (bank: PaymentBank, id: string, headers: Record<string, string> = {}) =>
  control(bank, 'POST', '/restore', { body: { snapshot: id }, headers })

describe.each<[string, (() => Promise<Store>) | undefined]>([
  ['SQLite', async () => sqliteStore({ now: () => Date.parse(testNow) })],
  ['DynamoDB', engine && (() => engine.openStore(() => Date.parse(testNow)))],
])('on %s', (_, open) => {
  if (!open) return test.skip(engineAbsent)

  test('a restored world is as it was: balances, orders, due items, custom data and the clock', async () => {
    const bank = await openPaymentBank({ ada: '100.00', ben: '5.00' }, { store: await open() })
    await bank.pay('ada', await bank.address('ben'), '12.00')
    await bank.place('ada', 'domestic-scheduled-payment', tomorrow)
    const before = await stateOf(bank)
    const id = await snapshot(bank)
    await bank.pay('ada', externalPayee, '3.00')
    await bank.hold({ ada: '1000.00' })
    await bank.advance({ days: 3 })
    const { status, body } = await restore(bank, id)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: bank.newWorld.id, now: testNow, rate: 0 })
    expect(await stateOf(bank)).toEqual(before)
    expect([await bank.balance('ada'), await bank.balance('ben')]).toEqual(['88.00', '17.00'])
    await bank.advance({ days: 3 })
    expect(await bank.balance('ada')).toBe('75.66')
    expect((await bank.proof()).holds).toBe(true)
  })
})

describe('restore(snapshot(w)) is w', () => {
  const step = fc.oneof(
    fc.record({ does: fc.constant('pay' as const), pence: fc.integer({ min: 1, max: 5_000 }) }),
    fc.record({ does: fc.constant('schedule' as const), pence: fc.integer({ min: 1, max: 5_000 }) }),
    fc.record({ does: fc.constant('advance' as const), hours: fc.integer({ min: 1, max: 24 * 40 }) }),
    fc.record({ does: fc.constant('rate' as const), rate: fc.constantFrom(0, 1, 60) }),
    fc.record({ does: fc.constant('hold' as const), opening: fc.constantFrom('10.00', '500.00') }),
    fc.record({ does: fc.constant('reset' as const) }),
    fc.record({ does: fc.constant('snapshot' as const) }),
    fc.record({ does: fc.constant('restore' as const), which: fc.nat(5) }),
  )

  test('whatever was done before and after, and any number of times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const bank = await openPaymentBank({ ada: '100.00' })
        const taken = [{ id: await snapshot(bank), state: await stateOf(bank) }]
        for (const [n, one] of steps.entries()) {
          if (one.does === 'pay' || one.does === 'schedule') {
            const at = (await bank.world()).now + 86_400_000
            const initiation = { ...lunch, InstructedAmount: { Amount: (one.pence / 100).toFixed(2), Currency: 'GBP' } }
            const dated = { ...initiation, RequestedExecutionDateTime: new Date(at).toISOString() }
            const how = { key: `k${n}`, name: `n${n}` }
            if (one.does === 'pay') await bank.place('ada', 'domestic-payment', initiation, how).catch(ignoreProblems)
            else await bank.place('ada', 'domestic-scheduled-payment', dated, how).catch(ignoreProblems)
          }
          if (one.does === 'advance') await bank.advance({ hours: one.hours })
          if (one.does === 'rate') await setClockRate(await bank.world(), grant, one.rate)
          if (one.does === 'hold') await bank.hold({ ada: one.opening })
          if (one.does === 'reset') await resetWorld(await bank.world(), grant, '')
          if (one.does === 'snapshot') taken.push({ id: await snapshot(bank), state: await stateOf(bank) })
          if (one.does === 'restore') {
            const { id, state } = taken[one.which % taken.length] as (typeof taken)[number]
            await restore(bank, id)
            expect(await stateOf(bank)).toEqual(state)
          }
        }
        const [{ id, state }] = taken as [(typeof taken)[number]]
        await restore(bank, id)
        expect(await stateOf(bank)).toEqual(state)
        await bank.advance({ days: 40 })
        expect((await bank.proof()).holds).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  // After a reset, the customer's custom data is gone.
  const ignoreProblems = (error: Error) => {
    if (!error.message.includes('ada has no account')) throw error
  }
})

describe('a restore', () => {
  test('keeps partners as they are now: a deleted one does not come back, a new one stays', async () => {
    const bank = await openBank()
    const make = async () => (await createPartner(await bank.world(), grant, PartnerRequest.parse({}))).clientId
    const old = await make()
    const id = await snapshot(bank)
    const fresh = await make()
    await deletePartner(await bank.world(), grant, old)
    await restore(bank, id)
    const { body } = await control(bank, 'GET', '/../../partners')
    expect(body.partners.map(({ clientId }: { clientId: string }) => clientId)).toEqual([fresh])
    expect((await bank.world()).record.partnersGone).toBe(1)
  })

  test('brings back armed faults and outages of then, and a fork has none of them', async () => {
    const bank = await openBank()
    await control(bank, 'POST', '/faults', { body: { scenario: 'unavailable', when: { probability: 0 } } })
    await control(bank, 'POST', '/outages', { body: { area: 'payments', from: '2026-12-01T00:00:00Z', minutes: 5 } })
    const armed = async (of: PaymentBank) => [
      (await control(of, 'GET', '/faults')).body.faults,
      (await control(of, 'GET', '/outages')).body.outages,
    ]
    const then = await armed(bank)
    expect(then.map((list) => list.length)).toEqual([1, 1])
    const id = await snapshot(bank)
    const twin = paymentBankOf(bank.sandbox, (await control(bank, 'POST', '/fork', { body: {} })).body)
    expect(await armed(twin)).toEqual([[], []])
    await control(bank, 'POST', '/reset')
    expect(await armed(bank)).toEqual([[], []])
    await restore(bank, id)
    expect(await armed(bank)).toEqual(then)
  })

  test('is done once for each idempotency key', async () => {
    const bank = await openBank()
    const id = await snapshot(bank)
    const headers = { 'x-idempotency-key': 'k' }
    await restore(bank, id, headers)
    await bank.pay('acc_0_current', externalPayee, '1.00')
    await deleteSnapshot(await bank.world(), grant, id, '')
    expect((await restore(bank, id, headers)).status).toBe(200)
    expect((await bank.world()).record.moved).toBe(true)
    expect(rejectionOf(await restore(bank, id))).toBe('404 snapshot-not-found')
  })

  test.each(['snp_0', 'snp_of_another', 'wld_default', ' '])(
    'to %j is rejected, with the way to the right ones',
    async (id) => {
      const bank = await openBank()
      const answer = await restore(bank, id)
      expect(rejectionOf(answer)).toBe('404 snapshot-not-found')
      expect(answer.body.errors[0]).toMatchObject({ path: 'snapshot' })
      expect(answer.body.detail).toContain(`GET /control/worlds/${bank.newWorld.id}/snapshots`)
    },
  )

  test("to another world's snapshot is rejected", async () => {
    const bank = await openBank()
    const other = paymentBankOf(bank.sandbox, await bank.sandbox.createWorld())
    expect(rejectionOf(await restore(bank, await snapshot(other)))).toBe('404 snapshot-not-found')
  })

  test('to a snapshot that is deleted meanwhile is rejected, and changes nothing', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const id = await snapshot(bank)
    const before = await stateOf(bank)
    const world = await bank.world()
    let commits = 0
    const store = withCommits(bank.sandbox.store, async (commit) => {
      if (++commits === 3) await deleteSnapshot(world, grant, id, '')
      await commit()
    })
    const restored = restoreWorld({ ...world, sandbox: { ...world.sandbox, store } }, grant, id, '')
    await expect(restored).rejects.toMatchObject({ code: 'conflict' })
    expect(await stateOf(bank)).toEqual(before)
  })

  test('beside a reset is rejected, and the overlays of both stay apart', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const id = await snapshot(bank)
    const world = await bank.world()
    let commits = 0
    const store = withCommits(bank.sandbox.store, async (commit) => {
      if (++commits === 3) await resetWorld(await bank.world(), grant, '')
      await commit()
    })
    const restored = restoreWorld({ ...world, sandbox: { ...world.sandbox, store } }, grant, id, 'k')
    await expect(restored).rejects.toMatchObject({ code: 'conflict' })
    expect((await stateOf(bank)).items).toEqual([])
    // A retry with the same key uses the epoch that it has reserved before the reset.
    await restoreWorld(await bank.world(), grant, id, 'k')
    expect((await bank.world()).record).toMatchObject({ epoch: 1, lastEpoch: 2, moved: true })
    await resetWorld(await bank.world(), grant, '')
    expect((await bank.world()).record.epoch).toBe(3)
    await bank.pay('acc_0_current', externalPayee, '2.00')
    const state = await stateOf(bank)
    passed(bank, copyLifeMs)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await stateOf(bank)).toEqual(state)
    for (const epoch of [0, 1, 2]) expect(await itemsOf(bank, overlayOf(world.id, epoch))).toEqual([])
  })

  test.each(['before', 'after'] as const)(
    'that is interrupted %s any commit changes nothing or all; a retry ends it',
    async (when) => {
      for (let n = 1; ; n++) {
        const bank = await openBank()
        for (let m = 0; m < 40; m++) await bank.pay('acc_0_current', externalPayee, '1.00')
        const then = await stateOf(bank)
        const id = await snapshot(bank)
        await bank.pay('acc_0_current', externalPayee, '1.00')
        const now = await stateOf(bank)
        const world = await bank.world()
        const run = (store: Store) => restoreWorld({ ...world, sandbox: { ...world.sandbox, store } }, grant, id, 'key')
        const hasCrashed = await run(crashing(bank.sandbox.store, n, when)).then(
          () => false,
          (error) => error instanceof Crash,
        )
        if (!hasCrashed) break
        const isDone = (await bank.world()).record.epoch > 0
        expect(await stateOf(bank), `commit ${n}`).toEqual(isDone ? then : now)
        await run(bank.sandbox.store)
        expect(await stateOf(bank), `commit ${n}`).toEqual(then)
        passed(bank, copyLifeMs)
        await sweepWorlds(bank.sandbox.sandbox)
        expect(await stateOf(bank), `commit ${n}`).toEqual(then)
        expect(await itemsOf(bank, overlayOf(world.id, 0))).toEqual([])
        expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
        expect(n).toBeLessThan(10)
      }
    },
  )
})
