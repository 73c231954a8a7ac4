import { describe, expect, test } from 'vitest'
import { type PaymentKind, paymentKinds } from '#bank/consents/consent.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { changed } from '#test/support/official-schemas.ts'
import { asked, lodge } from '#test/support/payments/examples.ts'

type Row = readonly [field: string, value: unknown, refusal: string]

const invalid = (path: string) => `field-invalid U002 ${path}`
const date = (path: string) => `date-invalid U003 ${path}`
const missing = (path: string) => `field-missing U004 ${path}`

/** Checks an allowed consent with one field changed. */
const lodged = (kind: PaymentKind, field: string, value: unknown) => lodge(kind, changed(asked[kind], field, value))

test.each(paymentKinds)('%s: the plain consent is accepted', (kind) => {
  expect(lodge(kind, asked[kind])).toBe('allowed')
})

const amountOf: Partial<Record<PaymentKind, string>> = {
  'domestic-payment': 'InstructedAmount',
  'domestic-scheduled-payment': 'InstructedAmount',
  'domestic-standing-order': 'FirstPaymentAmount',
  'international-payment': 'InstructedAmount',
  'international-scheduled-payment': 'InstructedAmount',
  'international-standing-order': 'InstructedAmount',
}

describe.each(Object.entries(amountOf) as [PaymentKind, string][])('an amount of a %s', (kind, name) => {
  const field = `Data.Initiation.${name}`

  test.each(['0', '0.00', '10.005', '10.000', '-1', '1e3', '99999999999999', '', '1,50', '.5', '5.', ' 1', '0x10', 1])(
    '%j is rejected',
    (amount) => expect(lodged(kind, `${field}.Amount`, amount)).toBe(invalid(`${field}.Amount`)),
  )

  test.each(['0.01', '1', '1.5', '9999999999999.99', '0000000000001.00'])('%s is accepted', (amount) => {
    expect(lodged(kind, `${field}.Amount`, amount)).toBe('allowed')
  })

  test.each(['GBp', 'GB', 'XXX', 'ABC', ''])('in the unknown currency %j is rejected', (currency) => {
    expect(lodged(kind, `${field}.Currency`, currency)).toBe(invalid(`${field}.Currency`))
  })

  test.each(paymentTypes[kind].isInternational ? ['XAF', 'VND'] : ['EUR', 'USD', 'JPY'])(
    'in %s is not supported',
    (currency) => {
      expect(lodged(kind, `${field}.Currency`, currency)).toBe(`currency-unsupported U023 ${field}.Currency`)
    },
  )
})

test('an amount in yen has no decimals', () => {
  const yen = (amount: string) =>
    lodged('international-payment', 'Data.Initiation.InstructedAmount', { Amount: amount, Currency: 'JPY' })
  expect(yen('100')).toBe('allowed')
  expect(yen('100.00')).toBe(invalid('Data.Initiation.InstructedAmount.Amount'))
})

