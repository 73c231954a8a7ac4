import { beforeAll, describe, expect, test } from 'vitest'
import { revokeConsent } from '#actions/consents/consents.ts'
import { proveLedger } from '#actions/ledger/proof.ts'
import type { ControlParameters } from '#bank/vrp/schemas.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, expectOfficial, isThere, notThere } from '#test/support/official-schemas.ts'
import {
  ask,
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
      expectOfficial('vrp', 'OBDomesticVRPConsentResponse', lodged)
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
      expectOfficial('vrp', 'OBDomesticVRPConsentResponse', agreed)
      const payer = await addressOf(bank, 'acc_0_current')
      expect(agreed.body.Data).toMatchObject({ Status: 'AUTH', DebtorAccount: payer })

      const asked = {
        Data: { ConsentId: id, Reference: 'Is it there?', InstructedAmount: { Amount: '1000.00', Currency: 'GBP' } },
      }
      const funds = await send(partner, token, 'POST', `${consents}/${id}/funds-confirmation`, { body: asked })
      expectOfficial('vrp', 'OBVRPFundsConfirmationResponse', funds)
      expect(funds.status).toBe(201)
      expect(funds.body.Data).toMatchObject({ ...asked.Data, FundsAvailableResult: { FundsAvailable: 'Available' } })

      const paid = await send(partner, token, 'POST', orders, { body: payment(body, id, '99.50') })
      expectOfficial('vrp', 'OBDomesticVRPResponse', paid)
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
      expectOfficial('vrp', 'OBDomesticVRPResponse', settled)
      expect(settled.body.Data).toMatchObject({ Status: 'ACCC', StatusUpdateDateTime: '2026-11-24T09:30:05.000Z' })
      const details = await callAsPartner(partner, 'GET', `${order}/payment-details`)
      expectOfficial('vrp', 'OBDomesticVRPDetails', details)
      expect(details.body.Data.PaymentStatus).toMatchObject([{ Status: 'ACCC', StatusDetail: { Status: 'ACCC' } }])

      await revokeConsent(await worldOf(bank, bank.world), 'cus_0', id)
      const pay = (with_: string) => send(partner, with_, 'POST', orders, { body: payment(body, id) })
      expect(outcomeOf(await pay(token))).toBe('403 U028 header Authorization')
      const cancelled = await callAsPartner(partner, 'GET', `${consents}/${id}`)
      expectOfficial('vrp', 'OBDomesticVRPConsentResponse', cancelled)
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
        expectOfficial('vrp', 'OBDomesticVRPResponse', answer)
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
