import { beforeAll, describe, expect, test } from 'vitest'
import { revokeConsent } from '#actions/consents/consents.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import type { ControlParameters } from '#bank/vrp/schemas.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import {
  ask,
  type Bank,
  clientToken,
  connect,
  exchange,
  openAnotherWorld,
  openBankWithStoppedClock,
  type Partner,
  refresh,
  visit,
} from '#test/support/partners.ts'
import {
  type Answer,
  addressOf,
  authorise,
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
import { externalPayee } from '#test/support/payment-bank.ts'
import { advance, aisp, balanceOf, type Json } from '#test/support/sandbox.ts'

const first = await openBankWithStoppedClock({ now: '2026-11-24T09:30:00Z', rate: 0 })
const consents = `${pisp}/domestic-vrp-consents`
const orders = `${pisp}/domestic-vrps`

beforeAll(() => fund(first, first.world, { acc_0_current: '5000.00' }))

/** Checks a body against the official file, if it lies beside the repository. */
function holds(name: string, { body }: Answer): void {
  if (isThere) expect(faultsOf('vrp', name, body)).toEqual([])
}
if (!isThere) test.skip(notThere, () => {})

describe.each(['obuk-fapi1-advanced', 'fapi2'] as const)(
  'a mandate from beginning to end, in the profile %s',
  (profile) => {
    test('is created, authorised, used, revoked, authorised again and deleted, and each payment moves money', async () => {
      const bank = await openAnotherWorld(first)
      await fund(bank, bank.world, { acc_0_current: '1000.00' })
      const ways = { fapi2: { binding: 'dpop' }, 'obuk-fapi1-advanced': { signing: 'required' } } as const
      const partner = await joinPayer(bank, { profile, ...ways[profile] })
      const body = mandate()
      const lodged = await callAsPartner(partner, 'POST', consents, {
        body: changed(body, 'Data.ReadRefundAccount', 'Yes'),
      })
      holds('OBDomesticVRPConsentResponse', lodged)
      expect(lodged.status).toBe(201)
      const id = lodged.body.Data.ConsentId
      expect(lodged.body).toMatchObject({
        Data: { Status: 'AWAU', StatusReason: [{ StatusReasonCode: 'U036' }], ...body.Data },
        Risk: body.Risk,
        Links: { Self: `http://sandbank.test${consents}/${id}` },
      })
      expect(lodged.body.Data).not.toHaveProperty('DebtorAccount')
      expect(lodged.headers.has('x-jws-signature')).toBe(profile !== 'fapi2')

      const token = await authorise(partner, id)
      const agreed = await callAsPartner(partner, 'GET', `${consents}/${id}`)
      holds('OBDomesticVRPConsentResponse', agreed)
      const payer = await addressOf(bank, 'acc_0_current')
      expect(agreed.body.Data).toMatchObject({ Status: 'AUTH', DebtorAccount: payer })

      const asked = {
        Data: { ConsentId: id, Reference: 'Is it there?', InstructedAmount: { Amount: '1000.00', Currency: 'GBP' } },
      }
      const funds = await send(partner, token, 'POST', `${consents}/${id}/funds-confirmation`, { body: asked })
      holds('OBVRPFundsConfirmationResponse', funds)
      expect(funds.status).toBe(201)
      expect(funds.body.Data).toMatchObject({ ...asked.Data, FundsAvailableResult: { FundsAvailable: 'Available' } })

      const paid = await send(partner, token, 'POST', orders, { body: payment(body, id, '99.50') })
      holds('OBDomesticVRPResponse', paid)
      expect(paid.status).toBe(201)
      expect(paid.body.Data).toMatchObject({
        ConsentId: id,
        Status: 'RCVD',
        Refund: payer,
        DebtorAccount: payer,
        Initiation: body.Data.Initiation,
        Instruction: payment(body, id, '99.50').Data.Instruction,
        ExpectedSettlementDateTime: '2026-11-24T09:30:05.000Z',
      })
      expect(await balanceOf(bank, 'acc_0_current')).toBe('900.50')

      const order = `${orders}/${paid.body.Data.DomesticVRPId}`
      await advance(bank, bank.world, { seconds: 5 })
      const settled = await callAsPartner(partner, 'GET', order)
      holds('OBDomesticVRPResponse', settled)
      expect(settled.body.Data).toMatchObject({ Status: 'ACCC', StatusUpdateDateTime: '2026-11-24T09:30:05.000Z' })
      const details = await callAsPartner(partner, 'GET', `${order}/payment-details`)
      holds('OBDomesticVRPDetails', details)
      expect(details.body.Data.PaymentStatus).toMatchObject([{ Status: 'ACCC', StatusDetail: { Status: 'ACCC' } }])

      await revokeConsent(await worldOf(bank, bank.world), 'cus_0', id)
      const pay = (with_: string) => send(partner, with_, 'POST', orders, { body: payment(body, id) })
      expect(outcomeOf(await pay(token))).toBe('403 U028 header Authorization')
      const cancelled = await callAsPartner(partner, 'GET', `${consents}/${id}`)
      holds('OBDomesticVRPConsentResponse', cancelled)
      expect(cancelled.body.Data.Status).toBe('CANC')

      const again = await authorise(partner, id)
      expect(outcomeOf(await pay(token))).toBe('401 U006 header Authorization')
      expect(outcomeOf(await pay(again))).toBe('201')
      expect(await balanceOf(bank, 'acc_0_current')).toBe('890.50')

      expect((await callAsPartner(partner, 'DELETE', `${consents}/${id}`)).status).toBe(204)
      expect(outcomeOf(await callAsPartner(partner, 'GET', `${consents}/${id}`))).toBe('400 U011 path ConsentId')
      expect(outcomeOf(await pay(again))).toBe('401 U006 header Authorization')
      expect((await callAsPartner(partner, 'GET', order)).body).toEqual({ ...settled.body })
      expect(await proveLedger(await worldOf(bank, bank.world))).toMatchObject({ holds: true, payments: 2 })
      expect(bank.logged).toEqual([])
    })
  },
)

describe('a sweep', () => {
  const sweeping = (creditor: object, more: Partial<ControlParameters> = {}) =>
    changed(mandate({ VRPType: ['UK.OBIE.VRPType.Sweeping'], ...more }), 'Data.Initiation.CreditorAccount', creditor)

  test("goes from one of a customer's accounts to another, and both sides see it at once", async () => {
    const partner = await joinPayer(first)
    const { pay } = await authoriseMandate(partner, sweeping(await addressOf(first, 'acc_0_savings')))
    const before = [await balanceOf(first, 'acc_0_current'), await balanceOf(first, 'acc_0_savings')].map(Number)
    expect(outcomeOf(await pay('25.00'))).toBe('201')
    const after = [await balanceOf(first, 'acc_0_current'), await balanceOf(first, 'acc_0_savings')].map(Number)
    expect(after.map((one, n) => (one - (before[n] as number)).toFixed(2))).toEqual(['-25.00', '25.00'])
  })

  test('to the main account takes the money from another one', async () => {
    const partner = await joinPayer(first)
    const { consent } = await authoriseMandate(partner, sweeping(await addressOf(first, 'acc_0_current')))
    const { body } = await callAsPartner(partner, 'GET', `${consents}/${consent}`)
    expect(body.Data.DebtorAccount).toEqual(await addressOf(first, 'acc_0_savings'))
  })

  test("to another customer's account has no account to pay from and cannot be authorised", async () => {
    const partner = await joinPayer(first)
    const all = (
      await first.send('POST', `/control/worlds/${first.world.id}/tokens`, { customer: 'all' }, first.world.controlKey)
    ).body
    const bank = { ...first, world: { ...first.world, developerToken: all.developerToken } }
    const foreign = sweeping(await addressOf(bank, 'acc_1_student'))
    await expect(authoriseMandate(partner, foreign)).rejects.toMatchObject({ error: 'access_denied' })
    // If the mandate allows more than sweeping, the payment states its own type.
    const both = sweeping(await addressOf(bank, 'acc_1_student'), {
      VRPType: ['UK.OBIE.VRPType.Sweeping', 'UK.OBIE.VRPType.Other'],
    })
    const { pay } = await authoriseMandate(partner, both)
    expect(outcomeOf(await pay('1.00'))).toBe('400 U002 Data.VRPType')
    expect(outcomeOf(await pay('1.00', { 'Data.VRPType': 'UK.OBIE.VRPType.Other' }))).toBe('201')
  })

  test("between a couple's accounts is accepted for the holder of both", async () => {
    const bank = await openAnotherWorld(first)
    const { body } = await bank.send(
      'POST',
      `/control/worlds/${bank.world.id}/tokens`,
      { customer: 'all' },
      bank.world.controlKey,
    )
    const open = { ...bank, world: { ...bank.world, developerToken: body.developerToken } }
    const { body: accounts } = await bank.send('GET', `${aisp}/accounts`, undefined, body.developerToken)
    const joint = accounts.Data.Account.find(({ AccountId }: Json) => AccountId.endsWith('_joint')).AccountId
    const robot = `approve, customer=cus_${joint.split('_')[1]}`
    const { pay } = await authoriseMandate(await joinPayer(open), sweeping(await addressOf(open, joint)), robot)
    expect(outcomeOf(await pay('0.01'))).toBe('201')
  })

  test('to an account at another bank is accepted as declared', async () => {
    const { pay } = await authoriseMandate(await joinPayer(first), sweeping(externalPayee))
    expect(outcomeOf(await pay('1.00'))).toBe('201')
  })
})

describe('a commercial mandate', () => {
  test.each(['UK.OBIE.VRPType.Other', 'UK.OBIE.VRPType.CVRP1'] as const)(
    'of %s may leave payee and reference to each payment',
    async (type) => {
      const body = changed(mandate({ VRPType: [type] }), 'Data.Initiation', {})
      const { pay } = await authoriseMandate(await joinPayer(first), body)
      for (const number of ['08080021325698', '20000055779911']) {
        const answer = await pay('1.00', {
          'Data.Instruction.CreditorAccount.Identification': number,
          'Data.Instruction.RemittanceInformation': { Unstructured: [`Bill ${number}`] },
        })
        holds('OBDomesticVRPResponse', answer)
        expect(answer.body.Data.Instruction).toMatchObject({
          CreditorAccount: { Identification: number },
          RemittanceInformation: { Unstructured: [`Bill ${number}`] },
        })
      }
    },
  )

  test('with empty lists of references leaves the reference to each payment', async () => {
    const empty = { Unstructured: [], Structured: [] }
    const body = changed(mandate(), 'Data.Initiation.RemittanceInformation', empty)
    const { pay } = await authoriseMandate(await joinPayer(first), body)
    const own = { Unstructured: ['Bill 12'], Structured: [] }
    for (const sent of [own, empty, undefined]) {
      const answer = await pay('1.00', { 'Data.Instruction.RemittanceInformation': sent })
      expect(answer.status).toBe(201)
      expect(answer.body.Data.Initiation.RemittanceInformation).toEqual(empty)
      expect(answer.body.Data.Instruction.RemittanceInformation).toEqual(sent)
    }
  })

  test('is debited from the named account only', async () => {
    const body = changed(mandate(), 'Data.Initiation.DebtorAccount', await addressOf(first, 'acc_0_savings'))
    const partner = await joinPayer(first)
    const { consent } = await authoriseMandate(partner, body)
    const shown = await callAsPartner(partner, 'GET', `${consents}/${consent}`)
    expect(shown.body.Data.DebtorAccount).toEqual(await addressOf(first, 'acc_0_savings'))
    const robot = 'approve, customer=cus_2'
    await expect(authoriseMandate(partner, body, robot)).rejects.toMatchObject({ error: 'access_denied' })
  })
})

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
    holds('OBDomesticVRPResponse', rejected)
    expect(rejected.status).toBe(201)
    expect(rejected.body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AM04' }] })
    expect(await balanceOf(bank, 'acc_0_current')).toBe('0.00')
    const details = await callAsPartner(payer, 'GET', `${orders}/${rejected.body.Data.DomesticVRPId}/payment-details`)
    holds('OBDomesticVRPDetails', details)
    expect(details.body.Data.PaymentStatus[0].StatusDetail).toMatchObject({ Status: 'RJCT', StatusReason: 'AM04' })
    const asked = { Data: { ConsentId: consent, InstructedAmount: most } }
    const funds = await send(payer, token, 'POST', `${consents}/${consent}/funds-confirmation`, { body: asked })
    holds('OBVRPFundsConfirmationResponse', funds)
    expect(funds.body.Data.FundsAvailableResult.FundsAvailable).toBe('NotAvailable')
  })
})

