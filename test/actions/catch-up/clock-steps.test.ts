import fc from 'fast-check'
import { expect, test } from 'vitest'
import { externalPayee, openPaymentBank, type PaymentBank, pounds } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'

const start = Date.parse(testNow)
const hour = 3_600_000
const instant = (hours: number) => new Date(start + hours * hour).toISOString()

/** An arbitrary order: payer, payee, amount, first day and frequency. */
type Plan = { from: number; to: number | 'elsewhere'; pence: number; after: number; type: string | undefined }

/** The payers, then those who are only paid; the last one has a savings account. */
const names = ['ada', 'bob', 'cy', 'acc_x_eve_savings'] as const
const plan: fc.Arbitrary<Plan> = fc.record({
  from: fc.nat(2),
  to: fc.oneof(fc.nat(3), fc.constant('elsewhere' as const)),
  pence: fc.integer({ min: 1, max: 20_000 }),
  // From tomorrow on, often at the hour of another order.
  after: fc.integer({ min: 1, max: 40 }).map((days) => days * 24),
  type: fc.constantFrom(undefined, 'DAIL', 'WEEK', 'EvryWorkgDay', 'IntrvlDay:03'),
})

async function live(plans: readonly Plan[], steps: readonly number[]): Promise<PaymentBank> {
  const later = { '2026-12-04': '80.00', '2026-12-20': '30.00' }
  const bank = await openPaymentBank({
    ada: { opening: '100.00', later },
    bob: { opening: '50.00', creditLine: '300.00' },
    cy: '0.00',
    eve: { opening: '0.00', product: 'savings' },
  })
  for (const { from, to, pence, after, type } of plans) {
    const CreditorAccount = to === 'elsewhere' ? externalPayee : await bank.address(names[to] as string)
    const amount = pounds((pence / 100).toFixed(2))
    const payer = names[from] as string
    if (type === undefined)
      await bank.place(payer, 'domestic-scheduled-payment', {
        InstructionIdentification: 'I1',
        InstructedAmount: amount,
        CreditorAccount,
        RequestedExecutionDateTime: instant(after),
      })
    else
      await bank.place(payer, 'domestic-standing-order', {
        MandateRelatedInformation: { Frequency: { Type: type } },
        FirstPaymentAmount: amount,
        CreditorAccount,
      })
  }
  for (const hours of steps) await bank.advance({ to: instant(hours) })
  await bank.advance({ to: instant(60 * 24) })
  return bank
}

const outcome = async (bank: PaymentBank) => ({
  proof: await bank.proof(),
  balances: await Promise.all(names.map((name) => bank.balance(name))),
  due: [await bank.due(), await bank.due('interest')],
  interest: (await bank.legs('acc_')).filter(({ kind }) => kind.startsWith('interest')).length,
})

let booked = 0

test('advancing the clock at once books the same legs as advancing it in steps', async () => {
  const plans = fc.array(plan, { minLength: 1, maxLength: 6 })
  const steps = fc
    .uniqueArray(fc.integer({ min: 1, max: 60 * 24 }), { maxLength: 8 })
    .map((all) => all.sort((a, b) => a - b))
  await fc.assert(
    fc.asyncProperty(plans, steps, async (plans, steps) => {
      const [atOnce, inSteps] = [await outcome(await live(plans, [])), await outcome(await live(plans, steps))]
      expect(inSteps).toEqual(atOnce)
      expect(atOnce.proof.holds).toBe(true)
      // No payment exceeds the funds; only overdraft interest may go beyond them.
      for (const [n, balance] of atOnce.balances.entries())
        expect(Number(balance)).toBeGreaterThanOrEqual(names[n] === 'bob' ? -320 : 0)
      booked += atOnce.interest
    }),
    { seed: 20_261_125, numRuns: 60 },
  )
  // The period covers two month ends.
  expect(booked).toBeGreaterThan(40)
})
