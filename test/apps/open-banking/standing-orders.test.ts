import { describe, expect, test } from 'vitest'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { Problem } from '#bank/base/problem.ts'
import { worldOf } from '#test/support/grants.ts'
import { faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import { german, openFundedBank, order, readOrderedTransactions, summarise } from '#test/support/orders.ts'
import { type Bank, openBankWithStoppedClock } from '#test/support/partners.ts'
import { externalPayee, pounds } from '#test/support/payment-bank.ts'
import { advance, aisp, allOf, type Json, openWorld } from '#test/support/sandbox.ts'

/** The world's time is Tuesday 24 November 2026, 09:30. */
const first = await openBankWithStoppedClock()
if (!isThere) test.skip(notThere, () => {})

const monthly = (more: object = {}, mandate: object = {}) => ({
  MandateRelatedInformation: {
    Frequency: { Type: 'MNTH' },
    FirstPaymentDateTime: '2026-12-01T07:00:00Z',
    ...mandate,
  },
  FirstPaymentAmount: pounds('100.00'),
  CreditorAccount: externalPayee,
  RemittanceInformation: { Unstructured: ['RENT'] },
  ...more,
})

const listed = async (bank: Bank, id: string): Promise<Json> => {
  const path = `${aisp}/accounts/acc_0_current/standing-orders`
  const here: Json[] = (await bank.send('GET', path, undefined, bank.world.developerToken)).body.Data.StandingOrder
  const everywhere = await allOf(bank, `${aisp}/standing-orders`, bank.world.developerToken, 'StandingOrder')
  const of = (all: Json[]) => all.filter(({ StandingOrderId }) => StandingOrderId === id)
  expect(of(everywhere)).toEqual(of(here))
  expect(of(here)).toHaveLength(1)
  return of(here)[0]
}
/** Returns the payments that left the account: day, amount, reference. */
const paid = async (bank: Bank): Promise<string[]> => summarise(await readOrderedTransactions(bank))

describe('a domestic standing order', () => {
  test('pays the first, recurring and final amounts on their days, and lists the next payment', async () => {
    const { bank, partner } = await openFundedBank(first)
    const Initiation = monthly({
      RecurringPaymentAmount: pounds('80.00'),
      FinalPaymentAmount: pounds('15.50'),
      NumberOfPayments: '4',
    })
    const { placed, id, read, details } = await order(partner, 'domestic-standing-order', Initiation)
    if (isThere)
      expect(faultsOf('payment-initiation', 'OBWriteDomesticStandingOrderResponse6', placed.body)).toEqual([])
    expect(placed.body.Data.Status).toBe('RCVD')
    expect(await details()).toEqual([])
    expect(await listed(bank, id)).toEqual({
      AccountId: 'acc_0_current',
      StandingOrderId: id,
      StandingOrderStatusCode: 'ACTV',
      NextPaymentDateTime: '2026-12-01T07:00:00.000Z',
      NextPaymentAmount: pounds('100.00'),
      NumberOfPayments: '4',
      FirstPaymentAmount: pounds('100.00'),
      FinalPaymentAmount: pounds('15.50'),
      CreditorAccount: externalPayee,
      MandateRelatedInformation: Initiation.MandateRelatedInformation,
      RemittanceInformation: { Unstructured: ['RENT'] },
    })

    const seen: string[] = []
    for (const day of ['2026-11-30', '2026-12-01', '2027-01-02', '2027-02-02', '2027-03-02', '2027-06-01']) {
      await advance(bank, bank.world, { to: `${day}T12:00:00Z` })
      const { Status } = await read()
      const one = await listed(bank, id)
      const last = one.LastPaymentAmount
        ? `${one.LastPaymentDateTime.slice(0, 10)} ${one.LastPaymentAmount.Amount}`
        : '-'
      const next = one.NextPaymentAmount
        ? `${one.NextPaymentDateTime.slice(0, 10)} ${one.NextPaymentAmount.Amount}`
        : '-'
      seen.push(`${day} ${Status} ${one.StandingOrderStatusCode} last ${last} next ${next}`)
    }
    expect(seen).toEqual([
      '2026-11-30 RCVD ACTV last - next 2026-12-01 100.00',
      '2026-12-01 INCO ACTV last 2026-12-01 100.00 next 2027-01-01 80.00',
      '2027-01-02 INCO ACTV last 2027-01-01 80.00 next 2027-02-01 80.00',
      '2027-02-02 INCO ACTV last 2027-02-01 80.00 next 2027-03-01 15.50',
      '2027-03-02 INCO EXPI last 2027-03-01 15.50 next -',
      '2027-06-01 INCO EXPI last 2027-03-01 15.50 next -',
    ])
    expect(await paid(bank)).toEqual([
      '2026-12-01 100.00 StandingOrder',
      '2027-01-01 80.00 StandingOrder',
      '2027-02-01 80.00 StandingOrder',
      '2027-03-01 15.50 StandingOrder',
    ])
    expect((await details()).map((one) => `${one.PaymentTransactionId} ${one.Status}`)).toEqual(
      [0, 1, 2, 3].map((n) => `${id}.${n} ACCC`),
    )
  })

  test('ends on its final day, inclusive', async () => {
    const { bank, partner } = await openFundedBank(first)
    const weekly = monthly({}, { Frequency: { Type: 'WEEK' }, FinalPaymentDateTime: '2026-12-15T00:00:00Z' })
    await order(partner, 'domestic-standing-order', weekly)
    await advance(bank, bank.world, { months: 6 })
    expect(await paid(bank)).toEqual([
      '2026-12-01 100.00 StandingOrder',
      '2026-12-08 100.00 StandingOrder',
      '2026-12-15 100.00 StandingOrder',
    ])
  })

  test('shows a failed payment, continues with the next and lists the last successful one', async () => {
    const { bank, partner } = await openFundedBank(first, '0.00')
    const { id, read, details } = await order(
      partner,
      'domestic-standing-order',
      monthly({ FirstPaymentAmount: pounds('900000.00'), RecurringPaymentAmount: pounds('1.00') }),
    )
    await advance(bank, bank.world, { to: '2026-12-02T00:00:00Z' })
    expect(await read()).toMatchObject({
      Status: 'INFA',
      StatusUpdateDateTime: '2026-12-01T07:00:00.000Z',
      StatusReason: [{ StatusReasonCode: 'AM04' }],
    })
    expect(await details()).toMatchObject([
      { PaymentTransactionId: `${id}.0`, Status: 'RJCT', StatusDetail: { StatusReason: 'AM04' } },
    ])
    expect(await listed(bank, id)).not.toHaveProperty('LastPaymentDateTime')

    await advance(bank, bank.world, { to: '2027-01-02T00:00:00Z' })
    expect((await read()).Status).toBe('INCO')
    expect((await details()).map(({ Status }) => Status)).toEqual(['RJCT', 'ACCC'])
    expect(await listed(bank, id)).toMatchObject({ LastPaymentDateTime: '2027-01-01T07:00:00.000Z' })
    expect(await paid(bank)).toEqual(['2027-01-01 1.00 StandingOrder'])
  })

  test('without a first day begins on the first day of its frequency', async () => {
    const { bank, partner } = await openFundedBank(first)
    const fridays = monthly(
      { NumberOfPayments: '2' },
      { FirstPaymentDateTime: undefined, Frequency: { Type: 'IntrvlWkDay:02:05' } },
    )
    await order(partner, 'domestic-standing-order', JSON.parse(JSON.stringify(fridays)))
    await advance(bank, bank.world, { months: 3 })
    expect(await paid(bank)).toEqual(['2026-11-27 100.00 StandingOrder', '2026-12-11 100.00 StandingOrder'])
  })

  test('to an account of this bank credits it at once', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { body } = await bank.send('GET', `${aisp}/accounts/acc_0_savings`, undefined, bank.world.developerToken)
    const { SchemeName, Identification, Name } = body.Data.Account[0].Account[0]
    const saving = monthly({ CreditorAccount: { SchemeName, Identification, Name }, NumberOfPayments: '1' })
    await order(partner, 'domestic-standing-order', saving)
    await advance(bank, bank.world, { to: '2026-12-01T07:00:00Z' })
    const path = `${aisp}/accounts/acc_0_savings/transactions`
    const [newest] = await allOf(bank, path, bank.world.developerToken, 'Transaction')
    expect(newest).toMatchObject({
      Amount: pounds('100.00'),
      CreditDebitIndicator: 'Credit',
      BookingDateTime: '2026-12-01T07:00:00.000Z',
      DebtorAccount: { Name: 'Grace Whitfield' },
    })
  })
})