describe('the id of a mandate or payment', () => {
  let partner: Partner
  let other: Partner
  let agreed: Awaited<ReturnType<typeof authoriseMandate>>
  let order: string
  beforeAll(async () => {
    partner = await joinPayer(first)
    other = await joinPayer(first)
    agreed = await authoriseMandate(partner)
    order = (await agreed.pay('1.00')).body.Data.DomesticVRPId
  })

  test('is 400 if it is unknown', async () => {
    const there = `${consents}/${agreed.consent}`
    for (const id of ['vrc_0', 'pic_0', 'nonsense', agreed.consent.replace('vrc_', 'aac_'), `${agreed.consent}0`])
      for (const method of ['GET', 'DELETE'])
        expect(outcomeOf(await callAsPartner(partner, method, there.replace(agreed.consent, id)))).toBe(
          '400 U011 path ConsentId',
        )
    for (const id of ['vrp_0', `${order}0`, order.replace(/1$/, '2'), order.replace('vrp_', 'pay_'), agreed.consent])
      for (const tail of ['', '/payment-details'])
        expect(outcomeOf(await callAsPartner(partner, 'GET', `${orders}/${id}${tail}`))).toBe(
          '400 U011 path DomesticVRPId',
        )
  })

  test('of another partner is 403, and nothing changes', async () => {
    const body = mandate()
    for (const [method, asked] of [
      ['GET', {}],
      ['DELETE', {}],
      ['PUT', { body }],
      ['PATCH', { body: [{ op: 'test', path: '/Data', value: body.Data }], media: 'application/json-patch+json' }],
    ] as const)
      expect(outcomeOf(await callAsPartner(other, method, `${consents}/${agreed.consent}`, asked))).toBe(
        '403 U011 path ConsentId',
      )
    expect(outcomeOf(await callAsPartner(other, 'GET', `${orders}/${order}`))).toBe('403 U011 path DomesticVRPId')
    expect(outcomeOf(await callAsPartner(partner, 'GET', `${consents}/${agreed.consent}`))).toBe('200')
  })

  test('of an account-access consent is not accepted for a mandate', async () => {
    const { consent } = await connect(partner)
    expect(outcomeOf(await callAsPartner(partner, 'GET', `${consents}/${consent}`))).toBe('400 U011 path ConsentId')
  })
})

