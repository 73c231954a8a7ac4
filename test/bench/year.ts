import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { accountsOfCustomer, findCustomer } from '#actions/accounts/lookup.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { testSandbox } from '#test/support/sandbox.ts'
import type { Figure } from './http.ts'

const mostSeconds = 60

/**
 * Measures a year of a world in which a thousand customers have one standing order each, half
 * monthly and half weekly, on the durable store.
 */
export async function year(folder: string, orders: number): Promise<Figure> {
  const file = join(folder, 'year.sqlite')
  const sandbox = await testSandbox({ store: sqliteStore({ file, now: Date.now }) })
  try {
    const made = await sandbox.createWorld({ size: orders })
    const bank = paymentBankOf(sandbox, made)
    const world = await bank.world()
    for (let n = 0; n < orders; n++) {
      const customer = findCustomer(world, `cus_${n}`)
      const account = customer && accountsOfCustomer(world, customer)[0]
      if (!account) throw new Error(`cus_${n} has no account`)
      await bank.place(account.id, 'domestic-standing-order', {
        MandateRelatedInformation: {
          Frequency: { Type: n % 2 === 0 ? 'MNTH' : 'WEEK' },
          FirstPaymentDateTime: `2026-11-${25 + (n % 6)}T07:00:00Z`,
        },
        FirstPaymentAmount: pounds('1.50'),
        CreditorAccount: externalPayee,
      })
    }
    const before = performance.now()
    await bank.advance({ months: 12 })
    const seconds = (performance.now() - before) / 1000
    const { holds, legs } = await bank.proof()
    return {
      what: `a year of ${orders} standing orders`,
      target: `<= ${mostSeconds} s`,
      measured: `${seconds.toFixed(1)} s, ${legs} legs`,
      passes: holds && seconds <= mostSeconds,
    }
  } finally {
    await sandbox.store.close()
    rmSync(file, { force: true })
  }
}