describe('an account', () => {
  const scheme = (path: string) => `account-scheme-unsupported U027 ${path}.SchemeName`
  const number = (path: string) => `account-identifier-unsupported U021 ${path}.Identification`
  const creditor = 'Data.Initiation.CreditorAccount'
  const debtor = 'Data.Initiation.DebtorAccount'
  const of = (name: string, Identification: string) => ({ SchemeName: name, Identification, Name: 'Bob' })

  const rows: readonly (readonly [string, string, string, string])[] = [
    ['domestic-payment', 'UK.OBIE.SortCodeAccountNumber', '08080021325698', 'allowed'],
    ['domestic-payment', 'UK.OBIE.SortCodeAccountNumber', '0808021325698', number(creditor)],
    ['domestic-payment', 'UK.OBIE.SortCodeAccountNumber', '08-08-00 21325698', number(creditor)],
    ['domestic-payment', 'UK.OBIE.SortCodeAccountNumber', '0808002132569٣', number(creditor)],
    ['domestic-payment', 'UK.OBIE.IBAN', 'GB29NWBK60161331926819', 'allowed'],
    ['domestic-payment', 'UK.OBIE.IBAN', 'GB28NWBK60161331926819', number(creditor)],
    ['domestic-payment', 'UK.OBIE.IBAN', 'GB29 NWBK 6016 1331 9268 19', number(creditor)],
    ['domestic-payment', 'UK.OBIE.IBAN', 'DE89370400440532013000', number(creditor)],
    ['international-payment', 'UK.OBIE.IBAN', 'DE89370400440532013000', 'allowed'],
    ['international-payment', 'UK.OBIE.IBAN', 'DE88370400440532013000', number(creditor)],
    ['domestic-payment', 'UK.OBIE.PAN', '4111111111111111', 'allowed'],
    ['domestic-payment', 'UK.OBIE.PAN', '4111111111111112', number(creditor)],
    ['domestic-payment', 'UK.OBIE.PAN', '411111******1111', number(creditor)],
    ['domestic-payment', 'UK.OBIE.BBAN', 'NWBK60161331926819', 'allowed'],
    ['domestic-payment', 'UK.OBIE.BBAN', 'nwbk60161331926819', number(creditor)],
    ['domestic-payment', 'UK.OBIE.Paym', '07700900123', 'allowed'],
    ['domestic-payment', 'UK.OBIE.Paym', '02079460123', number(creditor)],
    ['domestic-payment', 'UK.OBIE.Wallet', 'w-1', scheme(creditor)],
    ['domestic-payment', 'SortCodeAccountNumber', '08080021325698', scheme(creditor)],
    ['domestic-payment', 'toString', '08080021325698', scheme(creditor)],
  ]
  test.each(rows)('the payee of a %s, in scheme %s as %s: %4$s', (kind, name, id, said) => {
    expect(lodged(kind as PaymentKind, creditor, of(name, id))).toBe(said)
  })

  test.each(paymentKinds)('the payer of a %s must be an account that this bank could have', (kind) => {
    const from = (name: string, id: string) => lodged(kind, debtor, { SchemeName: name, Identification: id })
    expect(from('UK.OBIE.SortCodeAccountNumber', '20000055779911')).toBe('allowed')
    expect(from('UK.OBIE.SortCodeAccountNumber', '2000055779911')).toBe(number(debtor))
    expect(from('UK.OBIE.Paym', '07700900123')).toBe(scheme(debtor))
    expect(from('UK.OBIE.BBAN', 'SNBK20000055779911')).toBe(scheme(debtor))
  })
})

describe('a date', () => {
  const path = 'Data.Initiation.RequestedExecutionDateTime'

  test.each([
    ['2026-11-24T09:30:00Z', date(path)],
    ['2026-11-24T09:30:00.001Z', 'allowed'],
    ['2026-11-24T00:00:00Z', date(path)],
    ['2026-11-24T10:30:00+01:00', date(path)],
    ['2027-11-24T09:30:00Z', 'allowed'],
    ['2027-11-24T09:30:00.001Z', date(path)],
    ['2027-02-31T00:00:00Z', date(path)],
    ['2027-02-29T00:00:00Z', date(path)],
    ['2027-01-01', date(path)],
    ['2027-01-01T00:00Z', date(path)],
    ['2027-01-01T00:00:00', date(path)],
    ['2027-01-01T24:00:00Z', date(path)],
    ['tomorrow', date(path)],
    ['', date(path)],
    [20270101, invalid(path)],
    [undefined, missing(path)],
  ])('to make a scheduled payment on, %j: %s', (value, said) => {
    for (const kind of ['domestic-scheduled-payment', 'international-scheduled-payment'] as const)
      expect(lodged(kind, path, value)).toBe(said)
    if (value !== undefined) expect(lodged('file-payment', path, value)).toBe(said)
  })

  test.each([
    'Data.Authorisation.CompletionDateTime',
    'Data.Initiation.RemittanceInformation.Structured.0.ReferredDocumentInformation.0.RelatedDate',
    'Data.Initiation.RegulatoryReporting.0.Details.0.Date',
  ])('anywhere must be a day that exists: %s', (field) => {
    const base = { ...asked['domestic-payment'] }
    const given = (value: string) => {
      const lists = { RegulatoryReporting: [{ Details: [{ Date: value }] }] }
      const documents = { Structured: [{ ReferredDocumentInformation: [{ RelatedDate: value }] }] }
      if (field.includes('Regulatory'))
        return changed(base, 'Data.Initiation.RegulatoryReporting', lists.RegulatoryReporting)
      if (field.includes('Remittance')) return changed(base, 'Data.Initiation.RemittanceInformation', documents)
      return changed(base, 'Data.Authorisation', { AuthorisationType: 'Any', CompletionDateTime: value })
    }
    expect(lodge('domestic-payment', given('2027-02-31T00:00:00Z'))).toBe(date(field))
    expect(lodge('domestic-payment', given('2027-02-28T00:00:00Z'))).toBe('allowed')
  })

  test('the deadline for authorisation must lie in the future', () => {
    const until = { AuthorisationType: 'Single', CompletionDateTime: '2026-11-24T09:30:00Z' }
    expect(lodged('domestic-payment', 'Data.Authorisation', until)).toBe(date('Data.Authorisation.CompletionDateTime'))
  })

  test("dates in the partner's supplementary data are not parsed", () => {
    expect(lodged('domestic-payment', 'Data.Initiation.SupplementaryData', { Date: 'never' })).toBe('allowed')
  })
})