describe('an idempotency key', () => {
  let partner: Partner
  beforeAll(async () => {
    partner = await joinPayer(first)
  })
  const isReplay = ({ headers }: Answer) => headers.get('x-idempotency-replayed')

  test('with the same body returns the same mandate, and with another body is rejected', async () => {
    const { access_token: token } = await clientToken(partner, 'payments')
    const lodge = (body: object, key: string) => send(partner, token, 'POST', consents, { body, key })
    const one = await lodge(mandate(), 'mandate-1')
    const again = await lodge(mandate(), 'mandate-1')
    expect([one, again].map(isReplay)).toEqual([null, 'true'])
    expect(again.body).toEqual(one.body)
    const before = first.store.units.write
    expect(outcomeOf(await lodge(mandate({ VRPType: ['UK.OBIE.VRPType.CVRP1'] }), 'mandate-1'))).toBe(
      '400 U002 header x-idempotency-key',
    )
    expect(first.store.units.write).toBe(before)
    expect((await lodge(mandate(), 'mandate-2')).body.Data.ConsentId).not.toBe(one.body.Data.ConsentId)
  })

  test('with the same body returns the same payment, made once, also for concurrent requests', async () => {
    const { pay } = await authoriseMandate(partner)
    const before = Number(await balanceOf(first, 'acc_0_current'))
    const key = 'payment-1'
    const answers = await Promise.all([1, 2, 3, 4].map(() => pay('10.00', { key })))
    expect(answers.map(outcomeOf)).toEqual(['201', '201', '201', '201'])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(answers.map(isReplay).sort()).toEqual([null, 'true', 'true', 'true'])
    expect(outcomeOf(await pay('10.01', { key }))).toBe('400 U002 header x-idempotency-key')
    expect((before - Number(await balanceOf(first, 'acc_0_current'))).toFixed(2)).toBe('10.00')
  })

  test('is replayed even if the limit has no room left', async () => {
    const { pay } = await authoriseMandate(
      partner,
      mandate({
        PeriodicLimits: [{ PeriodType: 'Week', PeriodAlignment: 'Consent', Amount: '10.00', Currency: 'GBP' }],
      }),
    )
    expect(outcomeOf(await pay('10.00', { key: 'fits' }))).toBe('201')
    expect(outcomeOf(await pay('10.00', { key: 'fits' }))).toBe('201')
    expect(outcomeOf(await pay('10.00', { key: 'does not' }))).toBe('400 U014 Data.ControlParameters.PeriodicLimits.0')
  })

  test('is required and limited in length', async () => {
    const { pay } = await authoriseMandate(partner)
    expect(outcomeOf(await pay('1.00', { key: '' }))).toBe('400 U006 header x-idempotency-key')
    expect(outcomeOf(await pay('1.00', { key: 'x'.repeat(41) }))).toBe('400 U006 header x-idempotency-key')
    const odd = await pay('1.00', { key: 'a\tb' })
    expect(outcomeOf(odd)).toBe('400 U006 header x-idempotency-key')
    expect(odd.body.Errors[0].Message).toContain('40 printable ASCII characters')
    expect(outcomeOf(await pay('1.00', { key: 'x'.repeat(40) }))).toBe('201')
    expect(outcomeOf(await pay('1.00', { key: 'yes, any of ASCII' }))).toBe('201')
  })
})

