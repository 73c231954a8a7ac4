import { beforeAll, expect, test, vi } from 'vitest'
import { type Exchange, type Fetch, type Listing, type OpenBanking, openBanking, type Transaction } from '#sdk/index.ts'
import { baseUrl, now, openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

let fetch: Fetch
let bank: OpenBanking
let token: string

beforeAll(async () => {
  fetch = await openSandbox()
  const opened = await openBank(fetch)
  bank = opened.bank
  token = opened.world.developerToken
})

/** A client that remembers what it asked for. */
function watched(base = `${baseUrl}/open-banking/v4.0`) {
  const exchanges: Exchange[] = []
  const observe = (exchange: Exchange) => exchanges.push(exchange)
  return { exchanges, bank: openBanking({ baseUrl: base, token, fetch, observe }) }
}

const idsOf = (transactions: readonly Transaction[]) => transactions.map(({ TransactionId }) => TransactionId)

test('transactions are returned once each, newest first, over all pages', async () => {
  const { exchanges, bank } = watched()
  const all = await bank.transactions().toArray()
  expect(exchanges.length).toBeGreaterThan(10)
  expect(new Set(idsOf(all)).size).toBe(all.length)
  const times = all.map(({ BookingDateTime }) => BookingDateTime)
  expect(times).toEqual(times.toSorted().toReversed())
})

test('the transactions of all accounts are those of each account', async () => {
  const accounts = await bank.accounts().toArray()
  const each = await Promise.all(accounts.map(({ AccountId }) => bank.transactions({ accountId: AccountId }).toArray()))
  expect(idsOf(each.flat()).toSorted()).toEqual(idsOf(await bank.transactions().toArray()).toSorted())
})

test('a page is requested only when it is needed', async () => {
  const { exchanges, bank } = watched()
  let seen = 0
  for await (const _ of bank.transactions()) if (++seen === 10) break
  expect(exchanges).toHaveLength(1)
})

test('a range includes both of its ends, and nothing outside', async () => {
  const [from, to] = [new Date('2026-10-01T00:00:00Z'), '2026-10-31T23:59:59']
  const october = await bank.transactions({ from, to }).toArray()
  const all = await bank.transactions().toArray()
  const inOctober = ({ BookingDateTime }: Transaction) => BookingDateTime.startsWith('2026-10')
  expect(october).toEqual(all.filter(inOctober))

  const at = october[0]!.BookingDateTime
  const instant = await bank.transactions({ from: at, to: at }).toArray()
  expect(instant).toEqual(all.filter(({ BookingDateTime }) => BookingDateTime === at))
})

test("the token is sent only to the chosen host, whatever host the bank's links name", async () => {
  const { exchanges, bank } = watched('https://gateway.test/open-banking/v4.0/')
  await bank.transactions({ from: '2026-10-01' }).toArray()
  expect(exchanges.length).toBeGreaterThan(1)
  expect(new Set(exchanges.map(({ url }) => new URL(url).origin))).toEqual(new Set(['https://gateway.test']))
})

test('a circle of pages ends', async () => {
  const Links = { Self: `${baseUrl}/a`, Next: `${baseUrl}/bank/aisp/accounts` }
  const circle = openBanking({
    baseUrl: `${baseUrl}/bank`,
    token,
    fetch: () => Response.json({ Data: { Account: [] }, Links }),
  })
  await expect(circle.accounts().toArray()).rejects.toThrow('circle')
})

test('every resource of an account can be read', async () => {
  const [first] = await bank.accounts().toArray()
  const { AccountId } = first!
  expect(await bank.account(AccountId)).toEqual(first)
  expect((await bank.balances(AccountId).toArray()).map(({ Type }) => Type)).toEqual(['ITBD', 'ITAV'])
  expect((await bank.balances().toArray()).every(({ DateTime }) => DateTime === now)).toBe(true)
  expect((await bank.party(AccountId)).Name).toBe(first!.Account![0]!.Name)
  expect((await bank.standingOrders(AccountId).toArray()).length).toBeGreaterThan(0)
  expect((await bank.directDebits(AccountId).toArray()).length).toBeGreaterThan(0)
  expect((await bank.parties(AccountId).toArray()).map(({ PartyId }) => PartyId)).toEqual(['cus_0'])
  expect((await bank.product(AccountId)).ProductName).toBe('Current Account')
  expect((await bank.beneficiaries(AccountId).toArray()).length).toBeGreaterThan(0)
})

test('the resources of all accounts are those of each account', async () => {
  const ids = (await bank.accounts().toArray()).map(({ AccountId }) => AccountId)
  const lists = [bank.standingOrders, bank.directDebits, bank.beneficiaries, bank.scheduledPayments, bank.offers] as ((
    accountId?: string,
  ) => Listing<object>)[]
  for (const list of lists) {
    const each = await Promise.all(ids.map((accountId) => list(accountId).toArray()))
    expect(await list().toArray()).toEqual(each.flat())
  }
  expect(await bank.products().toArray()).toEqual(await Promise.all(ids.map((accountId) => bank.product(accountId))))
})

test('statements can be read for all accounts or one, and for a range of time', async () => {
  const september = await bank.statements({ from: '2026-09-01', to: '2026-09-30' }).toArray()
  expect(new Set(september.map(({ StatementReference }) => StatementReference))).toEqual(new Set(['2026-09']))
  const { AccountId } = september[0]!
  const own = await bank.statements({ accountId: AccountId }).toArray()
  expect(own).toContainEqual(september[0])
  expect(own.length).toBeGreaterThan(12)
})

test('the party without an account is the customer who consented', async () => {
  const { Name, AccountRole } = await bank.party()
  expect([Name, AccountRole]).toEqual([(await bank.party('acc_0_current')).Name, undefined])
})

test("a statement's file is bytes, and a rejection of it is the usual error", async () => {
  const bytes = await bank.statementFile('acc_0_current', 'st_0_current_24321')
  expect(new TextDecoder().decode(bytes.slice(0, 5))).toBe('%PDF-')
  await expect(bank.statementFile('acc_0_current', 'st_0_current_1')).rejects.toMatchObject({
    failure: 'rejected',
    status: 400,
    code: 'U011',
  })
  await expect(bank.statementFile('acc_0_current', 'st_0_current_24321', 'text/csv')).rejects.toMatchObject({
    status: 406,
  })
})

test('a token can be fetched before every request', async () => {
  const giveToken = vi.fn(async () => token)
  const fresh = openBanking({ baseUrl: `${baseUrl}/open-banking/v4.0`, token: giveToken, fetch })
  await fresh.accounts().toArray()
  await fresh.balances().toArray()
  expect(giveToken).toHaveBeenCalledTimes(2)
})

test('a page over plain http, where crypto.randomUUID is missing, can call the bank', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const { exchanges, bank } = watched()
  await bank.accounts().toArray()
  expect(exchanges[0]?.interactionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  vi.unstubAllGlobals()
})
