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
/** Returns the transactions booked on an account at one instant. */
const bookedAt = async (account: string, at: string, token: string): Promise<Json[]> =>
  (await get(`/accounts/${account}/transactions?fromBookingDateTime=${at}&toBookingDateTime=${at}`, token)).body.Data
    .Transaction

describe('a direct debit', () => {
  test('lists its last collection, which is a transaction of that name and amount', async () => {
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

  test('has the same amount every month if it is fixed, and varies otherwise', async () => {
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

test('the ids of standing orders and direct debits are unique and name the customer', async () => {
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

test('current accounts have direct debits; savings and cards have no direct debits and no standing orders', async () => {
  expect((await directDebits('acc_0_current')).length).toBeGreaterThan(0)
  for (const account of ['acc_0_savings', 'acc_0_card']) {
    expect(await standingOrders(account)).toEqual([])
    expect(await directDebits(account)).toEqual([])
  }
})

test.each(['standing-orders', 'direct-debits'])(
  "the %s of another customer's account are rejected with 400 U011",
  async (what) => {
    expect(rejectionOf(await get(`/accounts/acc_1_student/${what}`, world.developerToken))).toBe(
      '400 account-not-found',
    )
    expect((await get(`/accounts/acc_0_current/${what}`, world.developerToken)).status).toBe(200)
  },
)