describe('a payment scheme', () => {
  const path = 'Data.Initiation.LocalInstrument'
  test.each([
    ['domestic-payment', 'UK.OBIE.FPS', 'allowed'],
    ['domestic-payment', 'UK.OBIE.CHAPS', 'allowed'],
    ['domestic-payment', 'UK.OBIE.SWIFT', `local-instrument-unsupported U026 ${path}`],
    ['domestic-payment', 'FPS', `local-instrument-unsupported U026 ${path}`],
    ['domestic-scheduled-payment', 'UK.OBIE.BACS', 'allowed'],
    ['file-payment', 'UK.OBIE.BACS', 'allowed'],
    ['file-payment', 'UK.OBIE.Link', `local-instrument-unsupported U026 ${path}`],
    ['international-payment', 'UK.OBIE.SWIFT', 'allowed'],
    ['international-payment', 'UK.OBIE.FPS', `local-instrument-unsupported U026 ${path}`],
  ] as const)('of a %s, %s: %s', (kind, instrument, said) => {
    expect(lodged(kind, path, instrument)).toBe(said)
  })
})

describe('an international payment', () => {
  const at = (field: string) => `Data.Initiation.${field}`
  const rate = { UnitCurrency: 'GBP', RateType: 'Actual' }
  const agreed = { UnitCurrency: 'GBP', RateType: 'Agreed', ExchangeRate: 1.16, ContractIdentification: 'FX-1' }
  const bbanAccount = { SchemeName: 'UK.OBIE.BBAN', Identification: '000123456789', Name: 'Bob' }

  const rows: readonly Row[] = [
    [at('CurrencyOfTransfer'), 'USD', 'allowed'],
    [at('CurrencyOfTransfer'), 'usd', invalid(at('CurrencyOfTransfer'))],
    [at('CurrencyOfTransfer'), 'UUU', invalid(at('CurrencyOfTransfer'))],
    [at('CurrencyOfTransfer'), 'XAF', `currency-unsupported U023 ${at('CurrencyOfTransfer')}`],
    [at('CurrencyOfTransfer'), undefined, missing(at('CurrencyOfTransfer'))],
    [at('DestinationCountryCode'), 'DE', 'allowed'],
    [at('DestinationCountryCode'), 'UK', invalid(at('DestinationCountryCode'))],
    [at('DestinationCountryCode'), 'DEU', invalid(at('DestinationCountryCode'))],
    [at('ChargeBearer'), 'Shared', 'allowed'],
    [at('ChargeBearer'), 'SHAR', invalid(at('ChargeBearer'))],
    [at('CreditorAgent'), { SchemeName: 'UK.OBIE.BICFI', Identification: 'DEUTDEFF' }, 'allowed'],
    [at('CreditorAgent'), { SchemeName: 'UK.OBIE.BICFI', Identification: 'DEUTDEFF500' }, 'allowed'],
    [
      at('CreditorAgent'),
      { SchemeName: 'UK.OBIE.BICFI', Identification: 'DEUTDEFF5' },
      invalid(at('CreditorAgent.Identification')),
    ],
    [at('CreditorAgent'), { SchemeName: 'UK.OBIE.NCC.IN', Identification: 'HDFC0000001' }, 'allowed'],
    [
      at('CreditorAgent'),
      { SchemeName: 'UK.OBIE.NCC.QQ', Identification: '1' },
      `account-scheme-unsupported U027 ${at('CreditorAgent.SchemeName')}`,
    ],
    [at('CreditorAgent'), { SchemeName: 'UK.OBIE.BICFI' }, `field-expected U001 ${at('CreditorAgent.Identification')}`],
    [at('CreditorAgent'), { Identification: 'DEUTDEFF' }, `field-expected U001 ${at('CreditorAgent.SchemeName')}`],
    [at('CreditorAgent'), { Name: 'Deutsche' }, `field-expected U001 ${at('CreditorAgent.PostalAddress')}`],
    [at('CreditorAgent'), { Name: 'Deutsche', PostalAddress: { Country: 'DE' } }, 'allowed'],
    [at('CreditorAgent'), {}, `field-expected U001 ${at('CreditorAgent.Name')}`],
    [at('CreditorAccount'), bbanAccount, `field-expected U001 ${at('CreditorAgent')}`],
    [at('ExchangeRateInformation'), rate, 'allowed'],
    [at('ExchangeRateInformation'), { ...rate, RateType: 'Indicative' }, 'allowed'],
    [
      at('ExchangeRateInformation'),
      { ...rate, ExchangeRate: 1.1 },
      `field-unexpected U005 ${at('ExchangeRateInformation.ExchangeRate')}`,
    ],
    [
      at('ExchangeRateInformation'),
      { ...rate, ContractIdentification: 'x' },
      `field-unexpected U005 ${at('ExchangeRateInformation.ContractIdentification')}`,
    ],
    [
      at('ExchangeRateInformation'),
      { ...rate, UnitCurrency: 'QQQ' },
      invalid(at('ExchangeRateInformation.UnitCurrency')),
    ],
    [at('ExchangeRateInformation'), agreed, `field-expected U001 ${at('InstructionPriority')}`],
    [
      at('ExchangeRateInformation'),
      { ...agreed, ExchangeRate: undefined },
      `field-expected U001 ${at('ExchangeRateInformation.ExchangeRate')}`,
    ],
    [
      at('ExchangeRateInformation'),
      { ...agreed, ContractIdentification: undefined },
      `field-expected U001 ${at('ExchangeRateInformation.ContractIdentification')}`,
    ],
  ]
  test.each(rows)('with %s %j: %s', (field, value, said) => {
    expect(lodged('international-payment', field, value)).toBe(said)
    expect(lodged('international-scheduled-payment', field, value)).toBe(said)
  })

  test('at an agreed rate needs a positive rate and a contract', () => {
    const urgent = changed(asked['international-payment'], at('InstructionPriority'), 'Urgent')
    const at1 = (value: number) =>
      lodge('international-payment', changed(urgent, at('ExchangeRateInformation'), { ...agreed, ExchangeRate: value }))
    expect(at1(1.16)).toBe('allowed')
    expect(at1(0)).toBe(invalid(at('ExchangeRateInformation.ExchangeRate')))
  })

  test('may have a priority or a payment scheme, not both', () => {
    const both = changed(
      changed(asked['international-payment'], at('InstructionPriority'), 'Normal'),
      at('LocalInstrument'),
      'UK.OBIE.SWIFT',
    )
    expect(lodge('international-payment', both)).toBe(`field-unexpected U005 ${at('InstructionPriority')}`)
  })

  test('through SEPA must share the charges', () => {
    const sepa = changed(asked['international-payment'], at('LocalInstrument'), 'UK.OBIE.SEPACreditTransfer')
    expect(lodge('international-payment', sepa)).toBe('allowed')
    expect(lodge('international-payment', changed(sepa, at('ChargeBearer'), 'BorneByDebtor'))).toBe(
      invalid(at('ChargeBearer')),
    )
    expect(lodge('international-payment', changed(sepa, at('ChargeBearer'), 'FollowingServiceLevel'))).toBe('allowed')
  })
})

describe('a request', () => {
  test.each([
    ['domestic-payment', 'Risk', undefined, missing('Risk')],
    ['domestic-payment', 'Data.Permission', 'Create', 'field-unexpected U005 Data.Permission'],
    ['domestic-scheduled-payment', 'Data.Permission', 'Update', invalid('Data.Permission')],
    ['domestic-scheduled-payment', 'Data.Permission', undefined, missing('Data.Permission')],
    ['file-payment', 'Risk', {}, 'field-unexpected U005 Risk'],
    ['file-payment', 'Data.ReadRefundAccount', 'Yes', 'field-unexpected U005 Data.ReadRefundAccount'],
    ['domestic-payment', 'Data.Initiation.Reference', 'x', 'field-unexpected U005 Data.Initiation.Reference'],
    ['domestic-payment', 'Risk.PaymentContextCode', 'PartyToParty', invalid('Risk.PaymentContextCode')],
  ] as const)('of a %s with %s %j: %s', (kind, field, value, said) => {
    expect(lodged(kind, field, value)).toBe(said)
  })
})
