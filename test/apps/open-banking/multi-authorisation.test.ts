import { describe, expect, test } from 'vitest'
import { faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import { german, order, readOrderedTransactions, summarise } from '#test/support/orders.ts'
import { openAnotherWorld, openBankWithStoppedClock } from '#test/support/partners.ts'
import { authorise, callAsPartner, fund, joinPayer, pisp } from '#test/support/payers.ts'
import { externalPayee, pounds } from '#test/support/payment-bank.ts'
import { announcedOf, ukJson } from '#test/support/payments/file-examples.ts'
import { openPayer, payFile } from '#test/support/payments/file-kit.ts'
import { advance, aisp, balanceOf, type Json, rejectionOf, tokenFor } from '#test/support/sandbox.ts'

/** The world's time is Tuesday 24 November 2026, 09:30. */
const first = await openBankWithStoppedClock()
if (!isThere) test.skip(notThere, () => {})

/** Imogen Clarke's company: two of its directors must approve a payment above £5,000. */
const company = {
  customer: 'cus_6',
  account: 'acc_6_business',
  directors: ['cus_6_1', 'cus_6_3'],
  bookkeeper: 'cus_6_2',
}
const now = (Amount: string, more: object = {}) => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds(Amount),
  CreditorAccount: externalPayee,
  ...more,
})
const later = (Amount: string, RequestedExecutionDateTime: string) => now(Amount, { RequestedExecutionDateTime })
const monthly = (Amount: string, more: object = {}) => ({
  MandateRelatedInformation: { Frequency: { Type: 'MNTH' }, FirstPaymentDateTime: '2026-12-01T07:00:00Z' },
  FirstPaymentAmount: pounds(Amount),
  CreditorAccount: externalPayee,
  ...more,
})

async function begin(balance = '60000.00') {
  const bank = await openAnotherWorld(first)
  await fund(bank, bank.world, { [company.account]: balance })
  const token = await tokenFor(bank, bank.world, company.customer)
  const control = (method: string, path: string, body?: object) =>
    bank.send(method, `/control/worlds/${bank.world.id}${path}`, body, bank.world.controlKey)
  return {
    bank,
    partner: await joinPayer(bank),
    paid: async () => summarise(await readOrderedTransactions(bank, company.account, token)),
    balance: () => balanceOf(bank, company.account, token),
    waiting: async (): Promise<Json[]> => (await control('GET', '/approvals')).body.approvals,
    say: (word: 'approve' | 'refuse', id: string, party?: string) =>
      control('POST', `/orders/${id}/${word}`, party === undefined ? {} : { party }),
    control,
  }
}
const robot = (more = '') => `approve, customer=${company.customer}${more}`
const single = 'domestic-payment'

