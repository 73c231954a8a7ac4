import { describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { listEvents } from '#store/events/log.ts'
import { worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { externalPayee, openPaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash, withCommits } from '#test/support/stores.ts'

const monthly = {
  MandateRelatedInformation: { Frequency: { Type: 'MNTH' }, FirstPaymentDateTime: '2026-12-01T07:00:00Z' },
  FirstPaymentAmount: pounds('30.00'),
  CreditorAccount: externalPayee,
}
const gone = { ...externalPayee, Identification: '00900000000007' }

/**
 * Pays once to an account that returns it, orders a standing order, and lets three months pass. The
 * process dies at commit `n`. Returns what is told, and the number of commits.
 */
async function tellWithCrash(n: number, when: 'before' | 'after') {
  const bank = await openPaymentBank(
    { ada: '100.00' },
    { isLocal: true, store: sqliteStore({ now: () => Date.parse(testNow) }) },
  )
  const store = crashing(bank.sandbox.store, n, when)
  const sandbox = { ...bank.sandbox.sandbox, store }
  const inWorld = async () => ({ ...(await bank.world()), sandbox })
  const InstructedAmount = pounds('10.00')
  const pay = { InstructionIdentification: 'I1', InstructedAmount, CreditorAccount: gone }
  for (const [kind, initiation] of [
    ['domestic-payment', pay],
    ['domestic-standing-order', monthly],
  ] as const) {
    const name = kind.slice(-5)
    await retryAfterCrash(async () => bank.place('ada', kind, initiation, { name, key: name, in: await inWorld() }))
  }
  // The clock moves without a request, so that nothing is executed before the process can die.
  const { id, version, record } = await bank.world()
  const clock = { ...record.clock, world: Date.parse('2027-03-02T09:30:00Z') }
  await bank.sandbox.store.commit([{ put: worlds.key(id), expect: { version }, value: { ...record, clock } }])
  await retryAfterCrash(() => catchUp(sandbox, bank.newWorld.id, true))
  const { found } = await listEvents(await bank.world(), { most: 100 })
  return { told: found.map(({ event: { kind, at, data } }) => [kind, at, data]), commits: store.commits() }
}

describe('what happened is told exactly once and in order', async () => {
  const whole = await tellWithCrash(Number.POSITIVE_INFINITY, 'before')

  test('without a crash', () => {
    expect(whole.told.map(([kind]) => kind)).toEqual([
      'payment.accepted',
      'payment.scheduled',
      'payment.returned',
      ...Array(3).fill(['payment.accepted', 'payment.settled']).flat(),
      'payment.rejected',
    ])
  })

  test.each(Array.from({ length: whole.commits }, (_, n) => n + 1))('with a crash at commit %i', async (n) => {
    for (const when of ['before', 'after'] as const) expect((await tellWithCrash(n, when)).told).toEqual(whole.told)
  })
})

test('commits of catching up hold at most 100 writes, events included', async () => {
  const writes: number[] = []
  const bank = await openPaymentBank({ ada: '10000.00' }, { isLocal: true })
  const { sandbox } = bank.sandbox
  const store = withCommits(sandbox.store, async (commit, all) => {
    await commit()
    writes.push(all.length)
  })
  const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:00:00Z' }
  const pay = { InstructionIdentification: 'I1', InstructedAmount: pounds('1.00'), CreditorAccount: gone, ...tomorrow }
  for (let n = 0; n < 90; n++) await bank.place('ada', 'domestic-scheduled-payment', pay)
  const { id, version, record } = await bank.world()
  const clock = { ...record.clock, world: Date.parse('2026-11-26T09:30:00Z') }
  await bank.sandbox.store.commit([{ put: worlds.key(id), expect: { version }, value: { ...record, clock } }])
  // The wrapped store counts events from 0, as another process does, so real time must go on.
  bank.sandbox.setReal('2026-11-24T09:30:01Z')
  await catchUp({ ...sandbox, store }, id)
  expect(Math.max(...writes)).toBeLessThanOrEqual(100)
  expect(Math.max(...writes)).toBeGreaterThan(85)
  const kinds = []
  for (let after: string | undefined, isMore = true; isMore; ) {
    const page = await listEvents(await bank.world(), { after, most: 100 })
    kinds.push(...page.found.map(({ event }) => event.kind))
    ;({ last: after, isMore } = page)
  }
  expect(
    Map.groupBy(kinds, (kind) => kind)
      .entries()
      .map(([kind, all]) => [kind, all.length])
      .toArray(),
  ).toEqual([
    ['payment.scheduled', 90],
    ['payment.accepted', 90],
    ['payment.returned', 90],
  ])
})
