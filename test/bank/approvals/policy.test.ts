import { describe, expect, test } from 'vitest'
import { needsApprovals } from '#bank/approvals/policy.ts'
import type { MandateRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'

const policy = { abovePounds: 5_000, directors: 2 }
const common = {
  id: 'pic_a',
  partner: 'tpp_a',
  createdAt: 0,
  state: 'AUTH',
  stateAt: 0,
  authorisations: 1,
  aliveFrom: 1,
}
const pounds = (Amount: string) => ({ Amount, Currency: 'GBP' })

const payment = (Initiation: object, more: object = {}) =>
  ({ ...common, kind: 'domestic-payment', request: { Data: { Initiation } }, ...more }) as PaymentConsentRecord
const file = (sum: string) =>
  payment(
    {},
    { kind: 'file-payment', file: { media: 'text/xml', parts: { bytes: 1, payments: 1 }, payments: 1, sum, fee: '0' } },
  )
const mandate = (Amount: string) =>
  ({
    ...common,
    kind: 'domestic-vrp',
    request: { Data: { ControlParameters: { MaximumIndividualAmount: pounds(Amount) } } },
  }) as MandateRecord

describe('several directors must approve amounts above the limit of their company', () => {
  test.each<[needed: boolean, what: string, consent: PaymentConsentRecord | MandateRecord]>([
    [false, 'a payment of exactly the limit', payment({ InstructedAmount: pounds('5000.00') })],
    [true, 'a payment of a penny more', payment({ InstructedAmount: pounds('5000.01') })],
    [
      true,
      'a standing order with one larger payment',
      payment({ FirstPaymentAmount: pounds('10.00'), FinalPaymentAmount: pounds('5000.01') }),
    ],
    [false, 'a file of exactly the limit in total', file('500000')],
    [true, 'a file of a penny more', file('500001')],
    [false, 'a mandate whose largest payment is the limit', mandate('5000.00')],
    [true, 'a mandate whose largest payment is a penny more', mandate('5000.01')],
  ])('%s: %s', (needed, _, consent) => {
    expect(needsApprovals(policy, consent)).toBe(needed)
  })

  test('no company without a policy needs approvals', () => {
    expect(needsApprovals(undefined, payment({ InstructedAmount: pounds('9999999.00') }))).toBe(false)
  })
})