describe('a payment that needs a second director', () => {
  test('waits for the second director, shows its progress, and is paid once it is approved', async () => {
    const { bank, partner, paid, balance, waiting, say } = await begin()
    const { placed, id, read, details, consent } = await order(partner, single, now('5000.01'), { robot: robot() })
    if (isThere) expect(faultsOf('payment-initiation', 'OBWriteDomesticResponse5', placed.body)).toEqual([])
    expect(placed.body.Data).toMatchObject({
      Status: 'PATC',
      StatusReason: [{ StatusReasonCode: 'U040' }],
      MultiAuthorisation: {
        Status: 'AWAF',
        NumberRequired: 2,
        NumberReceived: 1,
        LastUpdateDateTime: '2026-11-24T09:30:00.000Z',
        ExpirationDateTime: '2026-12-01T09:30:00.000Z',
      },
    })
    expect(await details()).toMatchObject([{ Status: 'PATC' }])
    const { body } = await callAsPartner(partner, 'GET', `${pisp}/domestic-payment-consents/${consent}`)
    expect(body.Data.Status).toBe('COND')
    expect(await waiting()).toEqual([
      {
        order: id,
        kind: single,
        account: company.account,
        amount: pounds('5000.01'),
        payee: 'Bob Clements',
        status: 'PATC',
        needed: 2,
        approved: [{ party: 'cus_6_1', name: 'Imogen Clarke' }],
        mayApprove: [{ party: 'cus_6_3', name: expect.any(String) }],
        until: '2026-12-01T09:30:00.000Z',
      },
    ])
    await advance(bank, bank.world, { days: 1 })
    expect([await paid(), await balance()]).toEqual([[], expect.any(String)])

    const answer = await say('approve', id, 'cus_6_3')
    expect(answer.body).toMatchObject({
      status: 'RCVD',
      mayApprove: [],
      approved: [{ party: 'cus_6_1' }, { party: 'cus_6_3' }],
    })
    expect(await paid()).toEqual(['2026-11-25 5000.01 FasterPaymentOut'])
    expect(await waiting()).toEqual([])
    await advance(bank, bank.world, { seconds: 10 })
    expect(await read()).toMatchObject({
      Status: 'ACCC',
      StatusUpdateDateTime: '2026-11-25T09:30:05.000Z',
      MultiAuthorisation: { Status: 'AUTH', NumberReceived: 2, LastUpdateDateTime: '2026-11-25T09:30:00.000Z' },
    })
  })

  test.each([
    ['5000.00', 'RCVD'],
    ['5000.01', 'PATC'],
  ])('begins a penny above 5,000 pounds: %s is %s', async (amount, status) => {
    const { partner } = await begin()
    const { placed } = await order(partner, single, now(amount), { robot: robot() })
    expect(placed.body.Data.Status).toBe(status)
    expect('MultiAuthorisation' in placed.body.Data).toBe(status === 'PATC')
  })

  test('is required of the company only: other customers pay any amount alone', async () => {
    const { bank, partner } = await begin()
    await fund(bank, bank.world, { acc_0_current: '60000.00' })
    const { placed } = await order(partner, single, now('50000.00'))
    expect(placed.body.Data.Status).toBe('RCVD')
  })

  test('is rejected when the other director refuses, and no money moves', async () => {
    const { bank, partner, paid, waiting, say } = await begin()
    const { id, read } = await order(partner, single, now('6000.00'), { robot: robot() })
    expect((await say('refuse', id)).body).toMatchObject({ status: 'RJCT', mayApprove: [] })
    expect(await read()).toMatchObject({
      Status: 'RJCT',
      StatusReason: [{ StatusReasonCode: 'U033' }],
      MultiAuthorisation: { Status: 'RJCT', NumberReceived: 1 },
    })
    await advance(bank, bank.world, { days: 30 })
    expect([await paid(), await waiting()]).toEqual([[], []])
  })

  test('is rejected if no director approves it within a week', async () => {
    const { bank, partner, paid, waiting, say } = await begin()
    const { id, read } = await order(partner, single, now('6000.00'), { robot: robot(', second=never') })
    await advance(bank, bank.world, { to: '2026-12-01T09:29:59.999Z' })
    expect((await read()).Status).toBe('PATC')
    await advance(bank, bank.world, { to: '2026-12-01T09:30:00Z' })
    expect(await read()).toMatchObject({
      Status: 'RJCT',
      StatusUpdateDateTime: '2026-12-01T09:30:00.000Z',
      StatusReason: [{ StatusReasonCode: 'DS24' }],
      MultiAuthorisation: { Status: 'RJCT' },
    })
    expect(rejectionOf(await say('approve', id))).toBe('409 order-status')
    expect([await paid(), await waiting()]).toEqual([[], []])
  })

  test("waits no longer than the partner's own deadline", async () => {
    const { bank, partner } = await begin()
    const Authorisation = { AuthorisationType: 'Any', CompletionDateTime: '2026-11-24T12:00:00Z' }
    const { placed, read } = await order(partner, single, now('6000.00'), { robot: robot(), data: { Authorisation } })
    expect(placed.body.Data.MultiAuthorisation.ExpirationDateTime).toBe('2026-11-24T12:00:00.000Z')
    await advance(bank, bank.world, { to: '2026-11-24T12:00:00Z' })
    expect((await read()).Status).toBe('RJCT')
  })

  test('is checked against the funds at the time of its approval', async () => {
    const { partner, paid, say, balance } = await begin('25000.00')
    const before = await balance()
    const much = await order(partner, single, now('24000.00'), { robot: robot() })
    const more = await order(partner, single, now('24000.01'), { robot: robot() })
    expect((await say('approve', more.id)).body.status).toBe('RCVD')
    expect((await say('approve', much.id)).body.status).toBe('RJCT')
    expect((await much.read()).StatusReason[0].StatusReasonCode).toBe('AM04')
    expect(await paid()).toEqual(['2026-11-24 24000.01 FasterPaymentOut'])
    expect(Number(before) - Number(await balance())).toBeCloseTo(24_000.01, 2)
  })

  test('cannot be approved by its first director, by a person without the right to sign, twice, or by an unknown person', async () => {
    const { partner, paid, say } = await begin()
    const { id } = await order(partner, single, now('6000.00'), { robot: robot() })
    for (const party of [company.directors[0], company.bookkeeper, 'cus_6', 'cus_0_1', 'unknown'])
      expect(rejectionOf(await say('approve', id, party))).toBe('400 party-unknown')
    expect(rejectionOf(await say('approve', 'pay_nothing'))).toBe('400 order-not-found')
    expect(rejectionOf(await say('refuse', '../../worlds'))).toBe('404 path-unknown')
    expect((await say('approve', id)).status).toBe(200)
    expect(rejectionOf(await say('approve', id))).toBe('409 order-status')
    expect(await paid()).toHaveLength(1)
  })

  test('is approved once, even by concurrent approvals', async () => {
    const { partner, paid, say } = await begin()
    const { id } = await order(partner, single, now('6000.00'), { robot: robot() })
    const answers = await Promise.all([1, 2, 3].map(() => say('approve', id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(await paid()).toHaveLength(1)
  })
})

describe('a robot for the second director', () => {
  test.each([
    ['approve', 'ACCC', ['2026-11-24 6000.00 FasterPaymentOut']],
    ['refuse', 'RJCT', []],
    ['never', 'PATC', []],
  ])('with the decision %s makes the payment %s a minute later', async (second, status, moved) => {
    const { bank, partner, paid } = await begin()
    const { placed, read } = await order(partner, single, now('6000.00'), { robot: robot(`, second=${second}`) })
    expect(placed.body.Data.Status).toBe('PATC')
    await advance(bank, bank.world, { seconds: 59 })
    expect((await read()).Status).toBe('PATC')
    await advance(bank, bank.world, { seconds: 6 })
    expect((await read()).Status).toBe(status)
    expect(await paid()).toEqual(moved)
  })

  test('does nothing if a person has decided before it', async () => {
    const { bank, partner, paid, say } = await begin()
    const { id, read } = await order(partner, single, now('6000.00'), { robot: robot(', second=refuse') })
    await say('approve', id)
    await advance(bank, bank.world, { minutes: 5 })
    expect((await read()).Status).toBe('ACCC')
    expect(await paid()).toHaveLength(1)
  })
})

describe('a future-dated payment', () => {
  test('waits for its directors first, and then for its day', async () => {
    const { bank, partner, paid, say } = await begin()
    const { placed, id, read } = await order(
      partner,
      'domestic-scheduled-payment',
      later('7000.00', '2026-11-27T10:00:00Z'),
      {
        robot: robot(),
      },
    )
    expect(placed.body.Data).toMatchObject({
      Status: 'PATC',
      MultiAuthorisation: { ExpirationDateTime: '2026-11-27T10:00:00.000Z' },
    })
    const listed = async () =>
      JSON.stringify(
        (
          await bank.send(
            'GET',
            `${aisp}/scheduled-payments`,
            undefined,
            await tokenFor(bank, bank.world, company.customer),
          )
        ).body,
      )
    expect(await listed()).not.toContain(id)
    expect((await say('approve', id)).body.status).toBe('RCVD')
    expect(await listed()).toContain(id)
    await advance(bank, bank.world, { to: '2026-11-27T10:00:03Z' })
    expect(await read()).toMatchObject({ Status: 'ACSC', MultiAuthorisation: { Status: 'AUTH' } })
    expect(await paid()).toEqual(['2026-11-27 7000.00 ScheduledPayment'])
  })

  test('that is not approved before its day is rejected on that day', async () => {
    const { bank, partner, paid } = await begin()
    const { read } = await order(partner, 'domestic-scheduled-payment', later('7000.00', '2026-11-27T10:00:00Z'), {
      robot: robot(),
    })
    await advance(bank, bank.world, { days: 10 })
    expect(await read()).toMatchObject({ Status: 'RJCT', StatusUpdateDateTime: '2026-11-27T10:00:00.000Z' })
    expect(await paid()).toEqual([])
  })

  test('as a standing order counts its largest payment; the robot approves it, and it pays', async () => {
    const { bank, partner, paid } = await begin()
    const { placed, read } = await order(
      partner,
      'domestic-standing-order',
      monthly('10.00', { FinalPaymentAmount: pounds('5000.01'), NumberOfPayments: '2' }),
      { robot: robot(', second=approve') },
    )
    expect(placed.body.Data.Status).toBe('PATC')
    await advance(bank, bank.world, { minutes: 2 })
    expect((await read()).Status).toBe('RCVD')
    await advance(bank, bank.world, { months: 2 })
    expect(await read()).toMatchObject({ Status: 'INCO', MultiAuthorisation: { Status: 'AUTH' } })
    expect(await paid()).toEqual(['2026-12-01 10.00 StandingOrder', '2027-01-01 5000.01 StandingOrder'])
  })

  test('to another country waits for its directors too', async () => {
    const { bank, partner, paid } = await begin()
    const abroad = { ...later('6000.00', '2026-11-27T10:00:00Z'), CurrencyOfTransfer: 'EUR', CreditorAccount: german }
    const { placed, read } = await order(partner, 'international-scheduled-payment', abroad, {
      robot: robot(', second=approve'),
    })
    expect(placed.body.Data.Status).toBe('PATC')
    await advance(bank, bank.world, { to: '2026-11-30T09:00:00Z' })
    expect((await read()).Status).toBe('ACCC')
    expect(await paid()).toEqual(['2026-11-27 6000.00 ScheduledPayment'])
  })
})

describe('a file of payments', () => {
  const three = [{ amount: '2000.00' }, { amount: '2000.00' }, { amount: '1000.01' }]
  const content = ukJson(three)
  const announced = announcedOf('UK.OBIE.PaymentInitiation.4.0', content, three)

  test.each([
    ['by a call', '', true],
    ['by a robot', ', second=approve', false],
  ])('counts its total; once it is approved %s, each of its payments is made', async (_, more, isCalled) => {
    const { bank, paid, say, waiting } = await begin()
    const payer = await openPayer(bank)
    const { order: id } = await payFile(payer, announced, content, { robot: robot(more) })
    const status = async () => (await payer.get(`file-payments/${id}`)).body.Data.Status
    expect(await waiting()).toMatchObject([{ order: id, payments: 3, amount: pounds('5000.01') }])
    expect([await status(), await paid()]).toEqual(['PDNG', []])
    if (isCalled) await say('approve', id)
    await advance(bank, bank.world, { minutes: 2 })
    expect((await paid()).map((line) => line.split(' ')[1])).toEqual(['2000.00', '2000.00', '1000.01'])
    expect(await status()).toBe('INCO')
    expect(await waiting()).toEqual([])
  })

  test.each([
    ['refused', ', second=refuse', { minutes: 2 }, 'U033'],
    ['not approved in time', '', { days: 8 }, 'DS24'],
  ])('that is %s is rejected as a whole: INFA and never PDNG, in its report too', async (_, more, span, code) => {
    const { bank, paid } = await begin()
    const payer = await openPayer(bank)
    const { order: id } = await payFile(payer, announced, content, { robot: robot(more) })
    await advance(bank, bank.world, span)
    const read = (await payer.get(`file-payments/${id}`)).body
    if (isThere) expect(faultsOf('payment-initiation', 'OBWriteFileResponse3', read)).toEqual([])
    expect(read.Data).toMatchObject({ Status: 'INFA', StatusReason: [{ StatusReasonCode: code }] })
    const report = (await payer.get(`file-payments/${id}/report-file`)).body
    expect(report.Data).toMatchObject({ Status: 'INFA', NumberOfRejected: '3' })
    expect(await paid()).toEqual([])
  })
})

test('a payment that is authorised in time is paid; one that is not is rejected', async () => {
  const { partner, bank } = await begin()
  const Authorisation = { AuthorisationType: 'Any', CompletionDateTime: '2026-11-24T09:35:00Z' }
  const later = () => advance(bank, bank.world, { to: '2026-11-24T09:36:00Z' })
  const { placed } = await order(partner, single, now('10.00'), { data: { Authorisation }, meanwhile: later })
  expect(placed.body.Data.Status).toBe('RCVD')
  const body = {
    Data: { Initiation: now('10.00'), Authorisation: { ...Authorisation, CompletionDateTime: '2026-11-24T09:40:00Z' } },
    Risk: {},
  }
  const lodged = await callAsPartner(partner, 'POST', `${pisp}/domestic-payment-consents`, { body })
  await advance(bank, bank.world, { to: '2026-11-24T09:40:00Z' })
  await expect(authorise(partner, lodged.body.Data.ConsentId)).rejects.toThrow()
  const { body: read } = await callAsPartner(
    partner,
    'GET',
    `${pisp}/domestic-payment-consents/${lodged.body.Data.ConsentId}`,
  )
  expect(read.Data).toMatchObject({
    Status: 'RJCT',
    StatusReason: [{ StatusReasonCode: 'U037' }],
    StatusUpdateDateTime: '2026-11-24T09:40:00.000Z',
  })
})

test('a partner that wants a single authorisation cannot use an account that needs two', async () => {
  const { partner, bank } = await begin()
  const Authorisation = { AuthorisationType: 'Single' }
  const choosing = order(partner, single, now('6000.00'), { robot: robot(), data: { Authorisation } })
  await expect(choosing).rejects.toMatchObject({
    error_description: expect.stringMatching(/^accounts: cus_6 has no account that is eligible for pic_/),
  })
  const small = await order(partner, single, now('500.00'), { robot: robot(), data: { Authorisation } })
  expect(small.placed.body.Data.Status).toBe('RCVD')
  expect(bank.logged).toEqual([])
})

test('a company lists both directors among its parties', async () => {
  const { bank } = await begin()
  const token = await tokenFor(bank, bank.world, company.customer)
  const { body } = await bank.send('GET', `${aisp}/accounts/${company.account}/parties`, undefined, token)
  expect(body.Data.Party.map(({ PartyId, AccountRole }: Json) => `${PartyId} ${AccountRole}`)).toEqual([
    'cus_6 UK.OBIE.Principal',
    'cus_6_1 UK.OBIE.SeniorManagingOfficial',
    'cus_6_2 UK.OBIE.Administrator',
    'cus_6_3 UK.OBIE.SeniorManagingOfficial',
  ])
})
