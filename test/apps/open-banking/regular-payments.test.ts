import { describe, expect, test } from 'vitest'
import { advance, aisp, type Json, openWorld, rejectionOf } from '#test/support/sandbox.ts'

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
const directDebits = async (account: string, token = all): Promise<Json[]> =>
  (await get(`/accounts/${account}/direct-debits`, token)).body.Data.DirectDebit
/** Booked on an account at one instant. */
const bookedAt = async (account: string, at: string, token: string): Promise<Json[]> =>
  (await get(`/accounts/${account}/transactions?fromBookingDateTime=${at}&toBookingDateTime=${at}`, token)).body.Data
    .Transaction

describe('a standing order', () => {
  test('is paid next after now, and was paid last before it', async () => {
    for (const account of currents) {
      for (const order of await standingOrders(account)) {
        expect(order.NextPaymentDateTime > world.now).toBe(true)
        expect((order.LastPaymentDateTime ?? '') <= world.now).toBe(true)
      }
    }
  })

  test('was paid as it says: the last payment is a transaction', async () => {
    for (const order of await standingOrders('acc_0_current')) {
      const booked = await bookedAt('acc_0_current', order.LastPaymentDateTime, all)
      expect(booked.map(({ Amount }) => Amount)).toContainEqual(order.LastPaymentAmount)
    }
  })

  test('will be paid as it says: when the clock gets there, the next payment is a transaction to that account', async () => {
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

  test("to one's own savings names the savings account", async () => {
    const [savings] = (await get('/accounts/acc_0_savings')).body.Data.Account
    const creditors = (await standingOrders('acc_0_current')).map(({ CreditorAccount }) => CreditorAccount)
    expect(creditors).toContainEqual(savings.Account[0])
  })
})

describe('a direct debit', () => {
  test('was taken as it says: the last collection is a transaction of that name and amount', async () => {
    let taken = 0
    for (const account of currents) {
      for (const { PreviousPaymentDateTime, PreviousPaymentAmount, Name } of await directDebits(account)) {
        if (PreviousPaymentDateTime === undefined) continue
        expect(PreviousPaymentDateTime <= world.now).toBe(true)
        const booked = await bookedAt(account, PreviousPaymentDateTime, all)
        const same = booked.filter(({ TransactionInformation }) => TransactionInformation.startsWith(Name))
        expect(same.map(({ Amount }) => Amount)).toContainEqual(PreviousPaymentAmount)
        taken += 1
      }
    }
    expect(taken).toBeGreaterThan(8)
  })

  test('of a fixed amount is the same every month of a year; one that varies is not', async () => {
    const own = await sandbox.createWorld({ seed: 7, size: 8, now: '2026-01-31T12:00:00Z' })
    const seen: Record<string, Set<string>> = { FIXE: new Set(), VARI: new Set() }
    for (let month = 0; month < 6; month++) {
      await advance(sandbox, own, { months: 1 })
      for (const { DirectDebitId, PreviousPaymentAmount, MandateRelatedInformation } of await directDebits(
        'acc_0_current',
        own.developerToken,
      ))
        if (PreviousPaymentAmount && MandateRelatedInformation.Frequency.Type === 'MNTH')
          seen[MandateRelatedInformation.Classification]!.add(`${DirectDebitId} ${PreviousPaymentAmount.Amount}`)
    }
    const ids = (kind: string) => new Set([...seen[kind]!].map((one) => one.split(' ')[0])).size
    expect(seen.VARI!.size).toBeGreaterThan(ids('VARI'))
    expect(ids('FIXE')).toBeGreaterThan(0)
    expect(seen.FIXE!.size).toBe(ids('FIXE'))
  })
})

test('mandates are named once each, and carry an id of their account holder', async () => {
  for (const account of currents) {
    const holder = account.split('_')[1]
    const ids = [
      ...(await standingOrders(account)).map(({ StandingOrderId }) => StandingOrderId),
      ...(await directDebits(account)).map(({ DirectDebitId }) => DirectDebitId),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(new RegExp(`^(so|dd)_${holder}_`))
  }
})

test('current accounts have mandates; savings and cards have none', async () => {
  expect((await directDebits('acc_0_current')).length).toBeGreaterThan(0)
  for (const account of ['acc_0_savings', 'acc_0_card']) {
    expect(await standingOrders(account)).toEqual([])
    expect(await directDebits(account)).toEqual([])
  }
})

test.each(['standing-orders', 'direct-debits'])("another customer's %s are 400 U011", async (what) => {
  expect(rejectionOf(await get(`/accounts/acc_1_student/${what}`, world.developerToken))).toBe('400 account-not-found')
  expect((await get(`/accounts/acc_0_current/${what}`, world.developerToken)).status).toBe(200)
})
