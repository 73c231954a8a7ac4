import { expect, test } from 'vitest'
import { routePayment } from '#bank/payments/routing.ts'

const market = { now: Date.parse('2026-11-24T09:30:00Z'), poundBuys: () => 1.25 }
const facts = { ...market, payeeAccount: undefined, failure: undefined }
const pounds = { Amount: '1.00', Currency: 'GBP' }
const CreditorAccount = { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika Muster' }
const toDollars = { CreditorAccount, CurrencyOfTransfer: 'USD' }

test('without ChargeBearer the payer pays all charges of an international payment, so any amount arrives', () => {
  for (const kind of [
    'international-payment',
    'international-scheduled-payment',
    'international-standing-order',
  ] as const)
    expect(routePayment(kind, toDollars, pounds, facts)).toMatchObject({ payerPence: 1_700n })
})

test('a small payment whose payee pays charges is rejected with a way out', () => {
  const shared = { ...toDollars, ChargeBearer: 'Shared' as const }
  expect(() => routePayment('international-payment', shared, pounds, facts)).toThrow(
    'Data.Initiation.InstructedAmount.Amount: must be more than the charges of 12.00 GBP that are deducted from it, or ChargeBearer must be BorneByDebtor',
  )
})

test('a domestic payment has no ChargeBearer, and its charges are shown as shared', () => {
  const british = { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '08080021325698', Name: 'Bob' }
  const chaps = { CreditorAccount: british, LocalInstrument: 'UK.OBIE.CHAPS' }
  const { charges } = routePayment('domestic-payment', chaps, pounds, facts)
  expect(charges).toMatchObject([{ ChargeBearer: 'Shared', Amount: { Amount: '20.00', Currency: 'GBP' } }])
})
