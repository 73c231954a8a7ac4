import { describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { listEvents } from '#store/events/log.ts'
import { worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { externalPayee, openPaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash } from '#test/support/stores.ts'

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
  await retryAfterCrash(() => catchUp(sandbox, bank.newWorld.id))
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
      ...Array(3).fill('payment.accepted'),
      'payment.rejected',
    ])
  })

  test.each(Array.from({ length: whole.commits }, (_, n) => n + 1))('with a crash at commit %i', async (n) => {
    for (const when of ['before', 'after'] as const) expect((await tellWithCrash(n, when)).told).toEqual(whole.told)
  })
})
