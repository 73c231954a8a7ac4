import { afterAll, describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { accountsOf } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { customerAt } from '#mocks/people/customer.ts'
import { worlds } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import { engineAbsent, startEngine } from '#test/support/dynamodb-engine.ts'
import { externalPayee, openPaymentBank, type PaymentBank } from '#test/support/payment-bank.ts'
import { aisp, allOf, type Json, testNow, tokenFor } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash, withCommits } from '#test/support/stores.ts'

/*
 * The world begins on Tuesday 24 November 2026: seven days of November end after that. Savings bear
 * 3.3 % in 2026 and 3 % in 2027, an overdraft 34.9 %.
 */
const saver = { opening: '0.00', product: 'savings' } as const
const overdrawn = { opening: '100.00', creditLine: '1000.00' } as const
const eve = 'acc_x_eve_savings'

describe('interest on money that payments moved', () => {
  test("is paid on savings every month, on each day's closing balance, interest included", async () => {
    const paymentBank = await openPaymentBank({ ada: '20000.00', eve: saver })
    await paymentBank.pay('ada', await paymentBank.address(eve), '10000.00')
    expect(await paymentBank.due('interest')).toEqual(['2026-11-30T23:59 interest 72966'])
    await paymentBank.advance({ to: '2027-02-01' })
    expect(await paymentBank.journal(eve)).toEqual([
      '2026-11-24T09:30 10000.00 pay_0000',
      // 10,000.00 x 3.3 % x 7 / 365
      '2026-11-30T23:59     6.32 interest_2026-11_acc_x_eve_savings',
      // 10,006.32 x 3.3 % x 31 / 365, and the last day with that of November is December's
      '2026-12-31T23:59    28.04 interest_2026-12_acc_x_eve_savings',
      // 10,034.36 x 3 % x 31 / 365
      '2027-01-31T23:59    25.56 interest_2027-01_acc_x_eve_savings',
    ])
    expect(await paymentBank.balance(eve)).toBe('10059.92')
    expect((await paymentBank.legs('bnk_interest_')).map(({ amount }) => amount)).toEqual(['-632', '-2804', '-2556'])
    expect(await paymentBank.proof()).toMatchObject({ holds: true, payments: 4 })
  })

  test('is charged on an overdraft on the first working day, for each day that ended below zero', async () => {
    const paymentBank = await openPaymentBank({ ada: overdrawn, bob: '1000.00' })
    await paymentBank.pay('ada', externalPayee, '300.00')
    await paymentBank.advance({ to: '2026-12-11T12:00:00Z' })
    await paymentBank.pay('bob', await paymentBank.address('ada'), '500.00')
    await paymentBank.advance({ to: '2027-03-01T00:00:00Z' })
    expect(await paymentBank.journal('ada')).toEqual([
      '2026-11-24T09:30  -300.00 pay_0000',
      // 200.00 x 34.9 % x 7 / 365
      '2026-12-01T03:00    -1.34 interest_2026-11_acc_x_ada_current',
      '2026-12-11T12:00   500.00 pay_0001',
      // 201.34 x 34.9 % x 10 / 365: the last of them on Thursday 10 December. Monday 4 January is
      // the first working day.
      '2027-01-04T03:00    -1.93 interest_2026-12_acc_x_ada_current',
    ])
    expect((await paymentBank.proof()).holds).toBe(true)
  })

  test.each<[string, string, string, string[]]>([
    ['an account that holds enough', 'ada', '50.00', []],
    ['one that was overdrawn and is again in credit before the day ends', 'there and back', '300.00', []],
  ])('but nothing is charged to %s', async (_, how, amount, expected) => {
    const paymentBank = await openPaymentBank({ ada: overdrawn, bob: '1000.00' })
    await paymentBank.pay('ada', await paymentBank.address('bob'), amount)
    if (how === 'there and back') await paymentBank.pay('bob', await paymentBank.address('ada'), amount)
    await paymentBank.advance({ months: 3 })
    expect((await paymentBank.legs()).filter(({ kind }) => kind.startsWith('interest'))).toEqual(expected)
  })

  test("follows London's days, which clock changes make longer or shorter", async () => {
    const opened = '2026-06-01'
    const paymentBank = await openPaymentBank(
      { ada: { opening: '50000.00', opened }, eve: { ...saver, opened }, fay: { ...saver, opened } },
      { world: { now: '2026-06-15T09:30:00Z' } },
    )
    await paymentBank.advance({ to: '2026-06-30T22:59:59Z' })
    // The last second of June in London is in time for a day of June; the next one is July.
    await paymentBank.pay('ada', await paymentBank.address(eve), '20000.00')
    await paymentBank.advance({ seconds: 1 })
    await paymentBank.pay('ada', await paymentBank.address('acc_x_fay_savings'), '20000.00')
    await paymentBank.advance({ to: '2026-07-01T12:00:00Z' })
    expect(await paymentBank.balance(eve)).toBe('20001.80')
    expect(await paymentBank.balance('acc_x_fay_savings')).toBe('20000.00')
  })

  test('is paid on an ISA once a year, in April, for all days since the last payment', async () => {
    const paymentBank = await openPaymentBank({ ada: '50000.00' })
    const bank = bankOf(await paymentBank.world())
    const holder = Array.from({ length: 200 }, (_, n) => customerAt(bank, n)).find(
      (one) => one && accountsOf(bank, one).some(({ product }) => product === 'isa') && one.persona.event === undefined,
    )
    const isa = `acc_${holder?.index}_isa`
    await paymentBank.pay('ada', await paymentBank.address(isa), '10000.00')
    await paymentBank.advance({ to: '2027-06-01' })
    const [, paid, ...more] = await paymentBank.journal(isa)
    // 10,000.00 x (3.7 % x 38 + 3.4 % x 120) / 365: the days of November and December, then those
    // of 2027.
    expect(paid).toBe(`2027-04-30T23:59   150.30 interest_2027-04_${isa}`)
    expect(more).toEqual([])
  })

  test('is not booked if the product bears none or the account is blocked or deleted', async () => {
    const paymentBank = await openPaymentBank({ ada: '5000.00', eve: saver, fay: saver })
    const bank = bankOf(await paymentBank.world())
    const student = Array.from({ length: 200 }, (_, n) => customerAt(bank, n)).find(
      (one) => one?.persona.main === 'student',
    )
    for (const name of [`acc_${student?.index}_student`, eve, 'acc_x_fay_savings'])
      await paymentBank.pay('ada', await paymentBank.address(name), '1000.00')
    await paymentBank.hold({ ada: '5000.00', eve: { ...saver, persona: 'estate' } })
    await paymentBank.advance({ months: 4 })
    expect((await paymentBank.legs()).filter(({ kind }) => kind.startsWith('interest'))).toEqual([])
    expect(await paymentBank.proof()).toMatchObject({ holds: true, payments: 3 })
  })
})

