import { describe, expect, test } from 'vitest'
import { faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import { german, openFundedBank, order, readOrderedTransactions } from '#test/support/orders.ts'
import { type Bank, openBankWithStoppedClock } from '#test/support/partners.ts'
import { authorise, callAsPartner, outcomeOf, pisp, send } from '#test/support/payers.ts'
import { externalPayee } from '#test/support/payment-bank.ts'
import { advance, aisp, allOf, balanceOf, type Json, testSandbox, tokenFor } from '#test/support/sandbox.ts'

/** The world's time is Tuesday 24 November 2026, 09:30. */
const first = await openBankWithStoppedClock()
if (!isThere) test.skip(notThere, () => {})

const single = { InstructionIdentification: 'I1', EndToEndIdentification: 'E1' }
const RemittanceInformation = { Unstructured: ['INVOICE 7'] }

const home = (at: string, Amount = '40.00', more: object = {}) => ({
  ...single,
  InstructedAmount: { Amount, Currency: 'GBP' },
  CreditorAccount: externalPayee,
  RequestedExecutionDateTime: at,
  RemittanceInformation,
  ...more,
})
const abroad = (at: string, more: object = {}) => ({
  ...home(at, '40.00'),
  CurrencyOfTransfer: 'EUR',
  CreditorAccount: german,
  ...more,
})

const listed = async (bank: Bank, id: string) => {
  const path = `${aisp}/accounts/acc_0_current/scheduled-payments`
  const everywhere = await allOf(bank, `${aisp}/scheduled-payments`, bank.world.developerToken, 'ScheduledPayment')
  const here = (await bank.send('GET', path, undefined, bank.world.developerToken)).body.Data.ScheduledPayment
  const of = (all: Json[]) => all.filter(({ ScheduledPaymentId }) => ScheduledPaymentId === id)
  expect(of(everywhere)).toEqual(of(here))
  return of(here)
}
const booked = async (bank: Bank, day: string): Promise<Json[]> =>
  (await readOrderedTransactions(bank)).filter(({ BookingDateTime }) => BookingDateTime.startsWith(day))

describe('a scheduled domestic payment', () => {
  test('is executed at its instant and then has the statuses of its rail', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed, id, read, details } = await order(
      partner,
      'domestic-scheduled-payment',
      home('2026-12-01T10:00:00Z'),
      { data: { ReadRefundAccount: 'Yes' } },
    )
    if (isThere) expect(faultsOf('payment-initiation', 'OBWriteDomesticScheduledResponse5', placed.body)).toEqual([])
    expect(placed.body.Data).toMatchObject({
      Status: 'RCVD',
      ExpectedExecutionDateTime: '2026-12-01T10:00:00.000Z',
      ExpectedSettlementDateTime: '2026-12-01T10:00:05.000Z',
      Refund: { Account: { Name: 'Grace Whitfield' } },
    })
    expect(await listed(bank, id)).toEqual([
      {
        AccountId: 'acc_0_current',
        ScheduledPaymentId: id,
        ScheduledPaymentDateTime: '2026-12-01T10:00:00.000Z',
        ScheduledType: 'Execution',
        Reference: 'INVOICE 7',
        InstructedAmount: { Amount: '40.00', Currency: 'GBP' },
        CreditorAccount: externalPayee,
      },
    ])

    const seen: string[] = []
    for (const at of ['09:59:59.999', '10:00:00', '10:00:01', '10:00:03', '10:00:05']) {
      await advance(bank, bank.world, { to: `2026-12-01T${at}Z` })
      const { Status } = await read()
      const [detail] = await details()
      seen.push(`${at} ${Status} ${detail.Status} ${(await booked(bank, '2026-12-01')).length}`)
    }
    expect(seen).toEqual([
      '09:59:59.999 RCVD PDNG 0',
      '10:00:00 RCVD PDNG 1',
      '10:00:01 ACSP ACSP 1',
      '10:00:03 ACSC ACSC 1',
      '10:00:05 ACSC ACCC 1',
    ])
    expect(await listed(bank, id)).toEqual([])
    expect(await booked(bank, '2026-12-01')).toMatchObject([
      {
        Amount: { Amount: '40.00', Currency: 'GBP' },
        CreditDebitIndicator: 'Debit',
        BookingDateTime: '2026-12-01T10:00:00.000Z',
        CreditorAccount: externalPayee,
        ProprietaryBankTransactionCode: { Code: 'ScheduledPayment' },
      },
    ])
  })

  test('on a holiday is debited then and processed by its rail on the next working day', async () => {
    const { bank, partner } = await openFundedBank(first)
    const bacs = home('2026-12-25T10:00:00Z', '40.00', { LocalInstrument: 'UK.OBIE.BACS' })
    const { read } = await order(partner, 'domestic-scheduled-payment', bacs)
    const seen: string[] = []
    // Friday is Christmas; Boxing Day is a Saturday, so Monday is a holiday too.
    for (const at of ['25T10:00:00', '28T12:00:00', '29T07:00:01', '31T06:00:00']) {
      await advance(bank, bank.world, { to: `2026-12-${at}Z` })
      seen.push(`${at} ${(await read()).Status} ${(await booked(bank, '2026-12-25')).length}`)
    }
    expect(seen).toEqual(['25T10:00:00 RCVD 1', '28T12:00:00 RCVD 1', '29T07:00:01 ACSP 1', '31T06:00:00 ACSC 1'])
  })

  test('without funds at its instant is rejected, and the next one of the day is executed', async () => {
    const { bank, partner } = await openFundedBank(first)
    const much = await order(partner, 'domestic-scheduled-payment', home('2026-12-01T10:00:00Z', '900000.00'))
    const little = await order(partner, 'domestic-scheduled-payment', home('2026-12-01T10:00:00Z', '5.00'))
    await advance(bank, bank.world, { to: '2026-12-02T00:00:00Z' })
    expect(await much.read()).toMatchObject({
      Status: 'RJCT',
      StatusUpdateDateTime: '2026-12-01T10:00:00.000Z',
      StatusReason: [{ StatusReasonCode: 'AM04' }],
    })
    expect(await much.details()).toMatchObject([{ Status: 'RJCT', StatusDetail: { StatusReason: 'AM04' } }])
    expect((await little.read()).Status).toBe('ACSC')
    expect((await booked(bank, '2026-12-01')).map(({ Amount }) => Amount.Amount)).toEqual(['5.00'])
    expect(await listed(bank, much.id)).toEqual([])
  })

  test('is rejected if its day passed before the order, and the consent stays unused', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed, consent } = await order(partner, 'domestic-scheduled-payment', home('2026-11-24T10:00:00Z'), {
      meanwhile: () => advance(bank, bank.world, { minutes: 31 }),
    })
    expect(outcomeOf(placed)).toBe('400 U003 Data.Initiation.RequestedExecutionDateTime')
    const { body } = await callAsPartner(partner, 'GET', `${pisp}/domestic-scheduled-payment-consents/${consent}`)
    expect(body.Data.Status).toBe('AUTH')
    await advance(bank, bank.world, { days: 1 })
    expect(await booked(bank, '2026-11-24')).toEqual([])
  })
})

