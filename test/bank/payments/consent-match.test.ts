import { describe, expect, test } from 'vitest'
import { checkMatchesConsent } from '#bank/payments/consent-match.ts'
import { changed } from '#test/support/official-schemas.ts'
import { asked } from '#test/support/payments/examples.ts'
import { describeRejection } from '#test/support/problems.ts'

type Said = Parameters<typeof checkMatchesConsent>[0]
const consented = asked['domestic-payment'] as Said
const ordered = (path: string, value: unknown) =>
  describeRejection(() => checkMatchesConsent(consented, changed(consented, path, value)))

describe('an order must repeat its consent', () => {
  test('with equal values, in any order of fields', () => {
    const reversed = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, one]) => [name, reversed(one)]),
          )
        : value
    expect(describeRejection(() => checkMatchesConsent(consented, reversed(consented) as Said))).toBe('allowed')
  })

  test.each([
    ['Data.Initiation.InstructedAmount.Amount', '10.01'],
    ['Data.Initiation.InstructedAmount.Amount', '10.0'],
    ['Data.Initiation.InstructedAmount.Currency', undefined],
    ['Data.Initiation.CreditorAccount.Identification', '08080021325699'],
    ['Data.Initiation.EndToEndIdentification', 'fresco.21302.gfx.20'],
    ['Data.Initiation.DebtorAccount', { SchemeName: 'UK.OBIE.IBAN', Identification: 'x' }],
    ['Data.Initiation.RemittanceInformation', { Unstructured: ['rent'] }],
    ['Data.Initiation', []],
    ['Risk.PaymentContextCode', 'TransferToSelf'],
    ['Risk.MerchantCategoryCode', '5967'],
    ['Risk', undefined],
  ])('%s is named when it differs', (path, value) => {
    expect(ordered(path, value)).toBe(`consent-mismatch U008 ${path}`)
  })

  test('with lists in the same order', () => {
    const texts = (...Unstructured: string[]) => ({ Data: { Initiation: { RemittanceInformation: { Unstructured } } } })
    expect(describeRejection(() => checkMatchesConsent(texts('a', 'b'), texts('b', 'a')))).toBe(
      'consent-mismatch U008 Data.Initiation.RemittanceInformation.Unstructured.0',
    )
    expect(describeRejection(() => checkMatchesConsent(texts('a'), texts('a', 'b')))).toBe(
      'consent-mismatch U008 Data.Initiation.RemittanceInformation.Unstructured.1',
    )
  })

  test.each([
    ['Data.Initiation.RemittanceInformation', { Unstructured: [], Structured: [] }],
    ['Data.Initiation.RemittanceInformation', {}],
    ['Data.Initiation.RegulatoryReporting', []],
    ['Data.Initiation.CreditorPostalAddress', { AddressLine: [] }],
    ['Risk.DeliveryAddress', { AddressLine: [] }],
  ])('an empty %s %j counts as absent, in the consent as in the order', (path, value) => {
    const withEmpty = changed(consented, path, value)
    expect(describeRejection(() => checkMatchesConsent(consented, withEmpty))).toBe('allowed')
    expect(describeRejection(() => checkMatchesConsent(withEmpty, consented))).toBe('allowed')
  })

  test('an empty item of a list counts', () => {
    const reports = (...RegulatoryReporting: object[]) => ({ Data: { Initiation: { RegulatoryReporting } } })
    expect(describeRejection(() => checkMatchesConsent(reports(), reports({})))).toBe(
      'consent-mismatch U008 Data.Initiation.RegulatoryReporting',
    )
  })

  test('the error names the first difference, the initiation before the risk', () => {
    const both = changed(changed(consented, 'Risk', {}), 'Data.Initiation.InstructionIdentification', 'other')
    expect(describeRejection(() => checkMatchesConsent(consented, both))).toBe(
      'consent-mismatch U008 Data.Initiation.InstructionIdentification',
    )
  })
})
