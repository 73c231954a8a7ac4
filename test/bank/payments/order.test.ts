import { expect, test } from 'vitest'
import { clearingAccountOf, isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'

const order = {
  id: 'pay_a',
  kind: 'domestic-payment',
  consent: 'pic_a',
  partner: 'tpp_a',
  account: 'acc_6_business',
  rail: 'faster-payments',
  amount: '500',
  fee: '0',
  currency: 'GBP',
  createdAt: 0,
  accepted: 0,
} as const satisfies OrderRecord

test.each<[awaits: boolean, more: Partial<OrderRecord>]>([
  [false, {}],
  [true, { approvals: { needed: 2, given: ['a'], at: 0, until: 9 } }],
  [false, { approvals: { needed: 2, given: ['a', 'b'], at: 0, until: 9 } }],
  [
    false,
    {
      approvals: { needed: 2, given: ['a'], at: 0, until: 9 },
      stopped: { state: 'RJCT', at: 9, code: 'DS02', why: 'not approved in time' },
    },
  ],
])('an order awaits approval until all needed directors approved or it is stopped: %s for %j', (awaits, more) => {
  expect(isAwaitingApproval({ ...order, ...more })).toBe(awaits)
})

test('each payer has a clearing account of its own per rail, so that payers do not wait for each other', () => {
  expect(clearingAccountOf(order)).toBe('clr_faster-payments_acc_6_business')
  expect(clearingAccountOf({ ...order, account: 'acc_0_current' })).not.toBe(clearingAccountOf(order))
  expect(clearingAccountOf({ ...order, rail: 'chaps' })).not.toBe(clearingAccountOf(order))
})