describe('a scheduled international payment', () => {
  test('is executed at the rate of its day once the quoted rate has expired', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed, read, details } = await order(
      partner,
      'international-scheduled-payment',
      abroad('2026-12-03T10:00:00Z', { ExchangeRateInformation: { UnitCurrency: 'GBP', RateType: 'Actual' } }),
    )
    if (isThere)
      expect(faultsOf('payment-initiation', 'OBWriteInternationalScheduledResponse6', placed.body)).toEqual([])
    const promised = placed.body.Data.ExchangeRateInformation
    expect(placed.body.Data).toMatchObject({ Status: 'PDNG', ExchangeRateInformation: { RateType: 'Actual' } })

    const seen: string[] = []
    for (const at of ['03T09:59:59', '03T10:00:01', '03T17:00:00', '04T09:00:00']) {
      await advance(bank, bank.world, { to: `2026-12-${at}Z` })
      const [detail] = await details()
      seen.push(`${at} ${(await read()).Status} ${detail.Status}`)
    }
    // SEPA reaches the payee on the next working day.
    expect(seen).toEqual([
      '03T09:59:59 PDNG PDNG',
      '03T10:00:01 ACSP ACSP',
      '03T17:00:00 ACSC ACSC',
      '04T09:00:00 ACCC ACCC',
    ])
    const { ExchangeRateInformation } = await read()
    expect(ExchangeRateInformation).toMatchObject({ UnitCurrency: 'GBP', RateType: 'Indicative' })
    expect(ExchangeRateInformation.ExchangeRate).not.toBe(promised.ExchangeRate)
    expect(await booked(bank, '2026-12-03')).toMatchObject([
      { Amount: { Amount: '40.00', Currency: 'GBP' }, ProprietaryBankTransactionCode: { Code: 'ScheduledPayment' } },
    ])
  })

  test('at a weekend is processed on Monday', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { placed, read } = await order(partner, 'international-scheduled-payment', abroad('2026-12-05T10:00:00Z'))
    expect(placed.body.Data.ExpectedExecutionDateTime).toBe('2026-12-07T07:00:00.000Z')
    await advance(bank, bank.world, { to: '2026-12-06T12:00:00Z' })
    expect((await read()).Status).toBe('PDNG')
    await advance(bank, bank.world, { to: '2026-12-07T07:00:01Z' })
    expect((await read()).Status).toBe('ACSP')
  })
})

