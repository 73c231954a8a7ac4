import { describe, expect, test } from 'vitest'
import { advance, aisp, allOf, type Json, openWorld, rejectionOf, signed, testNow } from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 24 })

const get = (path: string, token = world.developerToken) => sandbox.send('GET', aisp + path, undefined, token)
const byType = (balances: Json[]) => Object.fromEntries(balances.map((balance) => [balance.Type, balance]))

test('the booked balance is the balance after the newest transaction, for every account of every persona', async () => {
  const accounts = await allOf(sandbox, `${aisp}/accounts`, all, 'Account')
  const personas = accounts.filter(({ AccountId }) => /^acc_[0-7]_/.test(AccountId))
  for (const { AccountId } of personas) {
    const { ITBD } = byType((await get(`/accounts/${AccountId}/balances`, all)).body.Data.Balance)
    const some = (await get(`/accounts/${AccountId}/transactions`, all)).body.Data.Transaction
    const newest = some.find(({ Status }: Json) => Status === 'BOOK')
    expect(signed(ITBD), AccountId).toBe(newest ? signed(newest.Balance) : 0n)
  }
})

describe('the available balance', () => {
  test('is the booked balance less pending entries plus the credit line, and a loan has none', async () => {
    const accounts = await allOf(sandbox, `${aisp}/accounts`, all, 'Account')
    const seen = { none: 0, 'Pre-Agreed': 0, Credit: 0 }
    for (const { AccountId } of accounts) {
      const { ITBD, ITAV } = byType((await get(`/accounts/${AccountId}/balances`, all)).body.Data.Balance)
      if (AccountId.endsWith('_loan')) {
        expect(ITAV).toBeUndefined()
        continue
      }
      const newest = (await get(`/accounts/${AccountId}/transactions`, all)).body.Data.Transaction
      const pending = newest
        .filter(({ Status }: Json) => Status === 'PDNG')
        .reduce((sum: bigint, one: Json) => sum + signed(one), 0n)
      const [line] = ITAV.CreditLine ?? []
      const limit = line ? BigInt(line.Amount.Amount.replace('.', '')) : 0n
      expect(signed(ITAV), AccountId).toBe(signed(ITBD) + pending + limit)
      expect(ITBD.CreditLine).toBeUndefined()
      seen[(line?.Type ?? 'none') as keyof typeof seen] += 1
    }
    expect(Object.values(seen).every((count) => count > 0)).toBe(true)
  })

  test('of a card is the rest of its limit: the debt is a debit, the line has type Credit', async () => {
    const { ITBD, ITAV } = byType((await get('/accounts/acc_0_card/balances')).body.Data.Balance)
    expect([ITBD.CreditDebitIndicator, ITAV.CreditLine[0].Type]).toEqual(['Debit', 'Credit'])
  })
})

test('the balances of all accounts are those of each account, in the order of the accounts', async () => {
  for (const token of [world.developerToken, all]) {
    const each = []
    for (const { AccountId } of await allOf(sandbox, `${aisp}/accounts`, token, 'Account'))
      each.push(...(await get(`/accounts/${AccountId}/balances`, token)).body.Data.Balance)
    expect(await allOf(sandbox, `${aisp}/balances`, token, 'Balance')).toEqual(each)
  }
})

test("a balance is as of the world's now, and moves with the clock", async () => {
  const own = await sandbox.createWorld({ seed: 7 })
  const read = async () => (await get('/accounts/acc_0_current/balances', own.developerToken)).body.Data.Balance[0]
  const before = await read()
  expect(before.DateTime).toBe(testNow)
  const { now } = await advance(sandbox, own, { days: 14 })
  const after = await read()
  expect(after.DateTime).toBe(now)
  expect(signed(after)).not.toBe(signed(before))
})

test('a balance does not change while the clock is paused', async () => {
  const first = await get('/balances')
  const second = await get('/balances')
  expect(second.body).toEqual(first.body)
})

test('an unknown account has no balances: 400 U011', async () => {
  const answer = await get('/accounts/acc_1_student/balances')
  expect(rejectionOf(answer)).toBe('400 account-not-found')
  expect(answer.body.Errors[0].ErrorCode).toBe('U011')
})

test('an unknown page is 400 U002', async () => {
  expect(rejectionOf(await get('/balances?page=cus_24', all))).toBe('400 field-invalid')
  expect((await get('/balances?page=cus_23', all)).status).toBe(200)
})
