import { beforeAll, describe, expect, test } from 'vitest'
import {
  advance,
  aisp,
  allOf,
  type Json,
  openWorld,
  pagesOf,
  rejectionOf,
  signed,
  tokenFor,
} from '#test/support/sandbox.ts'

const { sandbox, world, all } = await openWorld({ size: 25 })

const get = (path: string, token = world.developerToken) => sandbox.send('GET', aisp + path, undefined, token)
const transactions = (path: string, token = world.developerToken): Promise<Json[]> =>
  allOf(sandbox, aisp + path, token, 'Transaction')
const idsOf = (some: Json[]): string[] => some.map(({ TransactionId }) => TransactionId)
const own = '/accounts/acc_0_current/transactions'

function expectOnceAndNewestFirst(some: Json[]): void {
  expect(new Set(idsOf(some)).size).toBe(some.length)
  for (const [n, one] of some.entries())
    if (n > 0) expect(one.BookingDateTime <= some[n - 1].BookingDateTime, one.TransactionId).toBe(true)
}

describe('following Links.Next yields each transaction once, newest first,', () => {
  test('for one account: the same as asking month by month', async () => {
    const whole = await transactions(own)
    expectOnceAndNewestFirst(whole)
    const monthly = []
    for (let month = 0; month < 37; month++) {
      const from = new Date(Date.UTC(2026, 10 - month)).toISOString()
      const to = new Date(Date.UTC(2026, 11 - month) - 1000).toISOString()
      monthly.push(...(await transactions(`${own}?fromBookingDateTime=${from}&toBookingDateTime=${to}`)))
    }
    expect(monthly).toEqual(whole)
    expect(whole.length).toBeGreaterThan(500)
  })

  test('for all accounts of a customer: those of each account, merged', async () => {
    const whole = await transactions('/transactions')
    expectOnceAndNewestFirst(whole)
    const each = []
    for (const product of ['current', 'savings', 'isa', 'card', 'loan'])
      each.push(...(await transactions(`/accounts/acc_0_${product}/transactions`)))
    expect(idsOf(whole).sort()).toEqual(idsOf(each).sort())
  })

  test('for a token for all: those of each customer, one after the other', async () => {
    const since = '/transactions?fromBookingDateTime=2026-11-10'
    const each = []
    for (let n = 0; n < 25; n++) each.push(await transactions(since, await tokenFor(sandbox, world, `cus_${n}`)))
    for (const one of each) expectOnceAndNewestFirst(one)
    expect(idsOf(await transactions(since, all))).toEqual(each.flatMap(idsOf))
  })

  test('with at most fifty on a page, and a full page before each Next of one customer', async () => {
    const pages = await Array.fromAsync(pagesOf(sandbox, aisp + own, world.developerToken))
    const sizes = pages.map(({ Data }) => Data.Transaction.length)
    expect(new Set(sizes.slice(0, -1))).toEqual(new Set([50]))
    expect(sizes.at(-1)).toBeGreaterThan(0)
    expect(sizes.at(-1)).toBeLessThanOrEqual(50)
  })

  test('with the filters kept from page to page', async () => {
    const path = `${own}?fromBookingDateTime=2026-06-01&toBookingDateTime=2026-10-31`
    const pages = await Array.fromAsync(pagesOf(sandbox, aisp + path, world.developerToken))
    expect(pages.length).toBeGreaterThan(2)
    for (const { Data, Links } of pages) {
      expect(Links.First).toBe(`http://sandbank.test${aisp}${path}`)
      for (const { BookingDateTime } of Data.Transaction)
        expect(BookingDateTime >= '2026-06-01' && BookingDateTime <= '2026-10-31T00:00:00.000Z').toBe(true)
    }
  })
})

