import { describe, expect, test } from 'vitest'
import { approveOrder, refuseOrder } from '#actions/approvals/approvals.ts'
import { authoriseConsent, insertConsent, revokeConsent } from '#actions/consents/consents.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { deriveOrderStatus } from '#actions/payments/order-views.ts'
import { type ConsentRecord, newConsent } from '#bank/consents/consent.ts'
import { type TriggerName, triggerNames } from '#bank/events/triggers.ts'
import { mandate } from '#test/support/payers.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, testNow, testSandbox } from '#test/support/sandbox.ts'

const payer = 'acc_0_current'
const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:00:00Z' }
const single = 'domestic-payment'
const instruct = (Amount: string, more: object = {}) => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds(Amount),
  CreditorAccount: externalPayee,
  ...more,
})

/** Opens a bank that records events, whose clock stands still, with two accounts to pay from. */
async function openBank(): Promise<PaymentBank> {
  const sandbox = await testSandbox({ isLocal: true })
  const newWorld = await sandbox.createWorld({ rate: 0 })
  const balances = [payer, 'acc_6_business'].map((account) => ({
    account,
    at: '2026-11-24T09:00:00Z',
    balance: '60000.00',
  }))
  const path = `/control/worlds/${newWorld.id}/edits`
  expect((await sandbox.send('PUT', path, { balances }, newWorld.controlKey)).status).toBe(200)
  return paymentBankOf(sandbox, newWorld)
}

