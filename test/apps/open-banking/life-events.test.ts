import { describe, expect, test } from 'vitest'
import { isIban } from '#bank/account-information/iban.ts'
import { advance, aisp, allOf, type Json, openWorld, tokenFor } from '#test/support/sandbox.ts'

const { sandbox, all } = await openWorld({ size: 30 })

const read = (path: string, token = all) => allOf(sandbox, `${aisp}${path}`, token, 'Transaction')

describe('a card purchase', () => {
  test('is pending before it is booked, under the same id and amount, and only then changes what is booked', async () => {
    const own = await sandbox.createWorld({ now: '2026-11-21T21:00:00Z' })
    const token = await tokenFor(sandbox, own, 'all')
    const path = '/accounts/acc_11_current/transactions?fromBookingDateTime=2026-11-20'
    const pending = (await read(path, token)).filter(({ Status }) => Status === 'PDNG')
    expect(pending.length).toBeGreaterThan(0)
    for (const one of pending) {
      expect(one.TransactionMutability).toBe('Mutable')
      expect(one.BookingDateTime > own.now).toBe(true)
      expect(one.Balance).toBeUndefined()
    }
    await advance(sandbox, own, { days: 4 })
    const booked = new Map((await read(path, token)).map((one) => [one.TransactionId, one]))
    for (const { TransactionId, Amount, BookingDateTime } of pending) {
      expect(booked.get(TransactionId)).toMatchObject({
        Status: 'BOOK',
        TransactionMutability: 'Immutable',
        Amount,
        BookingDateTime,
      })
    }
  })

  test('abroad tells its own currency, the rate and the fee, and they come to the amount', async () => {
    const abroad = (await read('/accounts/acc_11_current/transactions')).filter(
      (one) => one.CurrencyExchange && one.MerchantDetails,
    )
    expect(abroad.length).toBeGreaterThan(3)
    for (const { Amount, ChargeAmount, CurrencyExchange } of abroad) {
      const paid =
        Number(CurrencyExchange.InstructedAmount.Amount) / CurrencyExchange.ExchangeRate + Number(ChargeAmount.Amount)
      expect(Math.abs(paid - Number(Amount.Amount))).toBeLessThan(0.006)
      expect(ChargeAmount.Currency).toBe('GBP')
    }
  })
})

describe('a euro account', () => {
  test('is topped up from pounds at a rate that both sides tell', async () => {
    const [arrived] = (await read('/accounts/acc_22_euro/transactions')).filter((one) =>
      one.DebtorAccount?.Identification?.startsWith('00'),
    )
    const left = await read(
      `/accounts/acc_22_current/transactions?fromBookingDateTime=${arrived.BookingDateTime}&toBookingDateTime=${arrived.BookingDateTime}`,
    )
    const sent = left.find((one) => one.TransactionReference === arrived.TransactionReference)
    expect([arrived.Amount.Currency, sent.Amount.Currency]).toEqual(['EUR', 'GBP'])
    expect(Number(arrived.Amount.Amount) / Number(sent.Amount.Amount)).toBeCloseTo(
      arrived.CurrencyExchange.ExchangeRate,
      3,
    )
  })
})

test('every IBAN has check digits that hold', async () => {
  const accounts = await allOf(sandbox, `${aisp}/accounts`, all, 'Account')
  const ibans = accounts.flatMap(({ Account }) => Account).filter(({ SchemeName }) => SchemeName === 'UK.OBIE.IBAN')
  expect(ibans.length).toBeGreaterThan(30)
  for (const { Identification } of ibans) expect(isIban(Identification)).toBe(true)
})

describe('a life with an event', () => {
  test("ends: after Arthur Finch's death the pension stops, the funeral is paid, and the accounts are disabled", async () => {
    const { body } = await sandbox.send('GET', `${aisp}/accounts/acc_20_current`, undefined, all)
    expect(body.Data.Account[0].Status).toBe('Disabled')
    const died = body.Data.Account[0].StatusUpdateDateTime
    const after = (await read('/accounts/acc_20_current/transactions')).filter(
      ({ BookingDateTime }) => BookingDateTime >= died,
    )
    expect(after.some(({ TransactionReference }) => TransactionReference === 'FUNERAL')).toBe(true)
    expect(after.every((one) => one.CreditDebitIndicator === 'Debit')).toBe(true)
  })

  test('is robbed: what left Margaret Ellison in an hour came from her savings, and most of it came back', async () => {
    const own = await read('/accounts/acc_19_current/transactions')
    const lost = own.filter(({ TransactionReference }) => TransactionReference === 'SAFE ACCOUNT')
    const back = own.filter(({ TransactionReference }) => TransactionReference === 'APP CLAIM')
    const sum = (some: Json[]) => some.reduce((total, { Amount }) => total + Number(Amount.Amount), 0)
    expect(lost.length).toBe(3)
    expect(Date.parse(lost[0].BookingDateTime) - Date.parse(lost[2].BookingDateTime)).toBeLessThan(3_600_000)
    expect(sum(back) / sum(lost)).toBeCloseTo(0.85, 2)
  })
})

describe('a world that fixes its personas', () => {
  const ask = (body: object) => sandbox.send('POST', '/control/worlds', body)

  test('has as many of each as were asked for, beside the named ones', async () => {
    const { status, body } = await ask({ personas: { 'gig-worker': 3, student: 2 }, now: '2026-11-24' })
    expect([status, body.size]).toEqual([201, 29])
    const gigs = await sandbox.send(
      'GET',
      `/control/worlds/${body.id}/customers?persona=gig-worker`,
      undefined,
      body.controlKey,
    )
    expect(gigs.body.customers.map(({ id }: Json) => id)).toEqual(['cus_2', 'cus_26', 'cus_27', 'cus_28'])
  })

  test.each([
    [{ personas: { 'gig-wroker': 3 } }, 'personas.gig-wroker', 'must be one of salaried-family'],
    [{ personas: { 'gig-wroker': 3 } }, 'personas.gig-wroker', '; did you mean gig-worker?'],
    [{ personas: { student: 2 }, size: 10 }, 'size', 'size: must be 26 or absent (got 10)'],
    [{ personas: { student: -1 } }, 'personas.student', '(got -1)'],
    [{ personas: { student: 999_999 } }, 'personas', 'at most 1000000'],
  ])('is rejected if the request is wrong, and nothing is written: %j', async (asked, path, why) => {
    const before = sandbox.store.units.write
    const { status, body } = await ask(asked)
    expect(status).toBe(400)
    expect(body.errors[0].path).toBe(path)
    expect(body.errors[0].message).toContain(why)
    expect(sandbox.store.units.write).toBe(before)
  })
})