describe('an international standing order', () => {
  test('pays the same foreign amount each time, at the rate of the day', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { FirstPaymentAmount: _, ...rest } = monthly({
      InstructedAmount: { Amount: '50.00', Currency: 'EUR' },
      CurrencyOfTransfer: 'EUR',
      CreditorAccount: german,
      NumberOfPayments: '3',
    })
    const { placed, id, read, details } = await order(partner, 'international-standing-order', rest)
    if (isThere)
      expect(faultsOf('payment-initiation', 'OBWriteInternationalStandingOrderResponse7', placed.body)).toEqual([])
    expect(await listed(bank, id)).toMatchObject({ NextPaymentAmount: { Amount: '50.00', Currency: 'EUR' } })
    await advance(bank, bank.world, { to: '2027-02-02T09:00:00Z' })
    expect((await read()).Status).toBe('INCO')
    expect((await details()).map(({ Status }) => Status)).toEqual(['ACCC', 'ACCC', 'ACCC'])
    const debits = await paid(bank)
    expect(debits.map((line) => line.slice(0, 10))).toEqual(['2026-12-01', '2027-01-01', '2027-02-01'])
    expect(new Set(debits.map((line) => line.split(' ')[1])).size).toBe(3)
  })
})

describe('a customer cancels', () => {
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error) => (error instanceof Problem ? error.code : Promise.reject(error)),
    )

  test('a waiting payment, which is never executed', async () => {
    const { bank, partner } = await openFundedBank(first)
    const Initiation = {
      InstructionIdentification: 'I1',
      EndToEndIdentification: 'E1',
      InstructedAmount: pounds('40.00'),
      CreditorAccount: externalPayee,
      RequestedExecutionDateTime: '2026-12-01T10:00:00Z',
    }
    const { id, read, details } = await order(partner, 'domestic-scheduled-payment', Initiation)
    await advance(bank, bank.world, { days: 1 })
    await cancelOrder(await worldOf(bank, bank.world), 'cus_0', id)
    expect(await read()).toMatchObject({
      Status: 'CANC',
      StatusUpdateDateTime: '2026-11-25T09:30:00.000Z',
      StatusReason: [{ StatusReasonCode: 'DS02' }],
    })
    expect(await details()).toMatchObject([{ Status: 'RJCT', StatusDetail: { StatusReason: 'DS02' } }])
    await advance(bank, bank.world, { months: 1 })
    expect(await paid(bank)).toEqual([])
    const { body } = await bank.send('GET', `${aisp}/scheduled-payments`, undefined, bank.world.developerToken)
    expect(JSON.stringify(body)).not.toContain(id)
  })

  test('a standing order: past payments stay, no further ones are made', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { id, read, details } = await order(partner, 'domestic-standing-order', monthly())
    await advance(bank, bank.world, { to: '2026-12-15T00:00:00Z' })
    await cancelOrder(await worldOf(bank, bank.world), 'cus_0', id)
    await advance(bank, bank.world, { months: 6 })
    expect((await read()).Status).toBe('CANC')
    expect((await details()).map(({ Status }) => Status)).toEqual(['ACCC'])
    expect(await paid(bank)).toEqual(['2026-12-01 100.00 StandingOrder'])
    expect(await listed(bank, id)).toMatchObject({
      StandingOrderStatusCode: 'CANC',
      LastPaymentDateTime: '2026-12-01T07:00:00.000Z',
    })
    expect(await listed(bank, id)).not.toHaveProperty('NextPaymentDateTime')
  })

  test('but not twice, too late or for another customer', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { id } = await order(partner, 'domestic-standing-order', monthly({ NumberOfPayments: '1' }))
    const now = () => worldOf(bank, bank.world)
    expect(await refused(cancelOrder(await now(), 'cus_1', id))).toBe('order-not-found')
    expect(await refused(cancelOrder(await now(), 'cus_0', 'pay_nothing'))).toBe('order-not-found')
    await advance(bank, bank.world, { months: 1 })
    expect(await refused(cancelOrder(await now(), 'cus_0', id))).toBe('order-status')
    const other = await order(
      partner,
      'domestic-standing-order',
      monthly({}, { FirstPaymentDateTime: '2027-02-01T07:00:00Z' }),
    )
    expect(await refused(cancelOrder(await now(), 'cus_0', other.id))).toBe('done')
    expect(await refused(cancelOrder(await now(), 'cus_0', other.id))).toBe('order-status')
  })
})

