import { beforeAll, describe, expect, test } from 'vitest'
import { changed, expectOfficial } from '#test/support/official-schemas.ts'
import {
  clientToken,
  connect,
  openAnotherWorld,
  openBankWithStoppedClock,
  type Partner,
} from '#test/support/partners.ts'
import {
  authoriseMandate,
  callAsPartner,
  fund,
  joinPayer,
  mandate,
  outcomeOf,
  payment,
  pisp,
  send,
} from '#test/support/payers.ts'
import { balanceOf } from '#test/support/sandbox.ts'

const first = await openBankWithStoppedClock({ now: '2026-11-24T09:30:00Z', rate: 0 })
const consents = `${pisp}/domestic-vrp-consents`
const orders = `${pisp}/domestic-vrps`

beforeAll(() => fund(first, first.world, { acc_0_current: '5000.00' }))

describe('a mandate is rejected', () => {
  const control = (field: string) => `Data.ControlParameters.${field}`
  const day = { PeriodType: 'Day', PeriodAlignment: 'Consent', Amount: '1.00', Currency: 'GBP' }
  const rows: [what: string, path: string, value: unknown, expected: string][] = [
    ['without a limit', control('PeriodicLimits'), [], `400 U002 ${control('PeriodicLimits')}`],
    ['without a period', control('PeriodicLimits'), undefined, `400 U004 ${control('PeriodicLimits')}`],
    [
      'with a limit of zero',
      control('MaximumIndividualAmount.Amount'),
      '0.00',
      `400 U002 ${control('MaximumIndividualAmount.Amount')}`,
    ],
    [
      'with a tenth of a penny',
      control('PeriodicLimits.0.Amount'),
      '1.001',
      `400 U002 ${control('PeriodicLimits.0.Amount')}`,
    ],
    ['in euros', control('PeriodicLimits.0.Currency'), 'EUR', `400 U023 ${control('PeriodicLimits.0.Currency')}`],
    [
      'with a calendar fortnight',
      control('PeriodicLimits'),
      [{ ...day, PeriodType: 'Fortnight', PeriodAlignment: 'Calendar' }],
      `400 U002 ${control('PeriodicLimits.0.PeriodAlignment')}`,
    ],
    [
      'with two limits for one period',
      control('PeriodicLimits'),
      [day, day],
      `400 U002 ${control('PeriodicLimits.1.PeriodType')}`,
    ],
    [
      'with an end in the past',
      control('ValidToDateTime'),
      '2026-11-23T23:59:59Z',
      `400 U003 ${control('ValidToDateTime')}`,
    ],
    [
      'with 31 November as its end',
      control('ValidToDateTime'),
      '2026-11-31T00:00:00Z',
      `400 U003 ${control('ValidToDateTime')}`,
    ],
    [
      'with unsupported supplementary data',
      control('SupplementaryData'),
      {},
      `400 U005 ${control('SupplementaryData')}`,
    ],
    [
      'with a payee that no rail reaches',
      'Data.Initiation.CreditorAccount',
      { SchemeName: 'UK.OBIE.BBAN', Identification: 'ABC123', Name: 'Bob' },
      '400 U002 Data.Initiation.CreditorAccount',
    ],
    [
      'with a payee abroad',
      'Data.Initiation.CreditorAccount',
      { SchemeName: 'UK.OBIE.IBAN', Identification: 'DE89370400440532013000', Name: 'Erika' },
      '400 U021 Data.Initiation.CreditorAccount.Identification',
    ],
    [
      'with an unknown account scheme',
      'Data.Initiation.CreditorAccount.SchemeName',
      'UK.OBIE.Wallet',
      '400 U027 Data.Initiation.CreditorAccount.SchemeName',
    ],
    ['without a risk', 'Risk', undefined, '400 U004 Risk'],
    [
      'for sweeping without a payee',
      'Data',
      { ...mandate({ VRPType: ['UK.OBIE.VRPType.Sweeping'] }).Data, Initiation: {} },
      '400 U001 Data.Initiation.CreditorAccount',
    ],
  ]
  let partner: Partner
  beforeAll(async () => {
    partner = await joinPayer(first)
  })
  test.each(rows)('%s', async (_, path, value, expected) => {
    const { access_token: token } = await clientToken(partner, 'payments')
    const before = first.store.units.write
    expect(outcomeOf(await send(partner, token, 'POST', consents, { body: changed(mandate(), path, value) }))).toBe(
      expected,
    )
    expect(first.store.units.write).toBe(before)
  })
})