describe('every balance is the one before plus the amount, across pages,', () => {
  test.each(['acc_0_current', 'acc_0_savings', 'acc_0_card', 'acc_4_basic', 'acc_6_business'])(
    'on %s',
    async (account) => {
      const oldestFirst = (await transactions(`/accounts/${account}/transactions`, all)).reverse()
      let before: bigint | undefined
      for (const one of oldestFirst) {
        if (before !== undefined) expect(signed(one.Balance), one.TransactionId).toBe(before + signed(one))
        before = signed(one.Balance)
      }
      const { body } = await get(`/accounts/${account}/balances`, all)
      expect(signed(body.Data.Balance[0])).toBe(before)
    },
  )

  test('from zero, if the account was opened within the history', async () => {
    const oldest = (await transactions('/accounts/acc_4_basic/transactions', all)).at(-1)
    expect(oldest.TransactionInformation).toBe('Opening deposit OPENING')
    expect(signed(oldest.Balance)).toBe(signed(oldest))
  })
})

describe("the world's clock decides what is booked:", () => {
  test('nothing later than now is shown, for any range', async () => {
    for (const path of [own, `${own}?toBookingDateTime=2030-01-01`, '/transactions'])
      for (const one of await transactions(path)) expect(one.BookingDateTime <= world.now).toBe(true)
    const future = await get(`${own}?fromBookingDateTime=2026-11-25&toBookingDateTime=2027-11-25`)
    expect([future.status, future.body.Data.Transaction]).toEqual([200, []])
  })

  test('advancing adds transactions and changes none', async () => {
    const mine = await sandbox.createWorld({ seed: 7 })
    const before = await transactions(own, mine.developerToken)
    const { now } = await advance(sandbox, mine, { months: 2 })
    const after = await transactions(own, mine.developerToken)
    const added = after.slice(0, -before.length)
    expect(after.slice(-before.length)).toEqual(before)
    expect(added.length).toBeGreaterThan(20)
    for (const { BookingDateTime } of added) expect(BookingDateTime > mine.now && BookingDateTime <= now).toBe(true)
  })

  test('an entry is booked exactly at its second', async () => {
    const scout = await sandbox.createWorld({ seed: 7 })
    await advance(sandbox, scout, { days: 3 })
    const next = (await transactions(`${own}?fromBookingDateTime=${world.now}`, scout.developerToken)).at(-1)
    const at = Date.parse(next.BookingDateTime)

    const mine = await sandbox.createWorld({ seed: 7 })
    const newest = async () => {
      const { Transaction } = (await get(own, mine.developerToken)).body.Data
      return Transaction.find(({ Status }: { Status: string }) => Status === 'BOOK').TransactionId
    }
    await advance(sandbox, mine, { to: new Date(at - 1).toISOString() })
    expect(await newest()).not.toBe(next.TransactionId)
    await advance(sandbox, mine, { to: new Date(at).toISOString() })
    expect(await newest()).toBe(next.TransactionId)
  })

  test('Meta shows the first and last available dates', async () => {
    const { Meta } = (await get(own)).body
    expect(Meta.FirstAvailableDateTime).toBe('2023-11-01T00:00:00.000Z')
    expect(Meta.LastAvailableDateTime).toBe(world.now)
    const oldest = (await transactions(own)).at(-1)
    expect(oldest.BookingDateTime >= Meta.FirstAvailableDateTime).toBe(true)
  })
})

describe('entries that are booked between two pages do not shift the pages', () => {
  test.each([own, '/transactions'])('of %s', async (path) => {
    const mine = await sandbox.createWorld({ seed: 7 })
    const before = await transactions(path, mine.developerToken)
    const met = []
    for await (const page of pagesOf(sandbox, aisp + path, mine.developerToken)) {
      met.push(...page.Data.Transaction)
      await advance(sandbox, mine, { days: 2 })
    }
    expect(met).toEqual(before)
    expect((await transactions(path, mine.developerToken)).length).toBeGreaterThan(before.length)
  })
})