describe('migrating a mandate', () => {
  let partner: Partner
  const media = 'application/json-patch+json'
  beforeAll(async () => {
    partner = await joinPayer(first)
  })
  const lodged = async () =>
    (await callAsPartner(partner, 'POST', consents, { body: mandate() })).body.Data.ConsentId as string
  const maximum = '/Data/ControlParameters/MaximumIndividualAmount/Amount'

  test('with the same body changes nothing', async () => {
    const id = await lodged()
    const shown = await callAsPartner(partner, 'GET', `${consents}/${id}`)
    const put = await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body: mandate(), key: 'put' })
    holds('OBDomesticVRPConsentResponse', put)
    expect([put.status, put.body]).toEqual([200, shown.body])
    const again = await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body: mandate(), key: 'put' })
    expect(again.headers.get('x-idempotency-replayed')).toBe('true')
    const patch = await callAsPartner(partner, 'PATCH', `${consents}/${id}`, {
      body: [
        { op: 'test', path: maximum, value: '100.00' },
        { op: 'replace', path: '/Risk', value: mandate().Risk },
      ],
      media,
    })
    holds('OBDomesticVRPConsentResponse', patch)
    expect([patch.status, patch.body]).toEqual([200, shown.body])
  })

  test.each([
    ['a larger amount', 'Data.ControlParameters.MaximumIndividualAmount.Amount', '200.00'],
    ['another limit', 'Data.ControlParameters.PeriodicLimits.0.Amount', '500.00'],
    ['another payee', 'Data.Initiation.CreditorAccount.Identification', '20000055779911'],
    ['a later end', 'Data.ControlParameters.ValidToDateTime', '2027-12-31T00:00:00Z'],
    ['another risk', 'Risk.PaymentContextCode', 'TransferToSelf'],
  ])('cannot bring %s: the terms stay as the customer agreed', async (_, path, value) => {
    const id = await lodged()
    const body = changed(mandate(), path, value)
    expect(outcomeOf(await callAsPartner(partner, 'PUT', `${consents}/${id}`, { body }))).toBe(`400 U008 ${path}`)
    const op = { op: 'add', path: `/${path.replaceAll('.', '/')}`, value }
    // In a list, "add" inserts, so the test replaces.
    const changes = path.includes('PeriodicLimits') ? [{ ...op, op: 'replace' }] : [op]
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body: changes, media }))).toBe(
      `400 U008 ${path}`,
    )
    expect((await callAsPartner(partner, 'GET', `${consents}/${id}`)).body.Data).toMatchObject(mandate().Data)
  })

  test.each([
    ['a test that fails', [{ op: 'test', path: maximum, value: '1.00' }], '400 U002 0.value'],
    ['an unknown path', [{ op: 'remove', path: '/Data/Nothing' }], '400 U002 0.path'],
    [
      'the second of two operations',
      [
        { op: 'test', path: maximum, value: '100.00' },
        { op: 'replace', path: '/a/b', value: 1 },
      ],
      '400 U002 1.path',
    ],
    ['an unknown operation', [{ op: 'double', path: maximum }], '400 U002 0.op'],
    ['no value', [{ op: 'add', path: maximum }], '400 U004 0.value'],
    ['no operations', [], '400 U002 '],
    ['an object in place of a list', { op: 'remove', path: maximum }, '400 U010'],
  ])('by a patch with %s is rejected, with the place of the fault', async (_, body, expected) => {
    const id = await lodged()
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body, media }))).toBe(expected)
  })

  test('with a patch in another media type is rejected', async () => {
    const id = await lodged()
    expect(outcomeOf(await callAsPartner(partner, 'PATCH', `${consents}/${id}`, { body: [] }))).toBe(
      '415 U006 header Content-Type',
    )
  })
})

