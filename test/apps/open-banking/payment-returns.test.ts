import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { legKey } from '#actions/ledger/ledger.ts'
import { listLegs, proveLedger } from '#actions/ledger/proof.ts'
import { failingAccounts } from '#mocks/accounts/external.ts'
import { worldOf } from '#test/support/grants.ts'
import { changed, faultsOf, isThere, notThere } from '#test/support/official-schemas.ts'
import { openFundedBank, order, readOrderedTransactions, summarise } from '#test/support/orders.ts'
import { openAnotherWorld, openBankWithStoppedClock } from '#test/support/partners.ts'
import { authoriseMandate, callAsPartner, fund, joinPayer, mandate, pisp } from '#test/support/payers.ts'
import { announcedOf, ukJson } from '#test/support/payments/file-examples.ts'
import { openPayer, payFile } from '#test/support/payments/file-kit.ts'
import { advance, balanceOf, tokenFor } from '#test/support/sandbox.ts'

/** The world's time is Tuesday 24 November 2026, 09:30. */
const first = await openBankWithStoppedClock()
if (!isThere) test.skip(notThere, () => {})

const to = (Identification: string, Name: string) => ({
  SchemeName: Identification.startsWith('0') ? 'UK.OBIE.SortCodeAccountNumber' : 'UK.OBIE.IBAN',
  Identification,
  Name,
})
const [unknown, blocked, closed] = ['00900000000003', '00900000000006', '00900000000007'] as const
const pay = (CreditorAccount: object, Amount = '10.00') => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: { Amount, Currency: 'GBP' },
  CreditorAccount,
  RemittanceInformation: { Unstructured: ['INVOICE 7'] },
})

describe('confirmation of payee', () => {
  test.each([
    [unknown, 'Anybody', 'AC03', 'Identification'],
    [closed, 'Clara Gone', 'AC07', 'Identification'],
    ['GB66XBNK00900000000007', 'Clara Gone', 'AC07', 'Identification'],
    [blocked, 'Another Person', '1162', 'Name'],
    [blocked, 'B Held', '1162', 'Name'],
  ])('says of %s, given as %s, %s before anybody agrees', async (number, name, code, field) => {
    const { partner } = await openFundedBank(first)
    const { lodged, placed } = await order(partner, 'domestic-payment', pay(to(number, name)))
    expect(lodged.body.Data.StatusReason[1]).toEqual({
      StatusReasonCode: code,
      StatusReasonDescription: expect.any(String),
      Path: `Data.Initiation.CreditorAccount.${field}`,
    })
    // The customer may continue after the warning.
    expect(placed.body.Data.Status).toBe('RCVD')
  })

  test.each([
    [blocked, 'Bruno Held'],
    ['00900000000004', 'Clara Gone'],
    ['00900100000007', 'Clara Gone'],
  ])('has nothing to say of %s, given as %s', async (number, name) => {
    const { partner } = await openFundedBank(first)
    const { lodged } = await order(partner, 'domestic-payment', pay(to(number, name)))
    expect(lodged.body.Data.StatusReason).toHaveLength(1)
  })
})