test('the expected dates follow the order, not the consent, and a rejected payment has none', async () => {
  const { bank, partner } = await openFundedBank(first)
  const { RequestedExecutionDateTime: _, ...now } = home('2026-12-03T10:00:00Z')
  const expected = ({ ExpectedExecutionDateTime, ExpectedSettlementDateTime }: Json) => [
    ExpectedExecutionDateTime,
    ExpectedSettlementDateTime,
  ]
  const meanwhile = () => advance(bank, bank.world, { to: '2026-11-24T09:34:00Z' })
  const { lodged, placed, read } = await order(partner, 'domestic-payment', now, { meanwhile })
  expect(expected(lodged.body.Data)).toEqual(['2026-11-24T09:30:00.000Z', '2026-11-24T09:30:05.000Z'])
  expect(expected(placed.body.Data)).toEqual(['2026-11-24T09:34:00.000Z', '2026-11-24T09:34:05.000Z'])
  expect(expected(await read())).toEqual(expected(placed.body.Data))
  const much = await order(partner, 'domestic-payment', {
    ...now,
    InstructedAmount: { Amount: '90000.00', Currency: 'GBP' },
  })
  expect(much.placed.body.Data.Status).toBe('RJCT')
  expect(expected(much.placed.body.Data)).toEqual([undefined, undefined])
})

test('the quoted rate is debited for half an hour, whatever the market does', async () => {
  const { bank, partner } = await openFundedBank(first)
  const { RequestedExecutionDateTime: _, ...now } = abroad('2026-12-03T10:00:00Z', {
    InstructedAmount: { Amount: '50.00', Currency: 'EUR' },
    ExchangeRateInformation: { UnitCurrency: 'GBP', RateType: 'Actual' },
  })
  const before = Number(await balanceOf(bank))
  const { lodged, placed } = await order(partner, 'international-payment', now, {
    meanwhile: () => advance(bank, bank.world, { minutes: 29 }),
  })
  const { ExchangeRateInformation: promised } = lodged.body.Data
  expect(placed.body.Data.ExchangeRateInformation).toEqual(promised)
  expect(before - Number(await balanceOf(bank))).toBeCloseTo(50 / promised.ExchangeRate, 2)
})

test.each([
  ['2.00', '400 U002 Data.Initiation.InstructedAmount.Amount'],
  ['4.00', '201'],
])('%s forint: what is not worth a penny is no payment', async (Amount, answer) => {
  const { partner } = await openFundedBank(first)
  const { RequestedExecutionDateTime: _, ...now } = abroad('2026-12-03T10:00:00Z', {
    InstructedAmount: { Amount, Currency: 'HUF' },
    CurrencyOfTransfer: 'HUF',
    ChargeBearer: 'BorneByDebtor',
  })
  const lodged = await callAsPartner(partner, 'POST', `${pisp}/international-payment-consents`, {
    body: { Data: { Initiation: now }, Risk: {} },
  })
  expect(outcomeOf(lodged)).toBe(answer)
})

