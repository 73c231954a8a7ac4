import { describe, expect, test } from 'vitest'
import { checkVrpConsent, checkVrpOrder, expiryOf, parseVrpFundsAmount } from '#bank/vrp/rules.ts'
import { VrpConsentRequest, VrpFundsRequest, VrpOrderRequest } from '#bank/vrp/schemas.ts'
import { parseInput } from '#edge/input.ts'
import { changed } from '#test/support/official-schemas.ts'
import { now, sweep, swept } from '#test/support/payments/examples.ts'
import { describeRejection } from '#test/support/problems.ts'

const control = (field: string) => `Data.ControlParameters.${field}`
const exceeded = (field: string) => `control-parameters-exceeded U014 ${control(field)}`
const createdAt = Date.parse('2026-11-02T12:00:00Z')

describe('a VRP consent', () => {
  const lodged = (field: string, value: unknown) =>
    describeRejection(() =>
      checkVrpConsent(parseInput(VrpConsentRequest, changed(swept, field, value), 'body') as VrpConsentRequest, now),
    )
  const limit = { PeriodType: 'Week', PeriodAlignment: 'Consent', Amount: '10.00', Currency: 'GBP' }
  const limits = (more: object) => [swept.Data.ControlParameters.PeriodicLimits[0], { ...limit, ...more }]
  const invalid = (path: string) => `field-invalid U002 ${path}`

  const rows: readonly (readonly [string, unknown, string])[] = [
    [control('PeriodicLimits'), limits({}), 'allowed'],
    [control('PeriodicLimits'), [], invalid(control('PeriodicLimits'))],
    [control('PeriodicLimits'), undefined, `field-missing U004 ${control('PeriodicLimits')}`],
    [control('PeriodicLimits'), limits({ PeriodType: 'Fortnight' }), 'allowed'],
    [
      control('PeriodicLimits'),
      limits({ PeriodType: 'Fortnight', PeriodAlignment: 'Calendar' }),
      invalid(control('PeriodicLimits.1.PeriodAlignment')),
    ],
    [
      control('PeriodicLimits'),
      limits({ PeriodType: 'Month', PeriodAlignment: 'Calendar' }),
      invalid(control('PeriodicLimits.1.PeriodType')),
    ],
    [control('PeriodicLimits'), limits({ PeriodType: 'Month' }), 'allowed'],
    [control('PeriodicLimits'), limits({ PeriodType: 'Quarter' }), invalid(control('PeriodicLimits.1.PeriodType'))],
    [control('PeriodicLimits'), limits({ Amount: '10.005' }), invalid(control('PeriodicLimits.1.Amount'))],
    [control('PeriodicLimits'), limits({ Amount: '0.00' }), invalid(control('PeriodicLimits.1.Amount'))],
    [
      control('PeriodicLimits'),
      limits({ Currency: 'EUR' }),
      `currency-unsupported U023 ${control('PeriodicLimits.1.Currency')}`,
    ],
    [control('PeriodicLimits'), limits({ Currency: 'GBp' }), invalid(control('PeriodicLimits.1.Currency'))],
    [control('MaximumIndividualAmount.Amount'), '0', invalid(control('MaximumIndividualAmount.Amount'))],
    [control('MaximumIndividualAmount.Amount'), '1e3', invalid(control('MaximumIndividualAmount.Amount'))],
    [
      control('MaximumIndividualAmount.Currency'),
      'USD',
      `currency-unsupported U023 ${control('MaximumIndividualAmount.Currency')}`,
    ],
    [control('ValidFromDateTime'), undefined, 'allowed'],
    [control('ValidFromDateTime'), '2026-02-31T00:00:00Z', `date-invalid U003 ${control('ValidFromDateTime')}`],
    [control('ValidFromDateTime'), '2026-11-01', `date-invalid U003 ${control('ValidFromDateTime')}`],
    [control('ValidToDateTime'), '2027-11-30', `date-invalid U003 ${control('ValidToDateTime')}`],
    [control('ValidToDateTime'), undefined, 'allowed'],
    [control('ValidToDateTime'), '2026-11-24T00:00:00Z', 'allowed'],
    [control('ValidToDateTime'), '2026-11-23T23:59:59Z', `date-invalid U003 ${control('ValidToDateTime')}`],
    [control('ValidFromDateTime'), '2027-12-01T00:00:00Z', `date-invalid U003 ${control('ValidToDateTime')}`],
    [control('VRPType'), ['UK.OBIE.VRPType.Other'], 'allowed'],
    [control('VRPType'), ['UK.OBIE.VRPType.CVRP1', 'UK.OBIE.VRPType.CVRP2', 'UK.OBIE.VRPType.CVRP3'], 'allowed'],
    [control('VRPType'), 'UK.OBIE.VRPType.Sweeping', invalid(control('VRPType'))],
    [control('VRPType'), [], invalid(control('VRPType'))],
    [control('VRPType'), ['UK.OBIE.VRPType.Subscription'], invalid(control('VRPType.0'))],
    [control('PSUAuthenticationMethods'), ['UK.OBIE.SCANotNeeded'], invalid(control('PSUAuthenticationMethods.0'))],
    [control('SupplementaryData'), { a: 1 }, `field-unexpected U005 ${control('SupplementaryData')}`],
    ['Data.Initiation.CreditorAccount', undefined, 'field-expected U001 Data.Initiation.CreditorAccount'],
    [
      'Data.Initiation.CreditorAccount.Identification',
      '2000005577991',
      'account-identifier-unsupported U021 Data.Initiation.CreditorAccount.Identification',
    ],
    [
      'Data.Initiation.DebtorAccount',
      { SchemeName: 'UK.OBIE.Wallet', Identification: 'x', Name: 'Ada' },
      'account-scheme-unsupported U027 Data.Initiation.DebtorAccount.SchemeName',
    ],
  ]
  test.each(rows)('with %s %j: %s', (field, value, said) => expect(lodged(field, value)).toBe(said))

  test('that is not for sweeping may leave the payee open', () => {
    const other = changed(swept, control('VRPType'), ['UK.OBIE.VRPType.Other'])
    expect(
      describeRejection(() => checkVrpConsent(changed(other, 'Data.Initiation.CreditorAccount', undefined), now)),
    ).toBe('allowed')
  })
})

