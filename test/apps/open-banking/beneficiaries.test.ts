import { expect, test } from 'vitest'
import { advance, aisp, type Json, openWorld, tokenFor } from '#test/support/sandbox.ts'

const { sandbox, all } = await openWorld()

const list = async (account: string, what: string, name: string, token = all): Promise<Json[]> =>
  (await sandbox.send('GET', `${aisp}/accounts/${account}/${what}`, undefined, token)).body.Data[name]
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

test('beneficiaries are friends and those who are paid by standing order, each once, with an account', async () => {
  const saved = await list('acc_0_current', 'beneficiaries', 'Beneficiary')
  const orders = (await list('acc_0_current', 'standing-orders', 'StandingOrder')).filter(
    ({ MandateRelatedInformation: { MandateIdentification } }) => !['SAVINGS', 'ISA'].includes(MandateIdentification),
  )
  const names = saved.map(({ CreditorAccount }) => CreditorAccount.Name)
  expect(new Set(names).size).toBe(names.length)
  for (const { CreditorAccount } of orders)
    expect(saved.map((one) => one.CreditorAccount)).toContainEqual(CreditorAccount)
  expect(saved.length).toBeGreaterThan(orders.length)
  for (const { CreditorAccount } of saved) expect(CreditorAccount.Identification).toMatch(/^009\d{11}$/)
})

test('a payment dated forward is paid as it says when its day comes, and is then no longer listed', async () => {
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

test('a joint account has two parties, a company its directors and its bookkeeper, a person none but themselves', async () => {
  const roles = async (account: string) =>
    (await list(account, 'parties', 'Party')).map(
      ({ AccountRole, PartyType }) => `${PartyType} ${AccountRole.slice(8)}`,
    )
  expect(await roles('acc_8_joint')).toEqual(['Joint Principal', 'Joint SecondaryOwner'])
  expect(await roles('acc_6_business')).toEqual([
    'Sole Principal',
    'Delegate SeniorManagingOfficial',
    'Delegate Administrator',
    'Delegate SeniorManagingOfficial',
  ])
  expect(await roles('acc_0_current')).toEqual(['Sole Principal'])
})

test('offers are of this quarter, and some account has one', async () => {
  const offers = []
  for (const account of [
    ...mains,
    'acc_0_card',
    'acc_7_card',
    'acc_8_card',
    'acc_16_card',
    'acc_0_savings',
    'acc_3_savings',
  ])
    offers.push(...(await list(account, 'offers', 'Offer')))
  expect(offers.length).toBeGreaterThan(0)
  for (const { StartDateTime, EndDateTime } of offers) {
    expect([StartDateTime, EndDateTime]).toEqual(['2026-10-01T00:00:00.000Z', '2026-12-31T23:59:59.000Z'])
  }
})
