import { describe, expect, test } from 'vitest'
import {
  allowsAction,
  applyAction,
  type ConsentAction,
  type ConsentRecord,
  type ConsentState,
  consentStates,
  paymentKinds,
  transitionsOf,
} from '#bank/consents/consent.ts'
import { deriveEvents } from '#bank/events/derive.ts'
import { EventRecord } from '#bank/events/event.ts'
import { eventKindNames } from '#bank/events/kinds.ts'
import { consentEvents, eventOfFirstStatus, eventOfTransition, silentConsentChanges } from '#bank/events/transitions.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { type OrderStatus, orderTransitions } from '#bank/rails/order-status.ts'

const [then, now] = [1_000, 2_000]
const actions = Object.keys(consentEvents) as ConsentAction[]
const kinds = ['account-access', 'domestic-vrp', 'funds-confirmation', ...paymentKinds] as const

const consentIn = (kind: (typeof kinds)[number], state: ConsentState): ConsentRecord => {
  const shared = { id: 'pic_1', partner: 'app_1', createdAt: 0, stateAt: then, authorisations: 1, aliveFrom: 1 }
  const stored = state === 'EXPD' || state === 'COND' ? 'AUTH' : state
  const more = kind === 'account-access' ? { permissions: ['ReadBalances'] } : { request: {} }
  const ends = state === 'EXPD' ? { expiresAt: then } : {}
  return { ...shared, kind, state: stored, accounts: ['acc_1'], ...more, ...ends } as ConsentRecord
}

describe('every transition of a consent', () => {
  const transitions = kinds.flatMap((kind) =>
    actions.flatMap((action) => {
      const from: readonly ConsentState[] = transitionsOf(consentIn(kind, 'AUTH'))[action].from
      return from.map((state) => [kind, action, state] as const)
    }),
  )

  test.each(transitions)('%s: %s from %s tells what the table says', (kind, action, state) => {
    const before = consentIn(kind, state)
    expect(allowsAction(before, action, now)).toBe(true)
    const told = consentEvents[action]
    const found = deriveEvents({ record: 'consent', before, after: applyAction(before, action, now) })
    const expected = typeof told === 'string' ? [`${kind === 'domestic-vrp' ? 'mandate' : 'consent'}.${told}`] : []
    expect(found.map((event) => event.kind)).toEqual(expected)
    for (const event of found) {
      expect(EventRecord.parse(event)).toEqual(event)
      expect(event).toMatchObject({ at: now, partner: 'app_1', object: 'pic_1', accounts: ['acc_1'] })
    }
  })

  test('is in the tables, which give a reason for each silence', () => {
    expect(transitions.length).toBeGreaterThan(20)
    const states = new Set<string>(
      transitions.map(([kind, action]) => transitionsOf(consentIn(kind, 'AUTH'))[action].to),
    )
    // Time alone makes EXPD, and an order COND.
    const others = ['AWUP', 'EXPD', 'COND']
    expect(consentStates.filter((state) => !states.has(state) && !others.includes(state))).toEqual([])
    for (const told of [...Object.values(consentEvents), ...Object.values(silentConsentChanges)])
      if (typeof told !== 'string') expect(told.none.length).toBeGreaterThan(10)
  })

  test('is told once: writing the same state again tells nothing', () => {
    const before = consentIn('domestic-vrp', 'AUTH')
    expect(deriveEvents({ record: 'consent', before, after: { ...before, aliveFrom: 2 } })).toEqual([])
    expect(deriveEvents({ record: 'consent', after: before })).toEqual([])
  })
})

const order = (more: Partial<OrderRecord> = {}): OrderRecord => ({
  id: 'pay_1',
  kind: 'domestic-payment',
  consent: 'pic_1',
  partner: 'app_1',
  account: 'acc_1',
  rail: 'faster-payments',
  amount: '100',
  fee: '0',
  currency: 'GBP',
  createdAt: then,
  accepted: then,
  ...more,
})
const waits = { at: 5_000, seq: 1, n: 0 }
const decision = { at: 9_000, seq: 1, n: 999_999 }
const approvals = (given: number) => ({ needed: 2, given: Array(given).fill('cus_1'), at: now, until: 9_000 })
const stopped = (state: 'RJCT' | 'CANC') => ({ stopped: { state, at: now, code: 'AM04', why: 'no money' } })
const file = (rejected: Record<string, number> = {}) => ({ file: { payments: 3, rejected } })