describe('the filters', () => {
  const between = async (from: string, to: string) =>
    idsOf(await transactions(`${own}?fromBookingDateTime=${from}&toBookingDateTime=${to}`))
  let some: Json

  beforeAll(async () => {
    some = (await transactions(`${own}?toBookingDateTime=2026-11-15`))[0]
  })
  const shifted = (milliseconds: number) =>
    new Date(Date.parse(some.BookingDateTime) + milliseconds).toISOString().slice(0, 23)

  test('include both boundaries to the second', async () => {
    const at = shifted(0)
    expect(await between(at, at)).toEqual([some.TransactionId])
  })

  test('exclude it by a second, and by a millisecond', async () => {
    for (const step of [1, 1000]) {
      expect(await between(shifted(step), shifted(1000))).not.toContain(some.TransactionId)
      expect(await between(shifted(-1000), shifted(-step))).not.toContain(some.TransactionId)
      expect(await between(shifted(-step), shifted(step))).toContain(some.TransactionId)
    }
  })

  test('read a date as its first instant', async () => {
    expect(await between('2026-11-09', '2026-11-10')).toEqual(
      await between('2026-11-09T00:00:00', '2026-11-10T00:00:00'),
    )
    expect(await between('2026-11-01', '2026-11-10')).not.toEqual(
      await between('2026-11-01T00:00:00', '2026-11-13T23:59:59'),
    )
  })

  test.each(['Z', '%2B05:00', '+05:00', '-08:00', '%2B0500'])('ignore a time zone: %s', async (zone) => {
    const plain = await between('2026-11-01T12:00:00', '2026-11-15T12:00:00')
    expect(plain.length).toBeGreaterThan(0)
    expect(await between(`2026-11-01T12:00:00${zone}`, `2026-11-15T12:00:00${zone}`)).toEqual(plain)
  })

  test('work alone', async () => {
    const whole = idsOf(await transactions(own))
    const since = idsOf(await transactions(`${own}?fromBookingDateTime=2026-01-01`))
    const until = idsOf(await transactions(`${own}?toBookingDateTime=2025-12-31T23:59:59`))
    expect([...since, ...until]).toEqual(whole)
  })

  test('before the history return an empty page, not an error', async () => {
    expect(await between('1970-01-01', '2023-10-31')).toEqual([])
  })

  test.each([
    ['fromBookingDateTime', 'yesterday'],
    ['fromBookingDateTime', '2026-13-01'],
    ['fromBookingDateTime', '2026-02-30'],
    ['fromBookingDateTime', '24-11-2026'],
    ['toBookingDateTime', '2026-11-24T25:00:00'],
    ['toBookingDateTime', '2026-11'],
    ['toBookingDateTime', '1732440600'],
    ['toBookingDateTime', ''],
  ])('refuse %s %j: 400 U003, with the name, what was given and an example', async (name, text) => {
    const { status, body } = await get(`${own}?${name}=${text}`)
    expect([status, body.Errors[0].ErrorCode, body.Errors[0].Path]).toEqual([400, 'U003', `query ${name}`])
    expect(body.Errors[0].Message).toBe(
      `query ${name}: must be an ISO 8601 day or instant such as 2026-11-24T09:30:00 (got ${text})`,
    )
  })

  test('reject a start after the end, and the error names both', async () => {
    const { status, body } = await get(`${own}?fromBookingDateTime=2026-11-02&toBookingDateTime=2026-11-01`)
    expect([status, body.Errors[0].ErrorCode]).toEqual([400, 'U003'])
    expect(body.Errors[0].Message).toContain('must not be after toBookingDateTime, 2026-11-01 (got 2026-11-02)')
  })
})

describe('a page that Links.Next never returned is 400 U002:', () => {
  const refused = async (path: string, page: string, token?: string) => {
    const answer = await get(`${path}?page=${page}`, token)
    expect(rejectionOf(answer), page).toBe('400 field-invalid')
    expect(answer.body.Errors[0]).toMatchObject({ ErrorCode: 'U002', Path: 'query page' })
  }

  test("another account's", async () => {
    const [foreign] = idsOf(await transactions('/accounts/acc_0_savings/transactions'))
    await refused(own, foreign as string)
    expect((await get(`/accounts/acc_0_savings/transactions?page=${foreign}`)).status).toBe(200)
  })

  test("another customer's", async () => {
    const [foreign] = idsOf(await transactions('/accounts/acc_1_student/transactions', all))
    await refused('/transactions', foreign as string)
    await refused(own, foreign as string)
    expect((await get(`/transactions?page=${foreign}`, all)).status).toBe(200)
  })

  test('one of the future, until the clock reaches it', async () => {
    const mine = await sandbox.createWorld({ seed: 7 })
    const twin = await sandbox.createWorld({ seed: 7 })
    await advance(sandbox, twin, { days: 7 })
    const [future] = idsOf((await get(own, twin.developerToken)).body.Data.Transaction)
    await refused(own, future as string, mine.developerToken)
    await refused('/transactions', future as string, mine.developerToken)
    await advance(sandbox, mine, { days: 7 })
    expect((await get(`${own}?page=${future}`, mine.developerToken)).status).toBe(200)
  })

  test.each([
    ['', 'nothing'],
    ['2', 'a number'],
    ['tx_0_current_24322', 'half an id'],
    ['tx_0_current_24322_9999', 'a place that no month has'],
    ['tx_0_current_24000_0', 'a month before the history'],
    ['tx_0_pension_24322_0', 'an account that is none'],
    ['tx_25_current_24322_0', 'a customer that is none'],
    ['tx_0_current_24322_-1', 'a place below zero'],
    ['cus_0', "a customer, by a customer's token"],
    ['x'.repeat(61), 'something long'],
  ])('%j, %s', async (page) => {
    await refused(own, page)
    await refused('/transactions', page)
  })
})

