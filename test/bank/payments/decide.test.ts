import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findImbalance } from '#bank/ledger/leg.ts'
import { decidePayment, type PaymentFacts, rejections } from '#bank/payments/decide.ts'
import type { OrderRecord } from '#bank/payments/order.ts'

const now = Date.parse('2026-11-24T09:30:00Z')

const order = (change: Partial<OrderRecord> = {}): OrderRecord => ({
  id: 'pay_1',
  kind: 'domestic-payment',
  consent: 'pic_1',
  partner: 'app',
  account: 'acc_ada',
  rail: 'faster-payments',
  amount: '1000',
  fee: '0',
  currency: 'GBP',
  createdAt: now,
  accepted: now,
  ...change,
})
const bob = { id: 'acc_bob', currency: 'GBP', isClosed: false } as const
const ada = { id: 'acc_ada', closure: undefined, party: { name: 'Ada' } }

/** A payment of 10.00 from Ada to Bob, who banks elsewhere. */
const facts = (change: Partial<PaymentFacts> = {}): PaymentFacts => ({
  order: order(),
  payer: ada,
  availableFunds: 1000n,
  payee: { name: 'Bob' },
  payeeAccount: undefined,
  credit: 0n,
  reference: 'lunch',
  payeeReference: 'lunch',
  ...change,
})

/** Each posting of a decision as a banker reads it: account, amount, kind. */
const booked = (change: Partial<PaymentFacts>) =>
  decidePayment(facts(change), now).postings.map(
    ({ account, amount, currency, kind }) => `${account} ${amount} ${currency} ${kind}`,
  )

describe('a payment that can be made', () => {
  const cases: [what: string, change: Partial<PaymentFacts>, postings: string[]][] = [
    [
      'to another bank goes into the clearing account of payer and rail',
      {},
      ['acc_ada -1000 GBP payment-out', 'clr_faster-payments_acc_ada 1000 GBP payment-in'],
    ],
    [
      'to an account of this bank goes there',
      { payeeAccount: bob, credit: 1000n },
      ['acc_ada -1000 GBP transfer-out', 'acc_bob 1000 GBP transfer-in'],
    ],
    [
      "to an account in another currency buys what the payee's account is credited",
      { payeeAccount: { ...bob, currency: 'EUR' }, credit: 1150n },
      [
        'acc_ada -1000 GBP transfer-out',
        'clr_faster-payments_acc_ada 1000 GBP payment-in',
        'acc_bob 1150 EUR transfer-in',
        'clr_exchange_acc_bob -1150 EUR payment-in',
      ],
    ],
    [
      'with a fee debits the fee on its own',
      { order: order({ kind: 'international-payment', rail: 'swift', fee: '500' }), availableFunds: 1500n },
      [
        'acc_ada -1000 GBP payment-abroad',
        'clr_swift_acc_ada 1000 GBP payment-in',
        'acc_ada -500 GBP fee',
        'bnk_fees_acc_ada 500 GBP fee',
      ],
    ],
    [
      'of a standing order says so',
      { order: order({ kind: 'domestic-standing-order' }) },
      ['acc_ada -1000 GBP standing-order', 'clr_faster-payments_acc_ada 1000 GBP payment-in'],
    ],
    [
      'of a scheduled order says so',
      { order: order({ kind: 'domestic-scheduled-payment' }) },
      ['acc_ada -1000 GBP scheduled-payment', 'clr_faster-payments_acc_ada 1000 GBP payment-in'],
    ],
  ]
  test.each(cases)('%s', (_, change, postings) => {
    expect(booked(change)).toEqual(postings)
    expect(decidePayment(facts(change), now).order.stopped).toBeUndefined()
  })
})

describe('a payment that cannot be made is rejected and moves nothing:', () => {
  /** Each reason with facts to which it applies, in the order of precedence. */
  const reasons: [code: string, change: Partial<PaymentFacts>][] = [
    ['AC02', { payer: undefined }],
    ['AC04', { payer: { ...ada, closure: 'closed' } }],
    ['AC06', { payer: { ...ada, closure: 'blocked' } }],
    ['AC07', { payeeAccount: { ...bob, isClosed: true } }],
    ['AC02', { payeeAccount: { ...bob, id: 'acc_ada' } }],
    ['AM04', { availableFunds: 999n }],
  ]

  test('every reason has a case here', () => {
    expect(reasons.map(([code]) => code)).toEqual(rejections.map(([code]) => code))
  })

  test.each(reasons)('%s', (code, change) => {
    const { order: rejected, postings } = decidePayment(facts(change), now)
    expect(rejected.stopped).toMatchObject({ state: 'RJCT', at: now, code })
    expect(postings).toEqual([])
  })

  test.each(reasons)('%s comes before every later reason', (code, change) => {
    const from = reasons.findIndex((reason) => reason[1] === change)
    for (const [, later] of reasons.slice(from + 1)) {
      const { order: rejected } = decidePayment(facts({ ...later, ...change }), now)
      expect(rejected.stopped?.code).toBe(code)
    }
  })

  test('the fee counts: a payer who can afford only the amount is rejected', () => {
    const change = { order: order({ fee: '1' }), availableFunds: 1000n }
    expect(decidePayment(facts(change), now).order.stopped?.code).toBe('AM04')
  })
})

test('whatever the amounts, a payment adds up to zero in each currency and never takes more than is available', () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n })
  fc.assert(
    fc.property(
      amount,
      fc.bigInt({ min: 0n, max: 10_000n }),
      amount,
      amount,
      fc.boolean(),
      (sum, fee, funds, credit, abroad) => {
        const payeeAccount = abroad ? ({ ...bob, currency: 'EUR' } as const) : bob
        const change = {
          order: order({ amount: String(sum), fee: String(fee) }),
          availableFunds: funds,
          payeeAccount,
          credit,
        }
        const { postings } = decidePayment(facts(change), now)
        const taken = postings.filter(({ account }) => account === 'acc_ada').reduce((all, one) => all - one.amount, 0n)
        expect(findImbalance(postings).size).toBe(0)
        expect(taken).toBe(sum + fee <= funds ? sum + fee : 0n)
      },
    ),
  )
})