describe('the life-cycle of a mandate', () => {
  /** Valid until midnight, so that it can end while a token is still valid. */
  const untilTonight = (now: string) => mandate({ ValidToDateTime: `${now.slice(0, 10)}T00:00:00Z` })
  /** A quarter to midnight of the same day. */
  const lateOn = (now: string) => `${now.slice(0, 10)}T23:45:00Z`
  const states = ['AWAU', 'AUTH', 'CANC', 'RJCT', 'EXPD', 'deleted'] as const
  type State = (typeof states)[number]
  const acts = ['show', 'authorise', 'refuse', 'revoke', 'pay', 'ask for funds', 'put', 'delete'] as const
  type Act = (typeof acts)[number]

  let bank: Bank
  let partner: Partner
  let now: string
  beforeAll(async () => {
    bank = await openAnotherWorld(first)
    partner = await joinPayer(bank)
    now = bank.world.now
  })

  /** Returns a mandate in a state, with its token. */
  async function inState(state: State) {
    if (state === 'EXPD') now = (await advance(bank, bank.world, { to: lateOn(now) })).now
    const body = untilTonight(now)
    const id: string = (await callAsPartner(partner, 'POST', consents, { body })).body.Data.ConsentId
    const robot = state === 'RJCT' ? 'refuse' : 'approve'
    const token = state === 'AWAU' ? undefined : await authorise(partner, id, { robot }).catch(() => undefined)
    if (state === 'CANC') await revokeConsent(await worldOf(bank, bank.world), 'cus_0', id)
    if (state === 'deleted') await callAsPartner(partner, 'DELETE', `${consents}/${id}`)
    if (state === 'EXPD') now = (await advance(bank, bank.world, { minutes: 30 })).now
    return { id, token, body }
  }

  async function perform(act: Act, { id, token, body }: Awaited<ReturnType<typeof inState>>): Promise<string> {
    const path = `${consents}/${id}`
    const funds = { Data: { ConsentId: id, InstructedAmount: { Amount: '1.00', Currency: 'GBP' } } }
    const outcome = (work: Promise<unknown>) =>
      work.then(
        () => 'done',
        (error) => error.error ?? error.code,
      )
    switch (act) {
      case 'show':
        return outcomeOf(await callAsPartner(partner, 'GET', path))
      case 'authorise':
        return outcome(authorise(partner, id))
      case 'refuse':
        return outcome(authorise(partner, id, { robot: 'refuse' }))
      case 'revoke':
        return outcome(revokeConsent(await worldOf(bank, bank.world), 'cus_0', id))
      case 'pay':
        return token ? outcomeOf(await send(partner, token, 'POST', orders, { body: payment(body, id) })) : 'no token'
      case 'ask for funds':
        return token
          ? outcomeOf(await send(partner, token, 'POST', `${path}/funds-confirmation`, { body: funds }))
          : 'no token'
      case 'put':
        return outcomeOf(await callAsPartner(partner, 'PUT', path, { body }))
      case 'delete':
        return outcomeOf(await callAsPartner(partner, 'DELETE', path))
    }
  }

  const unknown = '400 U011 path ConsentId'
  const gone = '401 U006 header Authorization'
  const over = '400 U009 header Authorization'
  const taken = '403 U028 header Authorization'
  /** The outcome of each act, and the state of the mandate after it. */
  const table: Record<State, Record<Act, string>> = {
    AWAU: {
      show: '200 AWAU',
      authorise: 'done AUTH',
      refuse: 'access_denied RJCT',
      revoke: 'consent-not-found AWAU',
      pay: 'no token AWAU',
      'ask for funds': 'no token AWAU',
      put: '200 AWAU',
      delete: '204 deleted',
    },
    AUTH: {
      show: '200 AUTH',
      authorise: 'done AUTH',
      refuse: 'access_denied AUTH',
      revoke: 'done CANC',
      pay: '201 AUTH',
      'ask for funds': '201 AUTH',
      put: '200 AUTH',
      delete: '204 deleted',
    },
    CANC: {
      show: '200 CANC',
      authorise: 'done AUTH',
      refuse: 'access_denied CANC',
      revoke: 'consent-status CANC',
      pay: `${taken} CANC`,
      'ask for funds': `${taken} CANC`,
      put: '200 CANC',
      delete: '204 deleted',
    },
    RJCT: {
      show: '200 RJCT',
      authorise: 'invalid_request RJCT',
      refuse: 'invalid_request RJCT',
      revoke: 'consent-not-found RJCT',
      pay: 'no token RJCT',
      'ask for funds': 'no token RJCT',
      put: '400 U009 path ConsentId RJCT',
      delete: '204 deleted',
    },
    EXPD: {
      show: '200 EXPD',
      authorise: 'invalid_request EXPD',
      refuse: 'invalid_request EXPD',
      revoke: 'consent-status EXPD',
      pay: `${over} EXPD`,
      'ask for funds': `${over} EXPD`,
      put: '400 U009 path ConsentId EXPD',
      delete: '204 deleted',
    },
    deleted: {
      show: `${unknown} deleted`,
      authorise: 'invalid_request deleted',
      refuse: 'invalid_request deleted',
      revoke: 'consent-not-found deleted',
      pay: `${gone} deleted`,
      'ask for funds': `${gone} deleted`,
      put: `${unknown} deleted`,
      delete: `${unknown} deleted`,
    },
  }

  const pairs = states.flatMap((state) => acts.map((act) => [act, state, table[state][act]] as const))
  test.each(pairs)('%s, in %s: %s', async (act, state, expected) => {
    const one = await inState(state)
    const outcome = await perform(act, one)
    const { body } = await callAsPartner(partner, 'GET', `${consents}/${one.id}`)
    expect(`${outcome} ${body.Data?.Status ?? 'deleted'}`).toBe(expected)
  })

  test('a mandate that is not authorised before its end is rejected', async () => {
    const id = (await callAsPartner(partner, 'POST', consents, { body: untilTonight(now) })).body.Data.ConsentId
    await advance(bank, bank.world, { days: 1 })
    const { body } = await callAsPartner(partner, 'GET', `${consents}/${id}`)
    expect(body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'U037' }] })
  })
})

