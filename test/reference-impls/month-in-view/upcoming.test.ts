import { expect, test } from 'vitest'
import { listUpcoming, type UpcomingPayment } from '#reference-impls/month-in-view/upcoming.ts'
import type { Account, DirectDebit, StandingOrder } from '#sdk/index.ts'

const savings: Account = {
  AccountId: 'acc_0_savings',
  Nickname: 'Savings',
  Account: [{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '00148658271134', Name: 'Ada' }],
}
const pounds = (Amount: string) => ({ Amount, Currency: 'GBP' })

const order = (name: string, day: string, identification = '00900000000001'): StandingOrder => ({
  AccountId: 'acc_0_current',
  NextPaymentDateTime: `${day}T06:00:00.000Z`,
  NextPaymentAmount: pounds('100.00'),
  CreditorAccount: { SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: identification, Name: name },
})

const debit = (Name: string, day: string, Type: string, Classification = 'FIXE'): DirectDebit => ({
  AccountId: 'acc_0_current',
  Name,
  PreviousPaymentDateTime: `${day}T05:00:00.000Z`,
  PreviousPaymentAmount: pounds('20.00'),
  MandateRelatedInformation: { Classification, Frequency: { Type } },
})

const dueOf = (standingOrders: StandingOrder[], directDebits: DirectDebit[]) =>
  listUpcoming({ standingOrders, directDebits }, [savings], {
    now: Date.parse('2026-11-24T09:30:00Z'),
    until: Date.parse('2026-12-25T09:30:00Z'),
    currency: 'GBP',
  })
const days = (upcoming: readonly UpcomingPayment[]) =>
  upcoming.map(({ name, at }) => `${name} ${new Date(at).toISOString().slice(0, 10)}`)

test('standing orders and direct debits are sorted by date, soonest first', () => {
  const due = dueOf(
    [order('Nursery', '2026-12-02')],
    [debit('Power', '2026-11-23', 'MNTH'), debit('Phone', '2026-11-25', 'MNTH')],
  )
  expect(days(due)).toEqual(['Nursery 2026-12-02', 'Power 2026-12-23', 'Phone 2026-12-25'])
})

test('a standing order is certain; a direct debit has an estimated day, and an estimated amount only if it varies', () => {
  const due = dueOf(
    [order('Nursery', '2026-12-02')],
    [debit('Phone', '2026-11-10', 'MNTH'), debit('Power', '2026-11-12', 'MNTH', 'VARI')],
  )
  expect(due).toMatchObject([
    { name: 'Nursery', amount: 10_000n, isDayEstimated: false, amountVaries: false },
    { name: 'Phone', amount: 2_000n, isDayEstimated: true, amountVaries: false },
    { name: 'Power', amount: 2_000n, isDayEstimated: true, amountVaries: true },
  ])
})

test('a transfer to an own account shows the name of that account', () => {
  expect(dueOf([order('Ada', '2026-12-07', '00148658271134')], [])).toMatchObject([{ name: 'To Savings' }])
})

test.each([
  ['WEEK', '2026-11-20', ['Club 2026-11-27']],
  ['QURT', '2026-09-15', ['Club 2026-12-15']],
  ['MIAN', '2026-06-01', ['Club 2026-12-01']],
  ['YEAR', '2025-12-01', ['Club 2026-12-01']],
  ['YEAR', '2026-11-01', []],
  ['INDA', '2026-11-20', []],
])('a direct debit of frequency %s, last paid on %s, is next expected: %j', (frequency, previous, expected) => {
  expect(days(dueOf([], [debit('Club', previous, frequency)]))).toEqual(expected)
})

test('past payments, payments far ahead and payments in another currency are left out', () => {
  const euros = { ...order('Paris', '2026-12-01'), NextPaymentAmount: { Amount: '5.00', Currency: 'EUR' } }
  expect(dueOf([order('Gone', '2026-11-24'), order('Far', '2027-01-02'), euros], [])).toEqual([])
})
