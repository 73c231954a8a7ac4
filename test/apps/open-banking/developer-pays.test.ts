import { beforeEach, describe, expect, test } from 'vitest'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { Risk } from '#test/support/orders.ts'
import { cbpii, mandate, outcomeOf, payment, pisp } from '#test/support/payers.ts'
import { abroad, domestic, pounds, scheduled, standing } from '#test/support/payment-requests.ts'
import { announcedOf, ukJson } from '#test/support/payments/file-examples.ts'
import { advance, aisp, type Json, type TestSandbox, testSandbox, tokenFor } from '#test/support/sandbox.ts'

/*
 * A developer token is customer and app at once: it creates consents as a partner does, and its
 * customer authorises each when it is first used.
 */
let sandbox: TestSandbox
let world: NewWorld
let grace: string
beforeEach(async () => {
  sandbox = await testSandbox()
  world = await sandbox.createWorld()
  grace = await tokenFor(sandbox, world, 'cus_0')
})

let sent = 0
async function call(method: string, path: string, token: string, body?: unknown, more: Record<string, string> = {}) {
  const response = await sandbox.request(path, {
    method,
    token,
    headers: { 'content-type': 'application/json', 'x-idempotency-key': `key ${++sent}`, ...more },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Json }
}

const isFile = (kind: string) => kind === 'file-payment'

async function lodge(kind: string, Data: object, token = grace): Promise<string> {
  const asked = { Data, ...(!isFile(kind) && { Risk }) }
  const { status, body } = await call('POST', `${pisp}/${kind}-consents`, token, asked)
  expect(status, JSON.stringify(body)).toBe(201)
  expect(body.Data.Status).toBe(isFile(kind) ? 'AWUP' : 'AWAU')
  return body.Data.ConsentId
}

type Initiated = { Initiation: object }
const order = (kind: string, ConsentId: string, { Initiation }: Initiated, token = grace, more = {}) =>
  call('POST', `${pisp}/${kind}s`, token, { Data: { ConsentId, Initiation }, ...(!isFile(kind) && { Risk }) }, more)

const balanceOf = async (account: string, token = grace): Promise<string> =>
  (await call('GET', `${aisp}/accounts/${account}/balances`, token)).body.Data.Balance[0].Amount.Amount

describe('a developer token pays', () => {
  test('at once, and exactly the amount leaves its account', async () => {
    const before = Number(await balanceOf('acc_0_current'))
    const Initiation = domestic()
    const consent = await lodge('domestic-payment', { Initiation })
    const { status, body } = await order('domestic-payment', consent, { Initiation })
    expect([status, body.Data.Status, body.Data.Debtor.Name]).toEqual([201, 'RCVD', 'Grace Whitfield'])
    expect(Number(await balanceOf('acc_0_current'))).toBeCloseTo(before - 20, 5)
    const path = `${pisp}/domestic-payments/${body.Data.DomesticPaymentId}`
    expect((await call('GET', path, grace)).body.Data).toMatchObject({ ConsentId: consent, Status: 'RCVD' })
  })

  test('for 8 write units, and 4 for the authorisation of its consent', async () => {
    const spent: number[] = []
    for (let n = 0; n < 3; n++) {
      const Initiation = domestic()
      const consent = await lodge('domestic-payment', { Initiation })
      const before = sandbox.store.units.write
      expect((await order('domestic-payment', consent, { Initiation })).status).toBe(201)
      spent.push(sandbox.store.units.write - before - 4)
    }
    // The first of a world also writes that money has moved, and when interest is due.
    expect(spent).toEqual([12, 8, 8])
  })

  test.each([
    ['domestic-scheduled-payment', { Permission: 'Create', Initiation: scheduled() }],
    ['domestic-standing-order', { Permission: 'Create', Initiation: standing() }],
    ['international-payment', { Initiation: abroad() }],
  ])('by %s', async (kind, Data) => {
    const before = await balanceOf('acc_0_current')
    expect((await order(kind, await lodge(kind, Data), Data)).status).toBe(201)
    await advance(sandbox, world, { days: 8 })
    expect(await balanceOf('acc_0_current')).not.toBe(before)
  })

  test('a small amount abroad, with the charges on top as its consent shows them', async () => {
    const small = (more: object = {}) =>
      abroad({
        InstructedAmount: pounds('1.00'),
        CurrencyOfTransfer: 'USD',
        DestinationCountryCode: undefined,
        ...more,
      })
    const before = Number(await balanceOf('acc_0_current'))
    const Initiation = small()
    const consent = await lodge('international-payment', { Initiation })
    const { Charges } = (await call('GET', `${pisp}/international-payment-consents/${consent}`, grace)).body.Data
    expect(Charges).toEqual([
      { ChargeBearer: 'BorneByDebtor', Type: 'UK.OBIE.MoneyTransferOut', Amount: pounds('5.00') },
      { ChargeBearer: 'BorneByDebtor', Type: 'UK.Sandbank.CorrespondentOut', Amount: pounds('12.00') },
    ])
    const ordered = await order('international-payment', consent, { Initiation })
    expect([ordered.status, ordered.body.Data.Charges]).toEqual([201, Charges])
    expect(Number(await balanceOf('acc_0_current'))).toBeCloseTo(before - 18, 5)
    const shared = { Data: { Initiation: small({ ChargeBearer: 'Shared' }) }, Risk }
    expect(outcomeOf(await call('POST', `${pisp}/international-payment-consents`, grace, shared))).toBe(
      '400 U002 Data.Initiation.InstructedAmount.Amount',
    )
  })

  test('by a file, once it is uploaded', async () => {
    const payments = [{ amount: '5.00' }, { amount: '7.50' }]
    const content = ukJson(payments)
    const Data = { Initiation: announcedOf('UK.OBIE.PaymentInitiation.4.0', content, payments) }
    const consent = await lodge('file-payment', Data)
    const early = await order('file-payment', consent, Data)
    expect(outcomeOf(early)).toBe('400 U009 Data.ConsentId')
    expect(early.body.Errors[0].Message).toBe(`Data.ConsentId: ${consent} awaits its file; upload the file first`)
    expect((await call('POST', `${pisp}/file-payment-consents/${consent}/file`, grace, content)).status).toBe(200)
    expect((await order('file-payment', consent, Data)).status).toBe(201)
  })

  test('repeatedly under a mandate, until its customer revokes it', async () => {
    const body = mandate()
    const lodged = await call('POST', `${pisp}/domestic-vrp-consents`, grace, body)
    const { ConsentId } = lodged.body.Data
    const paying = (amount: string) => call('POST', `${pisp}/domestic-vrps`, grace, payment(body, ConsentId, amount))
    expect([(await paying('10.00')).status, (await paying('100.00')).status]).toEqual([201, 201])
    expect(outcomeOf(await paying('100.01'))).toMatch(/^400 U0/)
    expect((await call('DELETE', `${pisp}/domestic-vrp-consents/${ConsentId}`, grace)).status).toBe(204)
    expect(outcomeOf(await paying('10.00'))).toBe('400 U011 Data.ConsentId')
  })

  test('not under a mandate that needs a second director', async () => {
    const director = await tokenFor(sandbox, world, 'cus_6')
    const aDay = { PeriodType: 'Day', PeriodAlignment: 'Calendar', ...pounds('9000.00') } as const
    const upTo = async (Amount: string) => {
      const body = mandate({ MaximumIndividualAmount: pounds(Amount), PeriodicLimits: [aDay] })
      const { ConsentId } = (await call('POST', `${pisp}/domestic-vrp-consents`, director, body)).body.Data
      return outcomeOf(await call('POST', `${pisp}/domestic-vrps`, director, payment(body, ConsentId, '10.00')))
    }
    expect(await upTo('5000.00')).toBe('201')
    expect(await upTo('5000.01')).toBe('400 U011 Data.ConsentId')
  })

  test('from the account that the consent names', async () => {
    const accounts = (await call('GET', `${aisp}/accounts`, grace)).body.Data.Account
    const savings = accounts.find(({ AccountTypeCode }: Json) => AccountTypeCode === 'SVGS')
    const { SchemeName, Identification, Name } = savings.Account[0]
    const Initiation = domestic({ DebtorAccount: { SchemeName, Identification, Name } })
    const { body } = await order('domestic-payment', await lodge('domestic-payment', { Initiation }), { Initiation })
    expect(body.Data.Debtor.Identification).toBe(Identification)
  })

  test('once for concurrent orders with its own consent', async () => {
    const before = Number(await balanceOf('acc_0_current'))
    const Initiation = domestic()
    const consent = await lodge('domestic-payment', { Initiation })
    const same = { 'x-idempotency-key': 'same' }
    const answers = await Promise.all(
      [same, same, {}, {}].map((more) => order('domestic-payment', consent, { Initiation }, grace, more)),
    )
    const made = answers.filter(({ status }) => status === 201)
    expect(new Set(made.map(({ body }) => body.Data.DomesticPaymentId)).size).toBe(1)
    for (const answer of answers.filter(({ status }) => status !== 201))
      expect(outcomeOf(answer)).toBe('400 U009 Data.ConsentId')
    expect(Number(await balanceOf('acc_0_current'))).toBeCloseTo(before - 20, 5)
  })
})

test('a developer token confirms funds', async () => {
  const Initiation = domestic()
  const consent = await lodge('domestic-payment', { Initiation })
  const answer = await call('GET', `${pisp}/domestic-payment-consents/${consent}/funds-confirmation`, grace)
  expect(answer.body.Data.FundsAvailableResult.FundsAvailable).toBe(true)
  const { Account } = (await call('GET', `${aisp}/accounts/acc_0_current`, grace)).body.Data.Account[0]
  const { SchemeName, Identification, Name } = Account[0]
  const asked = { Data: { DebtorAccount: { SchemeName, Identification, Name } } }
  const { ConsentId } = (await call('POST', `${cbpii}/funds-confirmation-consents`, grace, asked)).body.Data
  const question = { Data: { ConsentId, Reference: 'R', InstructedAmount: pounds('1000000.00') } }
  const { body } = await call('POST', `${cbpii}/funds-confirmations`, grace, question)
  expect(body.Data.FundsAvailable).toBe(false)
})

describe('a developer token has access only to', () => {
  test('consents that it created itself', async () => {
    const Initiation = domestic()
    const consent = await lodge('domestic-payment', { Initiation })
    const other = await tokenFor(sandbox, world, 'cus_0')
    const stranger = await tokenFor(sandbox, await sandbox.createWorld(), 'cus_0')
    const path = `${pisp}/domestic-payment-consents/${consent}`
    expect(outcomeOf(await call('GET', path, other))).toBe('403 U011 path ConsentId')
    expect(outcomeOf(await order('domestic-payment', consent, { Initiation }, other))).toBe('403 U011 Data.ConsentId')
    expect(outcomeOf(await call('GET', path, stranger))).toBe('400 U011 path ConsentId')
    expect((await call('GET', path, grace)).body.Data.Status).toBe('AWAU')
  })

  test("its own customer's accounts", async () => {
    const theirs = await tokenFor(sandbox, world, 'cus_1')
    const { Account } = (await call('GET', `${aisp}/accounts`, theirs)).body.Data.Account[0]
    const { SchemeName, Identification, Name } = Account[0]
    const Initiation = domestic({ DebtorAccount: { SchemeName, Identification, Name } })
    const consent = await lodge('domestic-payment', { Initiation })
    const refused = await order('domestic-payment', consent, { Initiation })
    expect(outcomeOf(refused)).toBe('400 U011 Data.ConsentId')
    expect(refused.body.Errors[0].Message).toBe('Data.ConsentId: cus_0 has no account that this consent can pay from')
    const anybody = await tokenFor(sandbox, world, 'all')
    const again = await lodge('domestic-payment', { Initiation }, anybody)
    expect((await order('domestic-payment', again, { Initiation }, anybody)).status).toBe(201)
  })

  test('a named account, if it is a token for all', async () => {
    const anybody = await tokenFor(sandbox, world, 'all')
    const Initiation = domestic()
    const consent = await lodge('domestic-payment', { Initiation }, anybody)
    const refused = await order('domestic-payment', consent, { Initiation }, anybody)
    expect(outcomeOf(refused)).toBe('400 U011 Data.ConsentId')
    expect(refused.body.Errors[0].Message).toMatch(/DebtorAccount/)
  })
})

test("a developer token's requests are never signed", async () => {
  const more = { 'x-jws-signature': 'e30..e30' }
  const body = { Data: { Initiation: domestic() }, Risk }
  const refused = await call('POST', `${pisp}/domestic-payment-consents`, grace, body, more)
  expect(outcomeOf(refused)).toMatch(/^400 U0\d\d header x-jws-signature$/)
})