test('a token for one kind of payment is rejected for others, and the error names its kind', async () => {
  const { partner } = await openFundedBank(first)
  const initiation = home('2026-12-03T10:00:00Z')
  const { RequestedExecutionDateTime: _, ...now } = initiation
  const lodged = await callAsPartner(partner, 'POST', `${pisp}/domestic-payment-consents`, {
    body: { Data: { Initiation: now }, Risk: {} },
  })
  const consent: string = lodged.body.Data.ConsentId
  const refused = await send(
    partner,
    await authorise(partner, consent),
    'POST',
    `${pisp}/domestic-scheduled-payments`,
    {
      body: { Data: { ConsentId: consent, Initiation: initiation }, Risk: {} },
    },
  )
  expect(outcomeOf(refused)).toBe('400 U008 Data.ConsentId')
  expect(refused.body.Errors[0].Message).toBe(
    `the token is for domestic-payment ${consent}, not for domestic-scheduled-payment ${consent}`,
  )
})

/** The digits of Grace's sort code and account number, as an account at other banks. */
const digits = '00152858271133'

test('an account at another bank with the digits of one here is external: the money leaves', async () => {
  const { bank, partner } = await openFundedBank(first)
  const { RequestedExecutionDateTime: _, ...now } = abroad('2026-12-03T10:00:00Z', {
    InstructedAmount: { Amount: '100.00', Currency: 'USD' },
    CurrencyOfTransfer: 'USD',
    CreditorAccount: { SchemeName: 'UK.OBIE.BBAN', Identification: digits, Name: 'Another Person' },
    CreditorAgent: { SchemeName: 'UK.OBIE.BICFI', Identification: 'CHASUS33' },
  })
  const { placed } = await order(partner, 'international-payment', now, { robot: 'approve, customer=cus_2' })
  expect(placed.body.Data.Status).toBe('PDNG')
  expect(await readOrderedTransactions(bank)).toEqual([])
})

test('a foreign IBAN that ends like an account here cannot be chosen to pay from', async () => {
  const { partner } = await openFundedBank(first)
  const { RequestedExecutionDateTime: _, ...now } = home('2026-12-03T10:00:00Z')
  const DebtorAccount = (Identification: string) => ({ SchemeName: 'UK.OBIE.IBAN', Identification })
  const from = (iban: string) => order(partner, 'domestic-payment', { ...now, DebtorAccount: DebtorAccount(iban) })
  expect((await from(`GB75SNBK${digits}`)).placed.status).toBe(201)
  await expect(from(`DE560000${digits}`)).rejects.toThrow()
})

test('a scheduled payment of a synthetic customer is executed on its listed day and then no longer listed', async () => {
  const mains = [
    'acc_0_current',
    'acc_2_current',
    'acc_3_current',
    'acc_7_current',
    'acc_8_current',
    'acc_9_current',
    'acc_11_current',
    'acc_14_current',
  ]
  const sandbox = await testSandbox()
  const list = async (account: string, what: string, name: string, token: string): Promise<Json[]> =>
    (await sandbox.send('GET', `${aisp}/accounts/${account}/${what}`, undefined, token)).body.Data[name]
  const own = await sandbox.createWorld()
  const token = await tokenFor(sandbox, own, 'all')
  let seen = 0
  for (let month = 0; month < 6; month++) {
    for (const account of mains) {
      for (const one of await list(account, 'scheduled-payments', 'ScheduledPayment', token)) {
        expect(one.ScheduledPaymentDateTime > own.now).toBe(true)
        seen++
        const later = await sandbox.createWorld({ now: own.now })
        const read = await tokenFor(sandbox, later, 'all')
        await advance(sandbox, later, { to: one.ScheduledPaymentDateTime })
        const at = one.ScheduledPaymentDateTime
        const paid = await list(
          account,
          `transactions?fromBookingDateTime=${at}&toBookingDateTime=${at}`,
          'Transaction',
          read,
        )
        expect(paid.map(({ Amount, TransactionReference }) => [Amount, TransactionReference])).toContainEqual([
          one.InstructedAmount,
          one.Reference,
        ])
        const left = await list(account, 'scheduled-payments', 'ScheduledPayment', read)
        expect(left.map(({ ScheduledPaymentId }) => ScheduledPaymentId)).not.toContain(one.ScheduledPaymentId)
      }
    }
    await advance(sandbox, own, { months: 1 })
    if (seen > 0) break
  }
  expect(seen).toBeGreaterThan(0)
})
