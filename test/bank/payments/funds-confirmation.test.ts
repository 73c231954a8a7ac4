import { describe, expect, test } from 'vitest'
import type { CurrencyCode } from '#bank/money/currency.ts'
import {
  checkFundsConsent,
  FundsConsentRequest,
  FundsRequest,
  parseFundsAmount,
} from '#bank/payments/funds-confirmation.ts'
import { parseInput } from '#edge/input.ts'
import { changed } from '#test/support/official-schemas.ts'
import { now } from '#test/support/payments/examples.ts'
import { describeRejection } from '#test/support/problems.ts'

describe("a card issuer's consent", () => {
  const DebtorAccount = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '20000055779911' }
  const lodged = (field: string, value: unknown) => {
    const body = changed<Record<string, unknown>>({ Data: { DebtorAccount } }, field, value)
    return describeRejection(() =>
      checkFundsConsent(parseInput(FundsConsentRequest, body, 'body') as FundsConsentRequest, now),
    )
  }
  test.each([
    ['Data.ExpirationDateTime', undefined, 'allowed'],
    ['Data.ExpirationDateTime', '2026-11-24T09:30:00.001Z', 'allowed'],
    ['Data.ExpirationDateTime', '2026-11-24T09:30:00Z', 'date-invalid U003 Data.ExpirationDateTime'],
    ['Data.ExpirationDateTime', '2027-02-28', 'date-invalid U003 Data.ExpirationDateTime'],
    ['Data.ExpirationDateTime', '2027-02-31T00:00:00Z', 'date-invalid U003 Data.ExpirationDateTime'],
    ['Data.DebtorAccount', undefined, 'field-missing U004 Data.DebtorAccount'],
    [
      'Data.DebtorAccount.SchemeName',
      'UK.OBIE.Wallet',
      'account-scheme-unsupported U027 Data.DebtorAccount.SchemeName',
    ],
    [
      'Data.DebtorAccount.Identification',
      '20000',
      'account-identifier-unsupported U021 Data.DebtorAccount.Identification',
    ],
    ['Risk', {}, 'field-unexpected U005 Risk'],
  ])('with %s %j: %s', (field, value, said) => expect(lodged(field, value)).toBe(said))
})

describe('a funds confirmation request', () => {
  const ask = (Amount: string, Currency: string, currency: CurrencyCode = 'GBP') => {
    const body = { Data: { ConsentId: 'con_1', Reference: 'Purchase01', InstructedAmount: { Amount, Currency } } }
    return parseFundsAmount(parseInput(FundsRequest, body, 'body') as FundsRequest, currency)
  }
  test('is in minor units of the currency of the account', () => {
    expect(ask('20.00', 'GBP')).toBe(20_00n)
    expect(ask('20', 'EUR', 'EUR')).toBe(20_00n)
  })
  test.each([
    ['20.00', 'USD', 'currency-unsupported U023 Data.InstructedAmount.Currency'],
    ['20.00', 'ABC', 'field-invalid U002 Data.InstructedAmount.Currency'],
    ['0', 'GBP', 'field-invalid U002 Data.InstructedAmount.Amount'],
    ['0.001', 'GBP', 'field-invalid U002 Data.InstructedAmount.Amount'],
  ])('of %s %s: %s', (amount, currency, said) => expect(describeRejection(() => ask(amount, currency))).toBe(said))
})