describe('a VRP consent expires', () => {
  const { ControlParameters } = swept.Data
  test.each([
    ['2027-11-30T00:00:00Z', '2027-12-01T00:00:00.000Z'],
    ['2027-11-30T23:59:59Z', '2027-12-01T00:00:00.000Z'],
    ['2027-12-01T00:30:00+01:00', '2027-12-01T00:00:00.000Z'],
  ])('with its last day: valid to %s, until %s', (ValidToDateTime, end) => {
    expect(expiryOf({ ...ControlParameters, ValidToDateTime })).toBe(Date.parse(end))
  })
  test('never, if it has no end', () => {
    expect(expiryOf({ ...ControlParameters, ValidToDateTime: undefined })).toBeUndefined()
  })
})

describe('a VRP payment', () => {
  const paid = [{ at: Date.parse('2026-11-10T08:00:00Z'), amount: 250_00n }]
  const pay = (field: string, value: unknown, given = { createdAt, now, paid }, consent = swept) =>
    describeRejection(() =>
      checkVrpOrder(
        consent,
        parseInput(VrpOrderRequest, changed(sweep, field, value), 'body') as VrpOrderRequest,
        given,
      ),
    )
  const amount = 'Data.Instruction.InstructedAmount.Amount'

  test('returns its amount in minor units', () => {
    expect(checkVrpOrder(swept, sweep, { createdAt, now, paid })).toBe(10_00n)
  })

  test.each([
    [amount, '50.00', 'allowed'],
    [amount, '50.01', exceeded('PeriodicLimits.0')],
    [amount, '0.00', `field-invalid U002 ${amount}`],
    [amount, '10.005', `field-invalid U002 ${amount}`],
    [
      'Data.Instruction.InstructedAmount.Currency',
      'EUR',
      'currency-unsupported U023 Data.Instruction.InstructedAmount.Currency',
    ],
    ['Data.VRPType', 'UK.OBIE.VRPType.Other', exceeded('VRPType')],
    ['Data.PSUAuthenticationMethod', 'UK.OBIE.SCA', exceeded('PSUAuthenticationMethods')],
    ['Data.PSUInteractionType', 'OffSession', 'allowed'],
    ['Data.PSUInteractionType', 'InSession', exceeded('PSUInteractionTypes')],
    ['Data.Instruction.LocalInstrument', 'UK.OBIE.FPS', 'allowed'],
    [
      'Data.Instruction.LocalInstrument',
      'UK.OBIE.BACS',
      'local-instrument-unsupported U026 Data.Instruction.LocalInstrument',
    ],
    [
      'Data.Instruction.CreditorAccount.Identification',
      '20000055779912',
      'consent-mismatch U008 Data.Instruction.CreditorAccount.Identification',
    ],
    ['Data.Initiation.CreditorAccount.Name', 'Eve', 'consent-mismatch U008 Data.Initiation.CreditorAccount.Name'],
    ['Data.Instruction.RemittanceInformation', { Unstructured: ['rent'] }, 'allowed'],
    ['Data.Instruction.SupplementaryData', {}, 'field-unexpected U005 Data.Instruction.SupplementaryData'],
    ['Risk.PaymentContextCode', 'TransferToThirdParty', 'consent-mismatch U008 Risk.PaymentContextCode'],
  ])('with %s %j: %s', (field, value, said) => expect(pay(field, value)).toBe(said))

  test('of the maximum amount is accepted, and of a penny more rejected', () => {
    const fresh = { createdAt, now, paid: [] }
    expect(pay(amount, '100.00', fresh)).toBe('allowed')
    expect(pay(amount, '100.01', fresh)).toBe(exceeded('MaximumIndividualAmount'))
  })

  test('is accepted from the first day to the last, at any time of day', () => {
    const on = (instant: string) => pay(amount, '1.00', { createdAt, now: Date.parse(instant), paid: [] })
    expect(on('2026-10-31T23:59:59.999Z')).toBe(exceeded('ValidFromDateTime'))
    expect(on('2026-11-01T00:00:00Z')).toBe('allowed')
    expect(on('2027-11-30T23:59:59.999Z')).toBe('allowed')
    expect(on('2027-12-01T00:00:00Z')).toBe(exceeded('ValidToDateTime'))
  })

  test('under several limits names the limit that it exceeds', () => {
    const week = { PeriodType: 'Week', PeriodAlignment: 'Consent', Amount: '20.00', Currency: 'GBP' } as const
    const both = changed(swept, control('PeriodicLimits.1'), week)
    expect(pay(amount, '20.00', { createdAt, now, paid }, both)).toBe('allowed')
    expect(pay(amount, '20.01', { createdAt, now, paid }, both)).toBe(exceeded('PeriodicLimits.1'))
  })

  test('must repeat the reference of the consent, if it has one', () => {
    const Unstructured = ['Sweepco']
    const consent = changed(swept, 'Data.Initiation.RemittanceInformation', { Unstructured })
    const order = changed(sweep, 'Data.Initiation.RemittanceInformation', { Unstructured })
    const given = { createdAt, now, paid: [] }
    expect(describeRejection(() => checkVrpOrder(consent, order, given))).toBe(
      'consent-mismatch U008 Data.Instruction.RemittanceInformation',
    )
    const again = changed(order, 'Data.Instruction.RemittanceInformation', { Unstructured })
    expect(describeRejection(() => checkVrpOrder(consent, again, given))).toBe('allowed')
  })

  test.each([{ Unstructured: [] }, { Structured: [] }, { Unstructured: [], Structured: [] }, {}])(
    'may choose its reference if the consent holds %j',
    (empty) => {
      const consent = changed(swept, 'Data.Initiation.RemittanceInformation', empty)
      const given = { createdAt, now, paid: [] }
      const pays = (initiation: unknown, instruction: unknown) => {
        const order = changed(sweep, 'Data.Initiation.RemittanceInformation', initiation)
        return describeRejection(() =>
          checkVrpOrder(consent, changed(order, 'Data.Instruction.RemittanceInformation', instruction), given),
        )
      }
      const dynamic = { Unstructured: ['rent of May'], Structured: [] }
      expect(pays(empty, dynamic)).toBe('allowed')
      expect(pays(undefined, dynamic)).toBe('allowed')
      expect(pays(empty, undefined)).toBe('allowed')
      expect(pays(dynamic, dynamic)).toBe('consent-mismatch U008 Data.Initiation.RemittanceInformation')
    },
  )

  test('may leave out the empty lists of its reference', () => {
    const reference = { Unstructured: ['Sweepco'], Structured: [] }
    const consent = changed(swept, 'Data.Initiation.RemittanceInformation', reference)
    const order = changed(sweep, 'Data.Initiation.RemittanceInformation', reference)
    const given = { createdAt, now, paid: [] }
    const pays = (value: unknown) =>
      describeRejection(() =>
        checkVrpOrder(consent, changed(order, 'Data.Instruction.RemittanceInformation', value), given),
      )
    expect(pays({ Unstructured: ['Sweepco'] })).toBe('allowed')
    expect(pays({ Unstructured: [] })).toBe('consent-mismatch U008 Data.Instruction.RemittanceInformation.Unstructured')
  })

  test('in session is accepted if the consent allows it', () => {
    const present = changed(swept, control('PSUInteractionTypes'), ['InSession'])
    const given = { createdAt, now, paid: [] }
    expect(pay('Data.PSUInteractionType', 'InSession', given, present)).toBe('allowed')
    expect(pay('Data.PSUInteractionType', undefined, given, present)).toBe(exceeded('PSUInteractionTypes'))
    const nothingSaid = changed(swept, control('PSUInteractionTypes'), [])
    expect(pay('Data.PSUInteractionType', undefined, given, nothingSaid)).toBe('allowed')
  })

  test('a funds confirmation must be in pounds', () => {
    const ask = (Currency: string) =>
      parseVrpFundsAmount(
        parseInput(
          VrpFundsRequest,
          { Data: { ConsentId: 'con_1', InstructedAmount: { Amount: '5', Currency } } },
          'body',
        ) as VrpFundsRequest,
      )
    expect(ask('GBP')).toBe(500n)
    expect(describeRejection(() => ask('EUR'))).toBe('currency-unsupported U023 Data.InstructedAmount.Currency')
  })
})
