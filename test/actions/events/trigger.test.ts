import fc from 'fast-check'
import { expect, test } from 'vitest'
import { triggerEvent } from '#actions/events/trigger.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type TriggerName, triggerNames } from '#bank/events/triggers.ts'
import { externalPayee, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { testSandbox } from '#test/support/sandbox.ts'

const payer = 'acc_0_current'
const payees = ['08080021325698', '00900000000003', '00900000000006', '00900000000007']

type Step =
  | { readonly pay: string; readonly to: string; readonly at: 'now' | 'tomorrow' | 'by Bacs' }
  | { readonly event: TriggerName; readonly of: number }
  | { readonly hours: number }

/** The triggers that move money, or decide whether it moves. */
const movingMoney = triggerNames.filter((name) => /^(payment|salary)/.test(name))

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      pay: fc.constantFrom('1.00', '25.50', '9999999.00'),
      to: fc.constantFrom(...payees),
      at: fc.constantFrom('now' as const, 'tomorrow' as const, 'by Bacs' as const),
    }),
    { weight: 2, arbitrary: fc.record({ event: fc.constantFrom(...movingMoney), of: fc.nat(2) }) },
    fc.record({ hours: fc.constantFrom(1, 30, 200) }),
  ),
  { minLength: 6, maxLength: 14 },
)

test('the ledger holds after any payments, triggers and moves of the clock, in every order', async () => {
  let triggered = 0
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const sandbox = await testSandbox({ isLocal: true })
      const bank = paymentBankOf(sandbox, await sandbox.createWorld({ rate: 0 }))
      const objects: string[] = [payer]
      for (const [n, step] of all.entries()) {
        const world = await bank.world()
        if ('pay' in step) {
          const day = new Date(world.now + 20 * 3_600_000).toISOString()
          const initiation = {
            InstructionIdentification: 'I1',
            EndToEndIdentification: 'E1',
            InstructedAmount: pounds(step.pay),
            CreditorAccount: { ...externalPayee, Identification: step.to },
            ...(step.at === 'tomorrow' && { RequestedExecutionDateTime: day }),
            ...(step.at === 'by Bacs' && { LocalInstrument: 'UK.OBIE.BACS' }),
          }
          const kind = step.at === 'tomorrow' ? 'domestic-scheduled-payment' : 'domestic-payment'
          objects.push((await bank.place(payer, kind, initiation, { name: `n${n}` })).id)
        } else if ('event' in step) {
          // The account, or one of the last payments.
          const object = (step.event === 'salary.paid' ? payer : objects.at(-1 - step.of)) ?? payer
          const request = { event: step.event, object }
          const done = await triggerEvent(world, {} as Grant<'world'>, request, '').catch((error: unknown) => {
            if (!(error instanceof Problem)) throw error
            expect(error.code).toBe('event-impossible')
          })
          if (done) triggered++
        } else await bank.advance({ hours: step.hours })
        expect(await proveLedger(await bank.world())).toMatchObject({ holds: true })
      }
      await bank.advance({ days: 10 })
      expect(await proveLedger(await bank.world())).toMatchObject({ holds: true })
      expect(sandbox.logged).toEqual([])
    }),
    { numRuns: 60, seed: 14 },
  )
  expect(triggered).toBeGreaterThan(40)
}, 60_000)
