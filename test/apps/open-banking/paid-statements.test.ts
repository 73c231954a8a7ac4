import { beforeAll, describe, expect, test } from 'vitest'
import { accountIdOf, externalPayee, openPaymentBank, type PaymentBank } from '#test/support/payment-bank.ts'
import { linesOf, readPdf } from '#test/support/pdf.ts'
import { aisp, allOf, type Json, tokenFor } from '#test/support/sandbox.ts'

/*
 * Statements of months with payments and interest. The world begins on Tuesday 24 November 2026.
 * Another world of the same seed has no payments.
 */
const savings = 'acc_x_eve_savings'
const closed = {
  SchemeName: 'UK.OBIE.SortCodeAccountNumber',
  Identification: '00900000000007',
  Name: 'Clara Gone',
}
const holds = {
  ada: { opening: '100.00', creditLine: '1000.00' },
  bob: '30000.00',
  eve: { opening: '0.00', product: 'savings' },
} as const

let bank: PaymentBank
let token: string
let untouched: PaymentBank
let untouchedToken: string

beforeAll(async () => {
  untouched = await openPaymentBank(holds)
  bank = await openPaymentBank(holds)
  await bank.pay('ada', externalPayee, '300.00')
  await bank.pay('ada', closed, '50.00')
  await bank.pay('bob', await bank.address(savings), '10000.00')
  await bank.pay('bob', await bank.address('acc_0_savings'), '1000.00')
  await bank.pay('bob', await bank.address('acc_0_current'), '250.00')
  await bank.advance({ to: '2026-12-11T12:00:00Z' })
  await bank.pay('acc_0_current', externalPayee, '40.00')
  await bank.pay('bob', await bank.address('ada'), '500.00')
  for (const one of [bank, untouched]) await one.advance({ to: '2027-02-01' })
  token = await tokenFor(bank.sandbox, bank.newWorld, 'all')
  untouchedToken = await tokenFor(untouched.sandbox, untouched.newWorld, 'all')
})

const pence = ({ Amount, CreditDebitIndicator }: Json): number =>
  Math.round(Number(Amount.Amount) * 100) * (CreditDebitIndicator === 'Debit' ? -1 : 1)
const sum = (all: readonly number[]): number => all.reduce((one, other) => one + other, 0)

/**
 * Returns the figures of a statement in pence: opening balance, in, out, interest, closing balance.
 */
async function figures(of: PaymentBank, by: string, account: string, month: string): Promise<number[]> {
  const list = await allOf(of.sandbox, `${aisp}/accounts/${accountIdOf(account)}/statements`, by, 'Statement')
  const one = list.find(({ StatementReference }: Json) => StatementReference === month)
  const amount = (type: string) => pence(one.StatementAmount.find(({ Type }: Json) => Type === `UK.OBIE.${type}`))
  return [
    amount('PreviousClosingBalance'),
    amount('TotalCredits'),
    amount('TotalDebits'),
    sum(one.StatementInterest.map(pence)),
    amount('ClosingBalance'),
  ]
}

const row = (all: readonly number[]): string => all.map((one) => (one / 100).toFixed(2)).join(' | ')