describe('a standing order of a synthetic customer', async () => {
  const { sandbox, world, all } = await openWorld({ size: 8 })
  const get = (path: string, token = all) => sandbox.send('GET', aisp + path, undefined, token)
  const currents = [
    'acc_0_current',
    'acc_1_student',
    'acc_2_current',
    'acc_3_current',
    'acc_4_basic',
    'acc_5_business',
    'acc_6_business',
    'acc_7_current',
  ]
  const standingOrders = async (account: string, token = all): Promise<Json[]> =>
    (await get(`/accounts/${account}/standing-orders`, token)).body.Data.StandingOrder
  /** Returns the transactions booked on an account at one instant. */
  const bookedAt = async (account: string, at: string, token = all): Promise<Json[]> =>
    (await get(`/accounts/${account}/transactions?fromBookingDateTime=${at}&toBookingDateTime=${at}`, token)).body.Data
      .Transaction

  test('has its next payment after now and its last payment before', async () => {
    for (const account of currents) {
      for (const order of await standingOrders(account)) {
        expect(order.NextPaymentDateTime > world.now).toBe(true)
        expect((order.LastPaymentDateTime ?? '') <= world.now).toBe(true)
      }
    }
  })

  test('lists its last payment, which is a transaction', async () => {
    for (const order of await standingOrders('acc_0_current')) {
      const booked = await bookedAt('acc_0_current', order.LastPaymentDateTime)
      expect(booked.map(({ Amount }) => Amount)).toContainEqual(order.LastPaymentAmount)
    }
  })

  test('executes its listed next payment on its date', async () => {
    const own = await sandbox.createWorld({ seed: 7, size: 8 })
    const orders = await standingOrders('acc_0_current', own.developerToken)
    expect(orders.length).toBeGreaterThan(0)
    for (const order of orders.sort((a, b) => (a.NextPaymentDateTime < b.NextPaymentDateTime ? -1 : 1))) {
      await advance(sandbox, own, { to: order.NextPaymentDateTime })
      const booked = await bookedAt('acc_0_current', order.NextPaymentDateTime, own.developerToken)
      expect(booked).toContainEqual(
        expect.objectContaining({
          Amount: order.NextPaymentAmount,
          CreditDebitIndicator: 'Debit',
          CreditorAccount: order.CreditorAccount,
          ProprietaryBankTransactionCode: { Code: 'StandingOrder', Issuer: 'Sandbank' },
        }),
      )
    }
  })

  test("to the customer's own savings names the savings account", async () => {
    const [savings] = (await get('/accounts/acc_0_savings')).body.Data.Account
    const creditors = (await standingOrders('acc_0_current')).map(({ CreditorAccount }) => CreditorAccount)
    expect(creditors).toContainEqual(savings.Account[0])
  })
})
