import { describe, expect, test } from 'vitest'
import { ConsentRequest, parseConsentTerms } from '#bank/consents/account-access.ts'
import { problemOf } from '#test/support/problems.ts'

const now = Date.parse('2026-11-24T09:30:00Z')

const termsOf = (Data: object) =>
  parseConsentTerms(ConsentRequest.parse({ Data: { Permissions: ['ReadBalances'], ...Data }, Risk: {} }), now)

const rejectionOf = (Data: object): string | undefined => {
  const problem = problemOf(() => termsOf(Data))
  return problem && `${problem.code} ${problem.faults[0].path}`
}

describe('the terms of an account-access consent', () => {
  test('hold each permission once, and instants in epoch milliseconds', () => {
    const terms = termsOf({
      Permissions: ['ReadBalances', 'ReadBalances'],
      ExpirationDateTime: '2027-01-01T00:00:00+01:00',
      TransactionFromDateTime: '2026-01-01T00:00:00Z',
    })
    expect(terms).toEqual({
      permissions: ['ReadBalances'],
      expiresAt: Date.parse('2026-12-31T23:00:00Z'),
      transactionsFrom: Date.parse('2026-01-01T00:00:00Z'),
    })
  })

  test.each<[rejection: string | undefined, data: object]>([
    [undefined, { ExpirationDateTime: '2026-11-24T09:30:00.001Z' }],
    ['date-invalid Data.ExpirationDateTime', { ExpirationDateTime: '2026-11-24T09:30:00Z' }],
    ['date-invalid Data.ExpirationDateTime', { ExpirationDateTime: '2027-02-29T00:00:00Z' }],
    [undefined, { TransactionFromDateTime: '2026-01-01T00:00:00Z', TransactionToDateTime: '2026-01-01T00:00:00Z' }],
    [
      'date-invalid Data.TransactionFromDateTime',
      { TransactionFromDateTime: '2026-01-02T00:00:00Z', TransactionToDateTime: '2026-01-01T00:00:00Z' },
    ],
    ['date-invalid Data.ExpirationDateTime', { ExpirationDateTime: '2027-01-01' }],
    ['date-invalid Data.ExpirationDateTime', { ExpirationDateTime: '2027-01-01T00:00Z' }],
    ['date-invalid Data.ExpirationDateTime', { ExpirationDateTime: '2027-01-01T00:00:00' }],
    ['date-invalid Data.TransactionFromDateTime', { TransactionFromDateTime: '2026-01-01' }],
    ['date-invalid Data.TransactionToDateTime', { TransactionToDateTime: '2026-01-01' }],
    [undefined, { ExpirationDateTime: '2027-01-01T00:00:00.123456+00:00' }],
    ['field-invalid Data.Permissions', { Permissions: ['ReadTransactionsBasic'] }],
  ])('are rejected with %s: %j', (rejection, data) => {
    expect(rejectionOf(data)).toBe(rejection)
  })
})