describe('every transition of an order', () => {
  const transitions = Object.entries(orderTransitions).flatMap(([from, all]) =>
    all.map((to) => [from as OrderStatus, to] as const),
  )

  test.each(transitions)('%s to %s tells something, or says why not', (from, to) => {
    const told = eventOfTransition(from, to)
    if (typeof told === 'string') expect(eventKindNames).toContain(told)
    else expect(told.none.length).toBeGreaterThan(10)
  })

  test.each<[string, OrderRecord | undefined, OrderRecord, string]>([
    ['RCVD', undefined, order(), 'payment.accepted'],
    ['PATC', undefined, order({ approvals: approvals(1), waits: decision }), 'payment.awaiting-approval'],
  ])('an order that begins as %s tells it', (status, before, after, expected) => {
    expect(eventOfFirstStatus(status as 'RCVD')).toBe(expected)
    expect(deriveEvents({ record: 'order', before, after }).map(({ kind }) => kind)).toEqual([expected])
  })

  test.each<[string, OrderRecord | undefined, OrderRecord, [kind: string, at: number, Status: string][]]>([
    ['waits for its day', undefined, order({ waits }), [['payment.scheduled', then, 'RCVD']]],
    ['is executed on its day', order({ waits }), order(), [['payment.accepted', 5_000, 'RCVD']]],
    ['is rejected at once', undefined, order(stopped('RJCT')), [['payment.rejected', now, 'RJCT']]],
    ['is rejected on its day', order({ waits }), order(stopped('RJCT')), [['payment.rejected', now, 'RJCT']]],
    ['is cancelled', order({ waits }), order(stopped('CANC')), [['payment.cancelled', now, 'RJCT']]],
    [
      'gets its last approval and is executed',
      order({ waits: decision, approvals: approvals(1) }),
      order({ approvals: approvals(2) }),
      [
        ['payment.approved', now, 'RCVD'],
        ['payment.accepted', now, 'RCVD'],
      ],
    ],
    [
      'gets its last approval and waits for its day',
      order({ waits: decision, approvals: approvals(1) }),
      order({ approvals: approvals(2), waits }),
      [
        ['payment.approved', now, 'RCVD'],
        ['payment.scheduled', now, 'RCVD'],
      ],
    ],
    [
      'is refused by a director',
      order({ waits: decision, approvals: approvals(1) }),
      order({ approvals: approvals(1), ...stopped('RJCT') }),
      [['payment.rejected', now, 'RJCT']],
    ],
    [
      'of a file goes on with its payments',
      order({ kind: 'file-payment', waits, ...file() }),
      order({ kind: 'file-payment', waits: { ...waits, n: 2 }, ...file({ AM04: 1 }) }),
      [],
    ],
    [
      'of a file is over',
      order({ kind: 'file-payment', waits, ...file() }),
      order({ kind: 'file-payment', accepted: 5_000, ...file({ AM04: 1 }) }),
      [['file.processed', 5_000, 'INFA']],
    ],
    [
      'of a standing order goes on',
      order({ kind: 'domestic-standing-order', waits }),
      order({ kind: 'domestic-standing-order', last: { n: 0, at: 5_000 }, waits: { ...waits, at: 6_000, n: 1 } }),
      [],
    ],
    [
      'of a standing order ends',
      order({ kind: 'domestic-standing-order', waits }),
      order({ kind: 'domestic-standing-order', last: { n: 0, at: 5_000 } }),
      [],
    ],
    ['does not change', order(), order(), []],
  ])('an order %s', (_, before, after, expected) => {
    const found = deriveEvents({ record: 'order', before, after })
    expect(found.map(({ kind, at, data }) => [kind, at, data.Status])).toEqual(expected)
    for (const event of found) expect(EventRecord.parse(event)).toEqual(event)
  })
})

describe('one payment of an order', () => {
  test.each<[string, OrderRecord, string[]]>([
    ['of a standing order, that was made', order({ kind: 'domestic-standing-order' }), ['payment.accepted']],
    [
      'of a standing order, that was rejected',
      order({ kind: 'domestic-standing-order', ...stopped('RJCT') }),
      ['payment.rejected'],
    ],
    ['of a file', order({ kind: 'file-payment', id: 'pay_1.2' }), []],
  ])('%s', (_, after, expected) => {
    const found = deriveEvents({ record: 'execution', n: 2, after })
    expect(found.map(({ kind }) => kind)).toEqual(expected)
    for (const { object, data } of found) expect([object, data.PaymentTransactionId]).toEqual(['pay_1', 'pay_1.2'])
  })

  const leg = (account: string, payment: string) => ({ account, payment, at: now, kind: 'payment-returned' }) as Leg

  test('tells its return once, by the leg on the account of the payer', () => {
    const returned = order({ failure: 'account-closed' })
    const tell = (account: string, payment = 'pay_1.returned') =>
      deriveEvents({ record: 'return', order: returned, after: leg(account, payment) })
    expect(tell('clr_faster-payments_acc_1')).toEqual([])
    expect(tell('acc_1')).toMatchObject([
      { kind: 'payment.returned', at: now, data: { DomesticPaymentId: 'pay_1', StatusReasonCode: 'AC07' } },
    ])
    expect(tell('acc_1', 'pay_1.4.returned')).toMatchObject([{ data: { PaymentTransactionId: 'pay_1.4' } }])
  })
})