describe('a returned payment', () => {
  test('is shown to its partner in the standard’s terms and to its customer as a transaction', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { id, details } = await order(partner, 'domestic-payment', pay(to(closed, 'Clara Gone')))
    expect(await balanceOf(bank)).toBe('9990.00')
    await advance(bank, bank.world, { seconds: 3 })
    const whole = (await callAsPartner(partner, 'GET', `${pisp}/domestic-payments/${id}`)).body
    if (isThere) expect(faultsOf('payment-initiation', 'OBWriteDomesticResponse5', whole)).toEqual([])
    expect(whole.Data).toMatchObject({
      Status: 'RJCT',
      StatusUpdateDateTime: '2026-11-24T09:30:03.000Z',
      StatusReason: [{ StatusReasonCode: 'AC07', StatusReasonDescription: "The payee's account is closed" }],
    })
    expect(await details()).toMatchObject([{ Status: 'RJCT', StatusDetail: { StatusReason: 'AC07' } }])
    expect(await balanceOf(bank)).toBe('10000.00')
    const transactions = await readOrderedTransactions(bank)
    expect(summarise(transactions)).toEqual(['2026-11-24 10.00 FasterPaymentOut', '2026-11-24 10.00 PaymentReturned'])
    expect(transactions[1]).toMatchObject({
      CreditDebitIndicator: 'Credit',
      Status: 'BOOK',
      TransactionReference: 'INVOICE 7',
      BankTransactionCode: { Code: 'RCDT', SubCode: 'RRTN' },
      DebtorAccount: { Identification: closed },
    })
  })

  test('in a file is returned alone: the report is unchanged, and the payment details show the return', async () => {
    const bank = await openAnotherWorld(first)
    await fund(bank, bank.world, { acc_0_current: '1000.00' })
    const payer = await openPayer(bank)
    const payments = [
      { amount: '21.00' },
      { amount: '22.50', to: blocked, name: 'Bruno Held' },
      { amount: '3.00', to: closed, name: 'Clara Gone' },
      { amount: '0.01', to: blocked, name: 'Bruno Held' },
    ]
    const content = ukJson(payments)
    const { order } = await payFile(payer, announcedOf('UK.OBIE.PaymentInitiation.4.0', content, payments), content)
    const statuses = async () =>
      (await payer.get(`file-payments/${order}/payment-details`)).body.Data.PaymentStatus.map(
        (one: { Status: string; StatusDetail: { StatusReason?: string } }) =>
          [one.Status, one.StatusDetail.StatusReason].filter(Boolean).join(' '),
      )
    await advance(bank, bank.world, { seconds: 10 })
    expect(await statuses()).toEqual(['ACCC', 'ACWP', 'RJCT AC07', 'ACWP'])
    const { text: report } = await payer.get(`file-payments/${order}/report-file`)
    await advance(bank, bank.world, { days: 1, hours: 3 })
    expect(await statuses()).toEqual(['ACCC', 'RJCT AC06', 'RJCT AC07', 'RJCT AC06'])
    expect((await payer.get(`file-payments/${order}/report-file`)).text).toBe(report)
    expect((await payer.get(`file-payments/${order}`)).body.Data.Status).toBe('INCO')
    expect(summarise(await readOrderedTransactions(bank))).toEqual([
      '2026-11-24 21.00 FasterPaymentOut',
      '2026-11-24 22.50 FasterPaymentOut',
      '2026-11-24 3.00 FasterPaymentOut',
      '2026-11-24 0.01 FasterPaymentOut',
      '2026-11-24 3.00 PaymentReturned',
      '2026-11-25 22.50 PaymentReturned',
      '2026-11-25 0.01 PaymentReturned',
    ])
    const world = await worldOf(bank, bank.world)
    expect(await proveLedger(world)).toMatchObject({ holds: true, payments: 7, orders: 4 })

    // The proof misses a return that was removed on both sides.
    const payment = `${order}.3.returned`
    const lost = (await Array.fromAsync(listLegs(world))).filter((leg) => leg.payment === payment)
    await bank.store.commit(
      lost.map(({ account, seq }) => ({ delete: legKey(world, account, seq), expect: 'present' })),
    )
    const why = 'its order is settled, but it has no legs: 1 GBP on acc_0_current'
    expect(await proveLedger(world)).toMatchObject({ holds: false, breaks: { payment, why } })
  })

  test('under a mandate is shown like any other', async () => {
    const { bank, partner } = await openFundedBank(first)
    const { pay } = await authoriseMandate(
      partner,
      changed(mandate(), 'Data.Initiation.CreditorAccount', to(unknown, 'Other Person')),
    )
    const { body: placed } = await pay('10.00')
    expect(placed.Data.Status).toBe('RCVD')
    await advance(bank, bank.world, { minutes: 1 })
    const path = `${pisp}/domestic-vrps/${placed.Data.DomesticVRPId}`
    const { body } = await callAsPartner(partner, 'GET', path)
    if (isThere) expect(faultsOf('vrp', 'OBDomesticVRPResponse', body)).toEqual([])
    expect(body.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'AC03' }] })
    const details = (await callAsPartner(partner, 'GET', `${path}/payment-details`)).body.Data
    expect(details.PaymentStatus).toMatchObject([{ Status: 'RJCT', StatusDetail: { StatusReason: 'AC03' } }])
    expect(await balanceOf(bank)).toBe('10000.00')
  })

  test.each([
    ['a robot', ',second=approve'],
    ['the control operation', ''],
  ])('that two directors agreed to, the second by %s, comes back to the company', async (_, second) => {
    const bank = await openAnotherWorld(first)
    const account = 'acc_6_business'
    await fund(bank, bank.world, { [account]: '60000.00' })
    const token = await tokenFor(bank, bank.world, 'cus_6')
    const partner = await joinPayer(bank)
    const robot = `approve, customer=cus_6${second}`
    const { id, read } = await order(partner, 'domestic-payment', pay(to(closed, 'Clara Gone'), '7500.00'), { robot })
    const say = `/control/worlds/${bank.world.id}/orders/${id}/approve`
    if (!second) expect((await bank.send('POST', say, {}, bank.world.controlKey)).status).toBe(200)
    await advance(bank, bank.world, { seconds: second ? 61 : 1 })
    expect([(await read()).Status, await balanceOf(bank, account, token)]).toEqual(['ACSP', '52500.00'])
    await advance(bank, bank.world, { seconds: 2 })
    expect([(await read()).Status, await balanceOf(bank, account, token)]).toEqual(['RJCT', '60000.00'])
  })
})

test('the documentation lists every account that returns payments, and the outcome', () => {
  const docs = readFileSync(new URL('../../../docs/payments.md', import.meta.url), 'utf8')
  const rows = docs.split('\n').filter((line) => line.startsWith('| `00-90-00'))
  const written = failingAccounts.map(({ sortCodeAndNumber: number, ibans }) => [
    `\`${number.slice(0, 6).replace(/(..)(..)(..)/, '$1-$2-$3')} ${number.slice(6)}\``,
    ...ibans.map((iban) => `\`${iban}\``),
  ])
  expect(rows).toHaveLength(written.length)
  for (const [n, numbers] of written.entries()) for (const number of numbers) expect(rows[n]).toContain(number)
})