describe('a period', () => {
  test('starts a new limit each day, and a refreshed token can pay within it', async () => {
    const bank = await openAnotherWorld(first)
    await fund(bank, bank.world, { acc_0_current: '5000.00' })
    const partner = await joinPayer(bank)
    const body = mandate()
    const id = (await callAsPartner(partner, 'POST', consents, { body })).body.Data.ConsentId
    const asked = await ask(partner, id, { scope: 'openid payments' })
    const tokens = await exchange(partner, asked, await visit(partner, asked.url))
    const pay = (token: string, Amount: string) =>
      send(partner, token, 'POST', orders, { body: payment(body, id, Amount) })
    for (const amount of ['100.00', '100.00', '50.00'])
      expect(outcomeOf(await pay(tokens.access_token, amount))).toBe('201')
    expect(outcomeOf(await pay(tokens.access_token, '0.01'))).toBe('400 U014 Data.ControlParameters.PeriodicLimits.0')
    await advance(bank, bank.world, { days: 1 })
    expect(outcomeOf(await pay(tokens.access_token, '0.01'))).toBe('401 U006 header Authorization')
    const { access_token: token } = await refresh(partner, tokens.refresh_token as string)
    expect(outcomeOf(await pay(token, '100.00'))).toBe('201')
  })
})