describe('the counterparty of a transaction', () => {
  test('is a merchant with a category for card payments, and an account for other payments', async () => {
    for (const one of (await transactions(`${own}?fromBookingDateTime=2026-08-01`)) as Json[]) {
      const byCard = one.BankTransactionCode.Code === 'CCRD'
      expect(one.MerchantDetails !== undefined, one.TransactionId).toBe(byCard)
      expect(one.CreditorAccount !== undefined).toBe(!byCard && one.CreditDebitIndicator === 'Debit')
      expect(one.DebtorAccount !== undefined).toBe(!byCard && one.CreditDebitIndicator === 'Credit')
    }
  })

  test("is the customer's own account for money moved between two of them, which show the same amount at the same second", async () => {
    const saved = (await transactions('/accounts/acc_0_savings/transactions')).find(
      ({ DebtorAccount }) => DebtorAccount,
    )
    const [current] = (await get('/accounts/acc_0_current')).body.Data.Account
    expect(saved.DebtorAccount).toEqual(current.Account[0])
    const at = saved.BookingDateTime
    const twins = await transactions(`${own}?fromBookingDateTime=${at}&toBookingDateTime=${at}`)
    expect(twins.map(signed)).toContain(-signed(saved))
  })
})

test("another customer's transactions are 400 U011, and a token for all reads them", async () => {
  expect(rejectionOf(await get('/accounts/acc_1_student/transactions'))).toBe('400 account-not-found')
  expect((await get('/accounts/acc_1_student/transactions', all)).status).toBe(200)
})

describe('the card of a transaction', () => {
  const cardsOf = async (customer: string, account: string) => {
    const token = await tokenFor(sandbox, world, customer)
    const shown = await transactions(`/accounts/${account}/transactions`, token)
    const byCard = shown.filter(({ BankTransactionCode }) => BankTransactionCode.Code === 'CCRD')
    expect(byCard.length).toBeGreaterThan(10)
    for (const one of shown) expect(one.CardInstrument !== undefined).toBe(byCard.includes(one))
    return byCard
  }
  const numbersOf = (some: Json[]) => new Set(some.map(({ CardInstrument }) => CardInstrument.Identification))

  test('is masked, and one for the single holder of a current account', async () => {
    const numbers = numbersOf(await cardsOf('cus_0', 'acc_0_current'))
    expect([...numbers]).toEqual([expect.stringMatching(/^X{12}\d{4}$/)])
  })

  test('of a credit-card account is the number of the account', async () => {
    const { body } = await get('/accounts/acc_16_card', await tokenFor(sandbox, world, 'cus_16'))
    const { Identification } = body.Data.Account[0].Account[0]
    const numbers = [...numbersOf(await cardsOf('cus_16', 'acc_16_card'))] as string[]
    expect(numbers).toEqual([Identification.slice(-4).padStart(16, 'X')])
  })

  test('is one of two for two joint holders, and a merchant always sees the same one', async () => {
    const byCard = await cardsOf('cus_8', 'acc_8_joint')
    expect(numbersOf(byCard).size).toBe(2)
    const merchants = Map.groupBy(byCard, ({ MerchantDetails }) => MerchantDetails.MerchantName)
    for (const [name, some] of merchants) expect(numbersOf(some).size, name).toBe(1)
  })
})
