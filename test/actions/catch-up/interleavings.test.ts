import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advanceClock, setClockRate } from '#actions/worlds/clocks.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { dueItems, wakeUps, worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { findWorld, type Sandbox } from '#store/world.ts'
import { externalPayee, openPaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { interleaved, withCommits } from '#test/support/stores.ts'

const start = Date.parse(testNow)
const minutes = 60_000
const control = { scope: 'world' } as Grant<'world'>

const dueIn = (at: number, amount: string) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds(amount),
  CreditorAccount: externalPayee,
  RequestedExecutionDateTime: new Date(start + at * minutes).toISOString(),
})

/**
 * The invariant after every commit: by either clock, the world's next wake-up is not later than its
 * first due item.
 */
async function expectNothingMissed(store: Store, worldId: string): Promise<void> {
  const [item] = await store.get([worlds.key(worldId)])
  if (!item) return
  const { nextDue, wakesAt, clock, epoch } = worlds.read(item)
  const { partition } = dueItems.key({ id: worldId, record: { epoch } }, { at: 0, seq: 0, order: '', n: 0 })
  const [first] = (await store.list(partition, { prefix: 'due/', limit: 1 })).map(dueItems.read)
  if (!first) return
  expect(nextDue).toBeLessThanOrEqual(first.at)
  if (clock.rate === 0) return
  expect(wakesAt).toBeLessThanOrEqual(Math.max(clock.real, clock.real + (first.at - clock.world) / clock.rate) + 1)
  const places = await store.list('waking', { limit: 10 })
  expect(places.map((place) => [place.key.path, wakeUps.read(place).id])).toEqual([
    [wakeUps.key(wakesAt as number, worldId).path, worldId],
  ])
}

/** Errors that the bank may return to a request that comes too late. */
async function unlessTooLate(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof Problem && ['date-invalid', 'conflict'].includes(error.code)) return false
    throw error
  }
}

/**
 * Two callers schedule payments, one moves the clock and two read. The scheduler decides the order
 * of all calls to the store.
 */
async function lives(scheduler: fc.Scheduler, { rate, dates }: { rate: number; dates: readonly number[] }) {
  let real = start
  const whole = sqliteStore({ now: () => real })
  const bank = await openPaymentBank({ ada: '1000.00' }, { store: whole, real: () => real, world: { rate } })
  const { id } = bank.newWorld
  const checked = withCommits(whole, async (commit) => {
    await commit()
    await expectNothingMissed(whole, id)
  })
  const store = interleaved(checked, async (name) => {
    await scheduler.schedule(Promise.resolve(), name)
    real += 7_000
  })
  const process = (): Sandbox => ({ ...bank.sandbox.sandbox, store })
  const entered = async (sandbox: Sandbox) => {
    const world = await findWorld(sandbox, id)
    if (!world) throw new Error('the world is gone')
    const { nextDue = Number.POSITIVE_INFINITY } = world.record
    expect(nextDue, 'a world that is returned has no due items left').toBeGreaterThan(world.now)
    return world
  }
  let placed = 0
  async function dateForward(from: number) {
    const sandbox = process()
    const other = paymentBankOf({ ...bank.sandbox, sandbox }, bank.newWorld)
    for (const [n, at] of dates.entries()) {
      if (n % 2 !== from) continue
      const made = other.place('ada', 'domestic-scheduled-payment', dueIn(at, '1.00'), { key: `k${n}`, name: `o${n}` })
      if (await unlessTooLate(made)) placed += 1
    }
  }
  async function moveClock() {
    const sandbox = process()
    for (const days of [1, 2, 3])
      await unlessTooLate(advanceClock(await entered(sandbox), control, { minutes: days * 20 }))
    await unlessTooLate(setClockRate(await entered(sandbox), control, rate * 2))
  }
  async function read() {
    const sandbox = process()
    for (let n = 0; n < 4; n++) await entered(sandbox)
  }
  await scheduler.waitFor(Promise.all([dateForward(0), dateForward(1), moveClock(), read(), read()]))

  real += 100 * 24 * 60 * minutes
  await bank.advance({ months: 12 })
  const made = await bank.journal('ada')
  expect(made).toHaveLength(placed)
  expect(new Set(made.map((line) => line.split(' ').at(-1))).size).toBe(placed)
  expect(await bank.due()).toEqual([])
  expect(await bank.proof()).toMatchObject({ holds: true, payments: placed })
  // Interest stays due as long as time passes.
  await expectNothingMissed(whole, id)
  expect(await whole.list('waking', { limit: 10 })).toHaveLength(rate === 0 || placed === 0 ? 0 : 1)
  return placed
}

test('no due item is missed, executed twice or shown half executed, in any order of store calls', async () => {
  let placed = 0
  const dates = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 2, maxLength: 6 })
  const rate = fc.constantFrom(0, 1, 60)
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), dates, rate, async (scheduler, dates, rate) => {
      placed += await lives(scheduler, { dates, rate })
    }),
    { seed: 20_261_124, numRuns: 400 },
  )
  // Most of the orders must be accepted, or the test would check nothing.
  expect(placed).toBeGreaterThan(250)
})
