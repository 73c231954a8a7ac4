import { setTimeout } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { restoreWorld } from '#actions/snapshots/restore.ts'
import { createSnapshot } from '#actions/snapshots/snapshots.ts'
import { Problem } from '#bank/base/problem.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, openPaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { controlGrant as grant, lunch, tomorrow } from '#test/support/world-copies.ts'

const engine = await startEngine()
afterAll(() => engine?.stop())

describe.each<[string, (() => Promise<Store>) | undefined]>([
  ['SQLite', async () => sqliteStore({ now: () => Date.parse(testNow) })],
  ['DynamoDB', engine && (() => engine.openStore(() => Date.parse(testNow)))],
])('under concurrent payments on %s', (_, open) => {
  if (!open) return test.skip(engineAbsent)

  test('the proof of every fork holds, as does that of the world after it is restored to any snapshot', async () => {
    const bank = await openPaymentBank({ ada: '1000.00', ben: '1000.00', cyd: '0.00' }, { store: await open() })
    const [ben, cyd] = [await bank.address('ben'), await bank.address('cyd')]
    const world = await bank.world()
    const payments = [
      () => bank.place('ada', 'domestic-scheduled-payment', { ...tomorrow, CreditorAccount: cyd }),
      () => bank.pay('ben', cyd, '2.00'),
      () => bank.pay('ada', externalPayee, '3.00'),
      () => bank.place('ada', 'domestic-payment', { ...lunch, CreditorAccount: ben }),
    ]
    const paying = Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        await setTimeout(n * 4)
        await untilThawed(payments[n % payments.length] as () => Promise<unknown>)
      }),
    )
    const copying = Promise.all(
      Array.from({ length: 4 }, async (_, n) => {
        await setTimeout(n * 60)
        const options = { request: {}, idempotencyKey: `k${n}`, secret: 's' }
        return [await forkWorld(world, grant, options), await createSnapshot(world, grant, {}, '')] as const
      }),
    )
    const [copies] = await Promise.all([copying, paying])
    for (const [made, snapshot] of copies) {
      const fork = paymentBankOf(bank.sandbox, made)
      await fork.advance({ days: 2 })
      expect(await fork.proof()).toMatchObject({ holds: true })
      await restoreWorld(await bank.world(), grant, snapshot.id, '')
      expect(await bank.proof()).toMatchObject({ holds: true })
    }
  })
})

/** Repeats a payment for as long as the world is frozen, as a partner does. */
async function untilThawed(pay: () => Promise<unknown>): Promise<void> {
  try {
    await pay()
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'unavailable')) throw error
    await setTimeout(5)
    await untilThawed(pay)
  }
}