describe('interest on top of the synthetic history', () => {
  const savings = 'acc_0_savings'

  test("is booked beside the history's own interest, at the same instant, with the standard's codes", async () => {
    const paymentBank = await openPaymentBank({ ada: '20000.00' })
    await paymentBank.pay('ada', await paymentBank.address(savings), '10000.00')
    await paymentBank.advance({ to: '2026-12-01' })
    const token = await tokenFor(paymentBank.sandbox, paymentBank.newWorld, 'all')
    const path = `${aisp}/accounts/${savings}/transactions?fromBookingDateTime=2026-11-30T23:59:58`
    const shown = await allOf(paymentBank.sandbox, path, token, 'Transaction')
    expect(shown).toHaveLength(2)
    for (const one of shown)
      expect(one).toMatchObject({
        CreditDebitIndicator: 'Credit',
        Status: 'BOOK',
        BookingDateTime: '2026-11-30T23:59:58.000Z',
        TransactionInformation: 'Sandbank INTEREST',
        BankTransactionCode: { Code: 'MCOP', SubCode: 'INTR' },
        ProprietaryBankTransactionCode: { Code: 'Interest', Issuer: 'Sandbank' },
      })
    // Both are rounded together: the history leaves part of a penny, and the credit makes it a
    // whole one.
    expect(shown[0].Amount.Amount).toBe('6.33')
    expect(`${await paymentBank.balance(savings)}`).toBe(shown[0].Balance.Amount.Amount)
  })

  test('is charged when payments take a current account into its arranged overdraft', async () => {
    const paymentBank = await openPaymentBank({ ada: '0.00' })
    const token = await tokenFor(paymentBank.sandbox, paymentBank.newWorld, 'all')
    const account = 'acc_0_current'
    const path = `${aisp}/accounts/${account}/transactions`
    const pence = ({ Amount, CreditDebitIndicator }: Json) =>
      Math.round(Number(Amount.Amount) * 100) * (CreditDebitIndicator === 'Debit' ? -1 : 1)
    const before = Number(await paymentBank.balance(account))
    const taken = Math.ceil(before) + 1_900
    await paymentBank.pay(account, externalPayee, `${taken}.00`)
    await paymentBank.advance({ to: '2026-12-01T12:00:00Z' })
    const shown = await allOf(paymentBank.sandbox, path, token, 'Transaction')
    // Closing balances by the transactions themselves. In winter London's days are those of UTC.
    const owed = [24, 25, 26, 27, 28, 29, 30].map((day) => {
      const last = shown.find((one: Json) => one.BookingDateTime < `2026-11-${day}T24`)
      const [paid, bare] = [pence(last.Balance), pence(last.Balance) + taken * 100]
      return Math.max(0, -paid) - Math.max(0, -bare)
    })
    expect(owed[0]).toBeGreaterThan(180_000)
    const charge = Math.round((owed.reduce((sum, one) => sum + one, 0) * 0.349) / 365)
    const [, leg] = await paymentBank.legs(account)
    expect(leg).toMatchObject({ kind: 'interest-charged', amount: `${-charge}` })
    expect(shown.find((one: Json) => one.TransactionId === 'tx_0_current_l2')).toMatchObject({
      CreditDebitIndicator: 'Debit',
      BookingDateTime: '2026-12-01T03:00:00.000Z',
      TransactionInformation: 'Sandbank OVERDRAFT INTEREST',
      BankTransactionCode: { Code: 'MDOP', SubCode: 'INTR' },
      ProprietaryBankTransactionCode: { Code: 'InterestCharged', Issuer: 'Sandbank' },
    })
  })

  test('is reversed where a payment reduced the balance, but never by more than the history pays', async () => {
    const paymentBank = await openPaymentBank({ ada: '0.00' })
    await paymentBank.pay(savings, await paymentBank.address('ada'), '1000.00')
    await paymentBank.advance({ to: '2026-12-01' })
    const [, taken] = await paymentBank.legs(savings)
    expect(taken).toMatchObject({ kind: 'interest-charged', amount: '-63', reference: 'INTEREST' })
  })

  test('covers the month of the first movement, whatever happened before', async () => {
    const paymentBank = await openPaymentBank({ ada: '20000.00', eve: saver })
    await paymentBank.advance({ to: '2027-06-30T23:59:58Z' })
    expect(await paymentBank.due('interest')).toEqual([])
    await paymentBank.pay('ada', await paymentBank.address(eve), '10000.00')
    await paymentBank.advance({ to: '2027-07-02' })
    // After the last day of June in London.
    expect(await paymentBank.journal(eve)).toHaveLength(1)
    await paymentBank.advance({ to: '2027-08-01' })
    expect((await paymentBank.journal(eve))[1]).toBe('2027-07-31T23:59    25.47 interest_2027-07_acc_x_eve_savings')
  })
})

