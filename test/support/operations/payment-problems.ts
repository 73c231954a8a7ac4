import { expect } from 'vitest'
import type { ProblemCode } from '#bank/base/problem.ts'
import { changed } from '#test/support/official-schemas.ts'
import { type Bank, clientToken } from '#test/support/partners.ts'
import { authorise, callAsPartner, joinPayer, mandate, payment, pisp, send } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { asked } from '#test/support/payments/examples.ts'
import { advance } from '#test/support/sandbox.ts'

/** A request that is rejected, with its token. */
type PaymentAsk = {
  readonly path: string
  readonly method: string
  readonly headers: Record<string, string>
  readonly partner: string
  readonly body?: string
}

/**
 * Returns a request for each problem that only payments have. It moves the bank's clock to shortly
 * after midnight.
 */
export async function paymentProblems(bank: Bank) {
  const payer = await joinPayer(bank)
  const domestic = asked['domestic-payment'] as { Data: { Initiation: object }; Risk: object }
  const [consents, payments] = [`${pisp}/domestic-payment-consents`, `${pisp}/domestic-payments`]
  const [mandates, recurring] = [`${pisp}/domestic-vrp-consents`, `${pisp}/domestic-vrps`]
  await advance(bank, bank.world, { to: '2026-11-24T23:50:00Z' })
  const idOf = async (path: string, body: unknown) => {
    const answer = await callAsPartner(payer, 'POST', path, { body })
    expect(answer.status).toBe(201)
    return answer.body.Data.ConsentId as string
  }
  const ending = mandate({ ValidToDateTime: '2026-11-24T00:00:00Z' })
  const [used, limited, ended] = [
    await idOf(consents, domestic),
    await idOf(mandates, mandate()),
    await idOf(mandates, ending),
  ]
  const tokens = {
    used: await authorise(payer, used),
    limited: await authorise(payer, limited),
    ended: await authorise(payer, ended),
  }
  const order = { Data: { ConsentId: used, Initiation: domestic.Data.Initiation }, Risk: domestic.Risk }
  expect((await send(payer, tokens.used, 'POST', payments, { body: order })).status).toBe(201)
  await advance(bank, bank.world, { minutes: 20 })
  const { access_token: token } = await clientToken(payer, 'payments')

  const json = { 'content-type': 'application/json' }
  let keys = 0
  const post = (path: string, body: object, partner = token, key = `problem ${++keys}`): PaymentAsk => ({
    path,
    method: 'POST',
    headers: { ...json, 'x-idempotency-key': key },
    partner,
    body: JSON.stringify(body),
  })
  const lodging = (field: string, value: unknown) => post(consents, changed(domestic, field, value))
  const paying = (field: string, value: unknown) =>
    post(recurring, changed(payment(mandate(), limited), field, value), tokens.limited)
  const often = changed(
    asked['domestic-standing-order'],
    'Data.Initiation.MandateRelatedInformation.Frequency.Type',
    'INDA',
  )

  return {
    'header-missing': { ...post(consents, domestic), headers: json },
    'idempotency-mismatch': [
      post(consents, domestic, token, 'once'),
      post(consents, changed(domestic, 'Risk.PaymentContextCode', 'TransferToSelf'), token, 'once'),
    ],
    'consent-mismatch': paying('Risk.PaymentContextCode', 'TransferToSelf'),
    'consent-used': post(payments, order, tokens.used),
    'consent-over': post(recurring, payment(ending, ended), tokens.ended),
    'control-parameters-exceeded': paying('Data.Instruction.InstructedAmount.Amount', '100.01'),
    'order-not-found': { path: `${payments}/pay_0`, method: 'GET', headers: {}, partner: token },
    'field-expected': post(
      mandates,
      changed(mandate({ VRPType: ['UK.OBIE.VRPType.Sweeping'] }), 'Data.Initiation.CreditorAccount', undefined),
    ),
    'currency-unsupported': lodging('Data.Initiation.InstructedAmount.Currency', 'EUR'),
    'local-instrument-unsupported': lodging('Data.Initiation.LocalInstrument', 'UK.OBIE.Link'),
    'account-identifier-unsupported': lodging('Data.Initiation.CreditorAccount', {
      ...externalPayee,
      Identification: '1',
    }),
    'account-scheme-unsupported': lodging('Data.Initiation.CreditorAccount.SchemeName', 'UK.OBIE.Wallet'),
    'frequency-unsupported': post(`${pisp}/domestic-standing-order-consents`, often),
  } satisfies Partial<Record<ProblemCode, PaymentAsk | PaymentAsk[]>>
}