describe('a statement', () => {
  test.each`
    account    | month        | expected
    ${'ada'}   | ${'2026-11'} | ${'100.00 | 50.00 | -350.00 | 0.00 | -200.00'}
    ${'ada'}   | ${'2026-12'} | ${'-200.00 | 500.00 | -1.34 | -1.34 | 298.66'}
    ${'ada'}   | ${'2027-01'} | ${'298.66 | 0.00 | -1.93 | -1.93 | 296.73'}
    ${savings} | ${'2026-11'} | ${'0.00 | 10006.32 | 0.00 | 6.32 | 10006.32'}
    ${savings} | ${'2026-12'} | ${'10006.32 | 28.04 | 0.00 | 28.04 | 10034.36'}
    ${savings} | ${'2027-01'} | ${'10034.36 | 25.56 | 0.00 | 25.56 | 10059.92'}
  `(
    'of $account for $month: opening | in | out | of which interest | closing',
    async ({ account, month, expected }) => {
      expect(row(await figures(bank, token, account, month))).toBe(expected)
    },
  )

  test.each`
    account            | month        | expected
    ${'acc_0_savings'} | ${'2026-11'} | ${'0.00 | 1000.63 | 0.00 | 0.63 | 1000.63'}
    ${'acc_0_savings'} | ${'2026-12'} | ${'1000.63 | 2.80 | 0.00 | 2.80 | 1003.43'}
    ${'acc_0_current'} | ${'2026-11'} | ${'0.00 | 250.00 | 0.00 | 0.00 | 250.00'}
    ${'acc_0_current'} | ${'2026-12'} | ${'250.00 | 0.00 | -40.00 | 0.00 | 210.00'}
  `('of $account for $month says beyond its history: $expected', async ({ account, month, expected }) => {
    const [paid, before] = await Promise.all([
      figures(bank, token, account, month),
      figures(untouched, untouchedToken, account, month),
    ])
    expect(row(paid.map((one, n) => one - (before[n] as number)))).toBe(expected)
  })

  describe.each(['ada', savings, 'acc_0_savings', 'acc_0_current'])('of %s', (name) => {
    const account = accountIdOf(name)
    test.each(['2026-11', '2026-12', '2027-01'])(
      'for %s is what its transactions, the balances and the PDF say',
      async (month) => {
        const path = `${aisp}/accounts/${account}/statements`
        const list = await allOf(bank.sandbox, path, token, 'Statement')
        const { StatementId } = list.find(({ StatementReference }: Json) => StatementReference === month)
        const [opening, credits, debits, interest, closing] = (await figures(bank, token, account, month)) as [
          number,
          number,
          number,
          number,
          number,
        ]
        const moved = await allOf(bank.sandbox, `${path}/${StatementId}/transactions`, token, 'Transaction')
        const amounts = moved.map(pence)
        expect(opening + credits + debits).toBe(closing)
        expect(sum(amounts.filter((one) => one > 0))).toBe(credits)
        expect(sum(amounts.filter((one) => one < 0))).toBe(debits)
        const borne = moved.filter((one: Json) => one.BankTransactionCode.SubCode === 'INTR')
        expect(sum(borne.map(pence))).toBe(interest)
        // Each balance follows from the one before it.
        let balance = opening
        for (const one of moved.toReversed()) {
          balance += pence(one)
          expect(pence(one.Balance)).toBe(balance)
        }
        expect(balance).toBe(closing)
        const printed = await printedRows(`${path}/${StatementId}/file`)
        expect(printed.balances).toEqual(moved.toReversed().map((one: Json) => figure(pence(one.Balance))))
        expect([printed.opening, printed.closing]).toEqual([figure(opening), figure(closing)])
      },
    )

    test('ends with the balance that the account has', async () => {
      const [, , , , closing] = await figures(bank, token, name, '2027-01')
      expect((Number(await bank.balance(name)) * 100).toFixed(0)).toBe(String(closing))
    })
  })
})

const figure = (pence: number): string =>
  `${pence < 0 ? '-' : ''}${(Math.abs(pence) / 100).toFixed(2).replaceAll(/\B(?=(\d{3})+\.)/g, ',')}`

/**
 * Returns the opening and closing balance of a statement's PDF, and the balance after each entry.
 */
async function printedRows(path: string): Promise<{ opening: string; closing: string; balances: string[] }> {
  const response = await bank.sandbox.request(path, { token })
  const { pages } = await readPdf(new Uint8Array(await response.arrayBuffer()))
  const lines = pages.flatMap(linesOf).map((line) => line.map(({ text }) => text))
  const of = (label: string) => lines.find(([first, , third]) => first === label && third === undefined)?.[1] as string
  const plain = (text: string) => text.replace('£', '')
  return {
    opening: plain(of('Opening balance')),
    closing: plain(of('Closing balance')),
    balances: lines
      .filter(([date]) => /^\d{1,2} [A-Z][a-z]{2}$/.test(date as string))
      .map((line) => line.at(-1) as string),
  }
}
