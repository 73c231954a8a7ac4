import { describe, expect, test } from 'vitest'
import { applyAction, type ConsentRecord, newConsent } from '#bank/consents/consent.ts'
import { deriveConsentEnd, deriveSettlement, deriveTimedEvents } from '#bank/events/timed.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { calendar } from '#mocks/base/calendar.ts'

const [begin, end] = [Date.parse('2026-11-24T09:30:00Z'), Date.parse('2026-12-24T09:30:00Z')]
const consent = (more: object = {}): ConsentRecord =>
  ({
    id: 'aac_1',
    kind: 'account-access',
    partner: 'app_1',
    permissions: ['ReadBalances'],
    ...newConsent(begin),
    expiresAt: end,
    ...more,
  }) as ConsentRecord
const payment = (more: object = {}): OrderRecord =>
  ({
    id: 'pay_1',
    kind: 'domestic-payment',
    consent: 'pic_1',
    partner: 'app_1',
    account: 'acc_1',
    rail: 'faster-payments',
    createdAt: begin,
    accepted: begin,
    ...more,
  }) as OrderRecord
const ahead = (after: ConsentRecord, before?: ConsentRecord) =>
  deriveTimedEvents({ record: 'consent', before, after }, calendar)

describe('a consent', () => {
  const authorised = applyAction(consent(), 'authorise', begin)

  test('that is not authorised in time is rejected, and one that was authorised expires', () => {
    const [deadline] = ahead(consent())
    expect(deadline).toEqual({ at: end, of: 'consent', object: 'aac_1', n: 0 })
    expect(deriveConsentEnd(deadline as never, consent())).toMatchObject([{ kind: 'consent.rejected', at: end }])
    expect(deriveConsentEnd(deadline as never, authorised)).toEqual([])
    const [expiry] = ahead(authorised, consent())
    expect(expiry).toEqual({ at: end, of: 'consent', object: 'aac_1', n: 1 })
    expect(deriveConsentEnd(expiry as never, authorised)).toMatchObject([
      { kind: 'consent.expired', at: end, data: { Status: 'EXPD' } },
    ])
  })

  test('that a robot revokes first does not expire', () => {
    const revoked = { ...authorised, revokesAt: begin + 60_000 }
    const [one] = ahead(revoked, consent())
    expect(deriveConsentEnd(one as never, revoked)).toMatchObject([{ kind: 'consent.revoked', at: begin + 60_000 }])
    expect(ahead(revoked, consent())).toHaveLength(1)
  })

  test('that the customer revoked tells nothing more, and authorised again it expires once', () => {
    const revoked = applyAction(authorised, 'revoke', begin + 1)
    expect(ahead(revoked, authorised)).toEqual([])
    const [first] = ahead(authorised, consent())
    expect(deriveConsentEnd(first as never, revoked)).toEqual([])
    const again = applyAction(revoked, 'authorise', begin + 2)
    expect(ahead(again, revoked)).toMatchObject([{ at: end, n: 2 }])
    expect(deriveConsentEnd(first as never, again)).toEqual([])
  })

  test('that changes otherwise is not stored ahead again', () => {
    expect(ahead({ ...authorised, aliveFrom: 2 }, authorised)).toEqual([])
    expect(ahead(consent({ expiresAt: undefined }))).toEqual([])
  })
})

describe('a payment', () => {
  const settled = (order: OrderRecord, before?: OrderRecord) =>
    deriveTimedEvents({ record: 'order', before, after: order }, calendar)

  test.each<[string, object, string | undefined]>([
    ['Faster Payments', {}, '2026-11-24T09:30:05.000Z'],
    ['CHAPS', { rail: 'chaps' }, '2026-11-24T09:45:00.000Z'],
    ['Bacs', { rail: 'bacs' }, '2026-11-26T07:00:00.000Z'],
    ['that comes back', { failure: 'account-closed' }, undefined],
    ['that was rejected', { stopped: { state: 'RJCT', at: begin, code: 'AM04', why: '' } }, undefined],
    ['that waits', { waits: { at: end, seq: 0, n: 0 } }, undefined],
  ])('by %s settles when the payee has the money', (_, more, expected) => {
    const [one] = settled(payment(more))
    expect(one && new Date(one.at).toISOString()).toBe(expected)
    if (!one) return
    expect(deriveSettlement(one, payment(more), calendar)).toMatchObject([
      { kind: 'payment.settled', at: one.at, data: { DomesticPaymentId: 'pay_1', Status: 'ACCC' } },
    ])
  })

  test('that was sent before is not stored ahead again', () => {
    expect(settled(payment(), payment())).toEqual([])
    expect(settled(payment(), payment({ waits: { at: begin, seq: 0, n: 0 } }))).toHaveLength(1)
  })

  test('of a standing order settles by itself', () => {
    const made = payment({ kind: 'domestic-standing-order' })
    const [one] = deriveTimedEvents({ record: 'execution', n: 3, after: made }, calendar)
    const order = payment({ kind: 'domestic-standing-order', last: { n: 4, at: end } })
    expect(deriveSettlement(one as never, order, calendar)).toMatchObject([
      { kind: 'payment.settled', object: 'pay_1', data: { PaymentTransactionId: 'pay_1.3', Status: 'ACCC' } },
    ])
  })
})