describe('a payment is rejected', () => {
  const instruction = (field: string) => `Data.Instruction.${field}`
  const control = (field: string) => `400 U014 Data.ControlParameters.${field}`
  const rows: [what: string, path: string, value: unknown, expected: string][] = [
    ['for another mandate than that of the token', 'Data.ConsentId', 'vrc_0000000000000000', '400 U008 Data.ConsentId'],
    [
      'with another initiation',
      'Data.Initiation.CreditorAccount.Name',
      'Eve',
      '400 U008 Data.Initiation.CreditorAccount.Name',
    ],
    ['with a part of the initiation left out', 'Data.Initiation', {}, '400 U008 Data.Initiation.CreditorAccount'],
    ['with another risk', 'Risk.PaymentContextCode', 'TransferToSelf', '400 U008 Risk.PaymentContextCode'],
    [
      'with another payee',
      instruction('CreditorAccount.Identification'),
      '08080021325699',
      `400 U008 ${instruction('CreditorAccount.Identification')}`,
    ],
    ['of a type that the mandate does not allow', 'Data.VRPType', 'UK.OBIE.VRPType.CVRP2', control('VRPType')],
    [
      'with an authentication that the mandate does not allow',
      'Data.PSUAuthenticationMethod',
      'UK.OBIE.SCA',
      control('PSUAuthenticationMethods'),
    ],
    [
      'with the customer present, which the mandate does not allow',
      'Data.PSUInteractionType',
      'InSession',
      control('PSUInteractionTypes'),
    ],
    [
      'of a penny above the individual limit',
      instruction('InstructedAmount.Amount'),
      '100.01',
      control('MaximumIndividualAmount'),
    ],
    ['of zero', instruction('InstructedAmount.Amount'), '0', `400 U002 ${instruction('InstructedAmount.Amount')}`],
    [
      'of a negative amount',
      instruction('InstructedAmount.Amount'),
      '-1.00',
      `400 U002 ${instruction('InstructedAmount.Amount')}`,
    ],
    [
      'of a tenth of a penny',
      instruction('InstructedAmount.Amount'),
      '1.001',
      `400 U002 ${instruction('InstructedAmount.Amount')}`,
    ],
    [
      'of the largest possible amount',
      instruction('InstructedAmount.Amount'),
      '9999999999999',
      control('MaximumIndividualAmount'),
    ],
    [
      'in euros',
      instruction('InstructedAmount.Currency'),
      'EUR',
      `400 U023 ${instruction('InstructedAmount.Currency')}`,
    ],
    [
      'by a rail that takes days',
      instruction('LocalInstrument'),
      'UK.OBIE.BACS',
      `400 U026 ${instruction('LocalInstrument')}`,
    ],
    [
      'without an instruction number',
      instruction('InstructionIdentification'),
      undefined,
      `400 U004 ${instruction('InstructionIdentification')}`,
    ],
    [
      'with unsupported supplementary data',
      instruction('SupplementaryData'),
      {},
      `400 U005 ${instruction('SupplementaryData')}`,
    ],
  ]
  let partner: Partner
  let agreed: Awaited<ReturnType<typeof authoriseMandate>>
  beforeAll(async () => {
    partner = await joinPayer(first)
    agreed = await authoriseMandate(partner)
  })
  test.each(rows)('%s', async (_, path, value, expected) => {
    const before = first.store.units.write
    expect(outcomeOf(await agreed.pay('10.00', { [path]: value }))).toBe(expected)
    expect(first.store.units.write).toBe(before)
  })
  test('but not without any of these faults', async () => {
    expect(outcomeOf(await agreed.pay('10.00'))).toBe('201')
  })

  test('with a token of another consent', async () => {
    const body = payment(mandate(), agreed.consent)
    const pay = (token: string) => send(partner, token, 'POST', orders, { body })
    expect(outcomeOf(await pay((await clientToken(partner, 'payments')).access_token))).toBe(
      '401 U006 header Authorization',
    )
    expect(outcomeOf(await pay((await connect(partner)).token))).toBe('403 U006 header Authorization')
    const other = await authoriseMandate(partner)
    expect(outcomeOf(await pay(other.token))).toBe('400 U008 Data.ConsentId')
  })

  test('without funds: it is stored as rejected, and no money moves', async () => {
    const bank = await openAnotherWorld(first)
    await fund(bank, bank.world, { acc_0_current: '0.00' })
    const most = { Amount: '900000.00', Currency: 'GBP' }
    const body = mandate({
      MaximumIndividualAmount: most,
      PeriodicLimits: [{ PeriodType: 'Day', PeriodAlignment: 'Consent', ...most }],
    })
    const payer = await joinPayer(bank)
    const { pay, consent, token } = await authoriseMandate(payer, body)
    const rejected = await pay('900000.00')
    expectOfficial('vrp', 'OBDomesticVRPResponse', rejected)
    expect(rejected.status).toBe(201)
    expect(rejected.body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM04' }] })
    expect(await balanceOf(bank, 'acc_0_current')).toBe('0.00')
    const details = await callAsPartner(payer, 'GET', `${orders}/${rejected.body.Data.DomesticVRPId}/payment-details`)
    expectOfficial('vrp', 'OBDomesticVRPDetails', details)
    expect(details.body.Data.PaymentStatus[0].StatusDetail).toMatchObject({ Status: 'RJCT', StatusReason: 'AM04' })
    const asked = { Data: { ConsentId: consent, InstructedAmount: most } }
    const funds = await send(payer, token, 'POST', `${consents}/${consent}/funds-confirmation`, { body: asked })
    expectOfficial('vrp', 'OBVRPFundsConfirmationResponse', funds)
    expect(funds.body.Data.FundsAvailableResult.FundsAvailable).toBe('NotAvailable')
  })
})