/** Enough savings accounts for several commits, each with its own balance. */
async function manySavers(paymentBank: PaymentBank, count: number): Promise<string[]> {
  const bank = bankOf(await paymentBank.world())
  const savings = Array.from({ length: 200 }, (_, n) => customerAt(bank, n))
    .flatMap((one) => (one && one.persona.event === undefined ? accountsOf(bank, one) : []))
    .filter(({ product }) => product === 'savings')
    .map(({ id }) => id)
    .slice(0, count)
  for (const [n, id] of savings.entries()) await paymentBank.pay('ada', await paymentBank.address(id), `${1000 + n}.00`)
  return savings
}

describe('a round of interest', () => {
  test('books each account once, in as many commits as it needs', async () => {
    const paymentBank = await openPaymentBank({ ada: '500000.00' })
    const savings = await manySavers(paymentBank, 100)
    expect(savings.length).toBe(100)
    await paymentBank.advance({ to: '2026-12-31T12:00:00Z' })
    const booked = (await paymentBank.legs('acc_')).filter(({ kind }) => kind === 'interest')
    expect(booked.map(({ account }) => account).sort()).toEqual([...savings].sort())
    expect(new Set(booked.map(({ at }) => at))).toEqual(new Set([Date.parse('2026-11-30T23:59:58Z')]))
    expect((await paymentBank.proof()).holds).toBe(true)
  })

  test('finds many accounts with few queries, also next to an account with many legs', async () => {
    const paymentBank = await openPaymentBank({ ada: '500000.00', eve: saver, fay: saver })
    const fay = 'acc_x_fay_savings'
    const savings = await manySavers(paymentBank, 100)
    await paymentBank.pay('ada', await paymentBank.address(eve), '1000.00')
    for (let n = 0; n < 40; n++) await paymentBank.pay('ada', await paymentBank.address(fay), '25.00')
    const { store } = paymentBank.sandbox
    const [list, read] = [store.list, store.units.read]
    let queries = 0
    store.list = (...asked) => {
      queries += 1
      return list(...asked)
    }
    await paymentBank.advance({ to: '2026-12-31T12:00:00Z' })
    // One for the bank's side of each account, and few for everything else.
    expect(queries).toBeLessThan(102 + 40)
    expect(store.units.read - read).toBeLessThan(102 + 150)
    const booked = (await paymentBank.legs('acc_')).filter(({ kind }) => kind === 'interest')
    expect(booked.map(({ account }) => account).sort()).toEqual([...savings, eve, fay].sort())
    const [one, other] = [eve, fay].map((id) => booked.find(({ account }) => account === id)?.amount)
    expect(other).toBe(one)
  })

  /**
   * Two months of many savers, with a store that crashes at its commit number `n` after all
   * payments.
   */
  async function liveDying(n: number, when: 'before' | 'after') {
    const whole = sqliteStore({ now: () => Date.parse(testNow) })
    let store = crashing(whole, 0, when)
    const through = withCommits(whole, (_, writes) => store.commit(writes))
    const paymentBank = await openPaymentBank({ ada: '500000.00' }, { store: through })
    await manySavers(paymentBank, 60)
    store = crashing(whole, n, when)
    await retryAfterCrash(() => paymentBank.advance({ to: '2027-01-15' }))
    return { proof: await paymentBank.proof(), due: await paymentBank.due('interest'), commits: store.commits() }
  }

  test('that crashes at any commit is resumed and books nothing twice', async () => {
    const { commits, ...expected } = await liveDying(0, 'before')
    expect(expected.proof).toMatchObject({ holds: true, payments: 60 * 3 })
    expect(commits).toBeGreaterThan(4)
    for (let n = 1; n <= commits; n++)
      for (const when of ['before', 'after'] as const) {
        const { commits: _, ...lived } = await liveDying(n, when)
        expect(lived, `${when} commit ${n}`).toEqual(expected)
      }
  })

  test('that several processes run at once is booked once', async () => {
    const paymentBank = await openPaymentBank({ ada: '500000.00' }, { catchUp: undefined } as never)
    await manySavers(paymentBank, 60)
    await paymentBank.advance({ to: '2027-01-15' })
    const processes = Array.from({ length: 4 }, () => ({ ...paymentBank.sandbox.sandbox }))
    await Promise.all(processes.map((process) => catchUp(process, paymentBank.newWorld.id)))
    expect(await paymentBank.proof()).toMatchObject({ holds: true, payments: 60 * 3 })
  })

  test('with nothing to book is skipped together with the following empty rounds', async () => {
    const paymentBank = await openPaymentBank({ ada: '100.00' })
    await paymentBank.pay('ada', externalPayee, '10.00')
    const world = await paymentBank.world()
    await paymentBank.advance({ months: 60 })
    const after = await paymentBank.world()
    // Five years of three rounds a month, and the clock itself.
    expect(after.version - world.version).toBeLessThanOrEqual(8)
    expect(await paymentBank.due('interest')).toHaveLength(1)
  })

  test('is no longer due at the end of the supported time', async () => {
    const opened = '2049-12-01'
    const paymentBank = await openPaymentBank(
      { ada: { opening: '10000.00', opened }, eve: { ...saver, opened } },
      { world: { now: '2049-12-31T12:00:00Z' } },
    )
    await paymentBank.pay('ada', await paymentBank.address(eve), '100.00')
    await paymentBank.advance({ to: '2099-12-31T23:59:59.999Z' })
    expect(await paymentBank.due('interest')).toEqual([])
    const last = (await paymentBank.legs(eve)).at(-1)
    expect(new Date(last?.at ?? 0).toISOString()).toBe('2099-12-31T23:59:58.000Z')
    expect((await paymentBank.proof()).holds).toBe(true)
  })

  test('is not due in a world that was reset', async () => {
    const paymentBank = await openPaymentBank({ ada: '10000.00', eve: saver })
    await paymentBank.pay('ada', await paymentBank.address(eve), '100.00')
    const { store } = paymentBank.sandbox
    const [item] = await store.get([worlds.key(paymentBank.newWorld.id)])
    if (!item) throw new Error('the world is gone')
    const { moved: _, nextDue: __, edits: ___, ...rest } = worlds.read(item)
    const value = { ...rest, epoch: rest.epoch + 1 }
    await store.commit([{ put: item.key, expect: { version: item.version }, value }])
    await paymentBank.advance({ months: 3 })
    expect([await paymentBank.due('interest'), (await paymentBank.proof()).legs]).toEqual([[], 0])
  })
})

const engine = await startEngine()
if (!engine) test.skip(`in a DynamoDB table: ${engineAbsent}`, () => {})
else
  describe('in a DynamoDB table', () => {
    afterAll(() => engine.stop())

    test('interest is the same', async () => {
      const store = await engine.openStore(() => Date.parse(testNow))
      const [here, there] = [
        await openPaymentBank({ ada: '500000.00' }),
        await openPaymentBank({ ada: '500000.00' }, { store }),
      ]
      for (const paymentBank of [here, there]) {
        await manySavers(paymentBank, 55)
        await paymentBank.advance({ to: '2027-01-15' })
      }
      expect(await there.proof()).toEqual(await here.proof())
    })
  })