const send = ({ sandbox, newWorld }: PaymentBank, body: object, headers: Record<string, string> = {}) =>
  sandbox
    .request(`/control/worlds/${newWorld.id}/events/trigger`, {
      method: 'POST',
      token: newWorld.controlKey,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    .then(async (response) => ({ status: response.status, body: (await response.json()) as Json }))
const eventsOf = async ({ sandbox, newWorld }: PaymentBank): Promise<Json[]> =>
  (await sandbox.send('GET', `/control/worlds/${newWorld.id}/events`, undefined, newWorld.controlKey)).body.events
const proofOf = async ({ sandbox, newWorld }: PaymentBank): Promise<Json> =>
  (await sandbox.send('GET', `/control/worlds/${newWorld.id}/proof`, undefined, newWorld.controlKey)).body

const anHourLater = Date.parse(testNow) + 3_600_000

async function consented(bank: PaymentBank, id: string, expiresAt?: number): Promise<string> {
  const world = await bank.world()
  const shared = { id, partner: 'app_till', ...newConsent(world.now), ...(expiresAt !== undefined && { expiresAt }) }
  const consent: ConsentRecord = id.startsWith('vrc')
    ? { ...shared, kind: 'domestic-vrp', request: mandate() }
    : { ...shared, kind: 'account-access', permissions: ['ReadBalances'] }
  await insertConsent(world, consent)
  await authoriseConsent(world, id, { customer: 'cus_0', accounts: [payer] })
  return id
}
const paid = async (bank: PaymentBank) => (await bank.place(payer, single, instruct('10.00'))).id
const scheduled = async (bank: PaymentBank, amount = '10.00') =>
  (await bank.place(payer, 'domestic-scheduled-payment', instruct(amount, tomorrow))).id
const forTwo = async (bank: PaymentBank) => (await bank.place('acc_6_business', single, instruct('5000.01'))).id
const revoked = async (bank: PaymentBank, id: string) => revokeConsent(await bank.world(), 'cus_0', id)

/**
 * Each event: an object, a real act that makes the event, and what a trigger needs for the same.
 */
const acts: [
  TriggerName,
  make: (bank: PaymentBank) => Promise<string>,
  act: (bank: PaymentBank, id: string) => unknown,
  more?: object,
][] = [
  ['consent.revoked', (bank) => consented(bank, 'aac_0001'), revoked],
  ['mandate.revoked', (bank) => consented(bank, 'vrc_0001'), revoked],
  ['payment.approved', forTwo, async (bank, id) => approveOrder(await bank.world(), id)],
  ['payment.rejected', forTwo, async (bank, id) => refuseOrder(await bank.world(), id)],
  ['payment.cancelled', scheduled, async (bank, id) => cancelOrder(await bank.world(), 'cus_0', id)],
]

describe('a trigger does what the real act does', () => {
  test.each(acts)('%s', async (event, make, act) => {
    const [real, triggered] = [await openBank(), await openBank()]
    await act(real, await make(real))
    const object = await make(triggered)
    const { status, body } = await send(triggered, { event, object })
    expect([status, body.event, body.object]).toEqual([200, event, object])
    const [expected, found] = [await eventsOf(real), await eventsOf(triggered)]
    expect(found.map(withoutId)).toEqual(expected.map(withoutId))
    expect(body.events).toEqual(found.filter(({ id }) => body.events.some((one: Json) => one.id === id)))
    expect(body.events.map(({ type }: Json) => type)).toContain(event)
    const [one, other] = [await proofOf(real), await proofOf(triggered)]
    expect(other).toEqual(one)
    expect(other.holds).toBe(true)
  })

  test('payment.rejected of a scheduled payment: as on its day, for want of funds', async () => {
    const [real, triggered] = [await openBank(), await openBank()]
    await scheduled(real, '99999.00')
    await real.advance({ days: 2 })
    const object = await scheduled(triggered, '99999.00')
    const { body } = await send(triggered, { event: 'payment.rejected', object })
    const [expected] = (await eventsOf(real)).filter(({ type }) => type === 'payment.rejected')
    expect(body.events).toMatchObject([{ data: expected.data }])
    await triggered.advance({ days: 2 })
    expect((await eventsOf(triggered)).map(({ type }) => type)).toEqual(['payment.scheduled', 'payment.rejected'])
    expect(await triggered.balance(payer)).toEqual(await real.balance(payer))
  })

  test('payment.returned: as the rail does, with the money back at once', async () => {
    const [real, triggered] = [await openBank(), await openBank()]
    const held = { CreditorAccount: { ...externalPayee, Identification: '00900000000006' } }
    await real.place(payer, single, instruct('10.00', held), { name: 'x' })
    await real.advance({ days: 2 })
    const { id } = await triggered.place(payer, single, instruct('10.00'), { name: 'x' })
    const before = await triggered.balance(payer)
    const { status, body } = await send(triggered, { event: 'payment.returned', object: id })
    expect(status).toBe(200)
    const [expected] = (await eventsOf(real)).filter(({ type }) => type === 'payment.returned')
    expect(body.events).toMatchObject([{ type: 'payment.returned', data: expected.data }])
    expect(Number(await triggered.balance(payer)) - Number(before)).toBeCloseTo(10)
    await triggered.advance({ days: 2 })
    expect(await proofOf(triggered)).toMatchObject({ holds: true, legs: 4 })
    expect((await proofOf(real)).digest).not.toBe('')
    expect((await eventsOf(triggered)).filter(({ type }) => type === 'payment.returned')).toHaveLength(1)
  })

  test('payment.returned of a payment that will come back anyway happens once, now', async () => {
    const bank = await openBank()
    const gone = { CreditorAccount: { ...externalPayee, Identification: '00900000000007' } }
    const { id } = await bank.place(payer, single, instruct('10.00', gone))
    expect((await send(bank, { event: 'payment.returned', object: id, reason: 'AC06' })).body.detail).toContain(
      'must be one of AC07 while',
    )
    const { body } = await send(bank, { event: 'payment.returned', object: id })
    expect(body.events).toMatchObject([{ data: { StatusReasonCode: 'AC07' } }])
    await bank.advance({ days: 2 })
    expect((await eventsOf(bank)).filter(({ type }) => type === 'payment.returned')).toHaveLength(1)
    expect(await proofOf(bank)).toMatchObject({ holds: true, legs: 4 })
  })

  test.each([
    ['payment.settled', paid],
    ['consent.expired', (bank) => consented(bank, 'aac_0001', anHourLater)],
    ['mandate.expired', (bank) => consented(bank, 'vrc_0001', anHourLater)],
  ] as [TriggerName, (bank: PaymentBank) => Promise<string>][])('%s: once, as time does later', async (event, make) => {
    const [real, triggered] = [await openBank(), await openBank()]
    await make(real)
    await real.advance({ days: 2 })
    const object = await make(triggered)
    const { status, body } = await send(triggered, { event, object })
    expect(status).toBe(200)
    const [expected] = (await eventsOf(real)).filter(({ type }) => type === event)
    expect(body.events).toMatchObject([{ type: event, data: expected.data, timestamp: testNow }])
    await triggered.advance({ days: 2 })
    expect((await eventsOf(triggered)).map(({ type }) => type)).toEqual((await eventsOf(real)).map(({ type }) => type))
    expect((await proofOf(triggered)).digest).toBe((await proofOf(real)).digest)
    expect(rejectionOf(await send(triggered, { event, object }))).toBe('409 event-impossible')
  })

  test('payment.settled shows in every read of the status, at once', async () => {
    const bank = await openBank()
    const id = await paid(bank)
    await send(bank, { event: 'payment.settled', object: id })
    const order = await bank.order(id)
    expect(deriveOrderStatus(await bank.world(), order)).toEqual({ status: 'ACCC', at: Date.parse(testNow) })
    expect((await send(bank, { event: 'payment.returned', object: id })).body.detail).toContain('which is final')
  })

  const withoutId = ({ id: _, ...event }: Json) => event
})

describe('a trigger is rejected', () => {
  test.each([
    ['an unknown event', () => ({ event: 'payment.return', object: 'pay_1' }), '400 field-invalid', 'did you mean'],
    [
      'an unknown object',
      () => ({ event: 'payment.returned', object: 'pay_1' }),
      '400 field-invalid',
      'no object pay_1',
    ],
    [
      'an object of another sort',
      async (bank: PaymentBank) => ({ event: 'payment.returned', object: await consented(bank, 'aac_0001') }),
      '409 event-impossible',
      'payment.returned happens to a payment, and this is a consent; possible now: consent.revoked',
    ],
    [
      'a reason that the event does not have',
      async (bank: PaymentBank) => ({ event: 'payment.returned', object: await paid(bank), reason: 'AM04' }),
      '400 field-invalid',
      'must be one of AC03, AC07, AC06 (got AM04)',
    ],
    [
      'a payment that the payee has',
      async (bank: PaymentBank) => {
        const object = await paid(bank)
        await bank.advance({ minutes: 1 })
        return { event: 'payment.returned', object }
      },
      '409 event-impossible',
      'is ACCC since 2026-11-24T09:30:05.000Z, which is final (to return a payment, pause the clock before you pay); no event can be triggered on it now',
    ],
    [
      'a payment within the bank',
      async (bank: PaymentBank) => ({
        event: 'payment.returned',
        object: (await bank.pay(payer, await bank.address('acc_2_current'), '1.00')).id,
      }),
      '409 event-impossible',
      "the payee's account is at this bank",
    ],
    [
      'the return of a payment that waits',
      async (bank: PaymentBank) => ({ event: 'payment.returned', object: await scheduled(bank) }),
      '409 event-impossible',
      'waits until 2026-11-25T09:00:00.000Z; possible now: payment.rejected, payment.cancelled',
    ],
  ] as [string, (bank: PaymentBank) => object | Promise<object>, string, string][])(
    '%s',
    async (_, bodyFor, rejection, detail) => {
      const bank = await openBank()
      const answer = await send(bank, await bodyFor(bank))
      expect(rejectionOf(answer)).toBe(rejection)
      expect(answer.body.detail).toContain(detail)
    },
  )

  test('with an object of another world', async () => {
    const bank = await openBank()
    const other = paymentBankOf(bank.sandbox, await bank.sandbox.createWorld({ rate: 0 }))
    const object = await consented(bank, 'aac_0001')
    expect(rejectionOf(await send(other, { event: 'consent.revoked', object }))).toBe('400 field-invalid')
    expect((await send(bank, { event: 'consent.revoked', object })).status).toBe(200)
  })
})

test('salary.paid: name, reference and amount of the last salary, from clearing; the next one comes too', async () => {
  const bank = await openBank()
  const { sandbox, newWorld } = bank
  const salaries = async (): Promise<Json[]> => {
    const found: Json[] = []
    let path = `/open-banking/v4.0/aisp/accounts/${payer}/transactions?fromBookingDateTime=2026-10-20T00:00:00`
    while (path) {
      const { body } = await sandbox.send('GET', path, undefined, newWorld.developerToken)
      found.push(...body.Data.Transaction)
      path = body.Links.Next?.replace(/^https?:\/\/[^/]+/, '')
    }
    return found.filter((one) => one.ProprietaryBankTransactionCode.Code === 'Salary')
  }
  const [last] = await salaries()
  const before = Number(await bank.balance(payer))
  expect((await send(bank, { event: 'salary.paid', object: payer })).status).toBe(200)
  const [paidNow, ...others] = await salaries()
  expect([others[0], paidNow.BookingDateTime]).toEqual([last, testNow])
  for (const field of ['Amount', 'TransactionInformation', 'DebtorAccount', 'BankTransactionCode'])
    expect(paidNow[field], field).toEqual(last[field])
  expect(Number(await bank.balance(payer)) - before).toBeCloseTo(Number(last.Amount.Amount))
  await bank.advance({ days: 14 })
  expect((await salaries()).length).toBe(others.length + 2)
  expect(await proofOf(bank)).toMatchObject({ holds: true, orders: 0, payments: 1 })
  const without = await send(bank, { event: 'salary.paid', object: 'acc_0_savings' })
  expect(without.body.detail).toContain('no employer has paid a salary into it')
})

test('partner.certificate-expiring: once, with a certificate that ends soon', async () => {
  const bank = await openBank()
  const { sandbox, newWorld } = bank
  const { body: partner } = await sandbox.send('POST', '/control/partners', {}, newWorld.controlKey)
  const request = { event: 'partner.certificate-expiring', object: partner.softwareId }
  const { status, body } = await send(bank, request)
  const data = {
    partner: partner.clientId,
    SoftwareId: partner.softwareId,
    ExpirationDateTime: '2026-12-23T09:30:00.000Z',
  }
  expect([status, body.events]).toMatchObject([200, [{ type: request.event, data }]])
  sandbox.setReal('2026-11-26T09:30:00.000Z')
  expect((await eventsOf(bank)).filter(({ type }) => type === request.event)).toHaveLength(1)
  expect((await send(bank, request)).body.detail).toContain('ends at 2026-12-23T09:30:00.000Z already; renew it first')
})

test('an unknown object is rejected with the one that the caller may mean', async () => {
  const bank = await openBank()
  const { sandbox, newWorld } = bank
  const { body: partner } = await sandbox.send('POST', '/control/partners', {}, newWorld.controlKey)
  const detailOf = async (event: string, object: string) => (await send(bank, { event, object })).body.detail
  const { clientId, softwareId } = partner
  expect(await detailOf('partner.certificate-expiring', clientId)).toMatch(
    new RegExp(`the softwareId of a partner, .*; the softwareId of ${clientId} is ${softwareId}$`),
  )
  expect(await detailOf('account.closed', 'acc_0_curent')).toMatch(/; cus_0 has acc_0_current, /)
  expect(await detailOf('payment.settled', 'pay_1')).toMatch(/from an answer in this world$/)
})

test('a repeated request with the same key has the same answer, and nothing happens again', async () => {
  const bank = await openBank()
  const body = { event: 'payment.returned', object: await paid(bank) }
  const key = { 'x-idempotency-key': 'k1' }
  const first = await send(bank, body, key)
  expect(first.status).toBe(200)
  expect(await send(bank, body, key)).toEqual(first)
  const all = await eventsOf(bank)
  expect(all.filter(({ type }) => type === 'payment.returned')).toHaveLength(1)
  expect(rejectionOf(await send(bank, body))).toBe('409 event-impossible')
  expect(rejectionOf(await send(bank, { ...body, reason: 'AC03' }, key))).toBe('400 idempotency-mismatch')
})

test('the catalogue lists every trigger', async () => {
  const { sandbox } = await openBank()
  const { body } = await sandbox.send('GET', '/control/events/triggers')
  expect(body.triggers.map(({ event }: Json) => event)).toEqual(triggerNames)
})
