import { beforeAll, describe, expect, test } from 'vitest'
import { buildLegWrites, commitMovement } from '#actions/ledger/ledger.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import type { Leg, Posting } from '#bank/ledger/leg.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { worldOf } from '#test/support/grants.ts'
import { advance, aisp, type Json, rejectionOf, signed, type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

/*
 * A read costs what it shows, however much money moved before. Units are counted in a process that
 * has read nothing yet; two of them read the token and the world.
 */
const [current, savings] = ['acc_0_current', 'acc_0_savings']
const hour = 3_600_000
const payee = { name: 'Bob Clements', scheme: 'UK.OBIE.SortCodeAccountNumber', identification: '08080021325698' }

type Bank = { readonly store: TestSandbox['store']; readonly world: NewWorld }

/** Opens a world in which two of Grace's accounts paid `count` times, evenly over some hours. */
async function openPaidWorld(count: number, hours: number): Promise<Bank> {
  const sandbox = await testSandbox()
  const world = await sandbox.createWorld({ now: '2026-11-02T09:00:00Z' })
  await advance(sandbox, world, { to: '2027-02-10T12:00:00Z' })
  const begin = Date.parse('2027-02-10T12:00:00Z') - hours * hour
  await pay(await worldOf(sandbox, world), count, (n) => begin + Math.floor((n / count) * hours * hour))
  return { store: sandbox.store, world }
}

/**
 * Books payments of a penny: nine of ten from the current account, one from the savings account.
 */
async function pay(world: World, count: number, at: (n: number) => number): Promise<void> {
  const lastLegs = new Map<string, Leg>()
  let writes: Write[] = []
  for (let n = 0; n < count; n++) {
    const account = n % 10 === 9 ? savings : current
    const posting: Posting = { account, currency: 'GBP', kind: 'payment-out', party: payee, amount: -1n }
    const reference = `Invoice ${n}`
    const postings = [
      { ...posting, reference },
      { ...posting, account: `clr_faster-payments_${account}`, amount: 1n },
    ]
    const movement = { payment: `pay_${String(n).padStart(20, '0')}`, at: at(n), postings }
    // The first one schedules the interest of the world.
    if (n === 0) await commitMovement(world, movement, lastLegs, [])
    const booked = buildLegWrites(world, movement, lastLegs)
    if (n > 0) writes.push(...booked)
    if (writes.length < 90 && n < count - 1) continue
    await world.sandbox.store.commit(writes)
    writes = []
  }
}

const real = () => Date.parse('2027-02-10T12:00:00Z')

/** Reads in a process that knows nothing yet. Returns the answer, and the units that it cost. */
async function readCold({ store, world }: Bank, path: string): Promise<{ body: Json; units: number }> {
  const cold = { ...store }
  const { send } = await testSandbox({ store: cold, real })
  const before = store.units.read
  const { status, body } = await send('GET', path, undefined, world.developerToken)
  expect(status, JSON.stringify(body)).toBe(200)
  return { body, units: store.units.read - before }
}

const isPayment = ({ TransactionId, BankTransactionCode }: Json): boolean =>
  /_l\d+$/.test(TransactionId) && BankTransactionCode.SubCode !== 'INTR'
const shownLegs = ({ Data }: Json): number =>
  Data.Transaction.filter(({ TransactionId }: Json) => /_l\d+$/.test(TransactionId)).length

describe.each([
  ['within an hour', 1],
  ['over two months', 24 * 60],
])('payments made %s', (_, hours) => {
  let [few, many]: Bank[] = []
  beforeAll(async () => {
    ;[few, many] = await Promise.all([openPaidWorld(100, hours), openPaidWorld(10_000, hours)])
    // The first request catches up: it books interest.
    for (const bank of [few, many]) await readCold(bank as Bank, `${aisp}/accounts`)
  })

  test.each([
    ['an account', `${aisp}/accounts/${current}/transactions`, 3],
    ['all accounts', `${aisp}/transactions`, 4],
  ])('a page of %s costs 3 units, and one for each 7 payments on it', async (_, path, base) => {
    for (const bank of [few, many]) {
      for (let [next, page] = [path, 0]; next && page < 4; page++) {
        const { body, units } = await readCold(bank as Bank, next)
        expect(units, `${next} shows ${shownLegs(body)}`).toBeLessThanOrEqual(base + Math.ceil(shownLegs(body) / 7))
        next = body.Links.Next
      }
    }
  })

  test.each([
    ['the balance of an account', `${aisp}/accounts/${current}/balances`, 3],
    ['the balances of all accounts', `${aisp}/balances`, 5],
    ['the statements of an account', `${aisp}/accounts/${current}/statements`, 7],
    ['the statements of all accounts', `${aisp}/statements`, 12],
    ['a statement of last month', `${aisp}/accounts/${current}/statements/st_0_current_24324`, 5],
    ['a statement from before the payments', `${aisp}/accounts/${current}/statements/st_0_current_24318`, 6],
    [
      'the transactions of a month before them',
      `${aisp}/accounts/${current}/transactions?toBookingDateTime=2026-05-31`,
      6,
    ],
  ])('%s costs no more after 10,000 than after 100', async (_, path, most) => {
    for (const bank of [few, many]) expect((await readCold(bank as Bank, path)).units).toBeLessThanOrEqual(most)
  })

  test.each([
    ['an account', `${aisp}/accounts/${current}/transactions`],
    ['all accounts', `${aisp}/transactions`],
    ['one month', `${aisp}/accounts/${current}/statements/st_0_current_24324/transactions`],
    ['some days', `${aisp}/accounts/${current}/transactions?toBookingDateTime=2027-02-10T11:30:00`],
  ])('the pages of %s follow each other: every entry once, each balance from the one before', async (_, path) => {
    const { store, world } = few as Bank
    const warm = await testSandbox({ store, real })
    const pages: Json[] = []
    for (let next = path; next; next = pages.at(-1).Links.Next) {
      const { body } = await readCold(few as Bank, next)
      expect((await warm.send('GET', next, undefined, world.developerToken)).body.Data).toEqual(body.Data)
      pages.push(body)
    }
    const all: Json[] = pages.flatMap(({ Data }) => Data.Transaction)
    expect(new Set(all.map(({ TransactionId }) => TransactionId)).size).toBe(all.length)
    for (const own of Map.groupBy(all, ({ AccountId }) => AccountId).values()) {
      const booked = own.filter(({ Status }) => Status === 'BOOK')
      for (const [n, one] of booked.slice(0, -1).entries())
        expect(signed(one.Balance) - signed(one), one.TransactionId).toBe(signed(booked[n + 1].Balance))
    }
    if (path.endsWith(`${current}/transactions`)) expect(all.filter(isPayment)).toHaveLength(90)
    if (path === `${aisp}/transactions`) expect(all.filter(isPayment)).toHaveLength(100)
  })

  test('a link from before a payment lists what it listed then', async () => {
    const first = await readCold(few as Bank, `${aisp}/accounts/${current}/transactions`)
    const [path, page] = first.body.Links.Next.split('?page=')
    const [id] = page.split('.')
    const second = await readCold(few as Bank, first.body.Links.Next)
    // Without its numbers, a page is found by the instant of its entry.
    expect((await readCold(few as Bank, `${path}?page=${id}`)).body.Data).toEqual(second.body.Data)
  })

  test.each(['.', '.1.2', '.-1', '.01', '.1234567890', '.x'])(
    'a page that ends with %s is rejected',
    async (numbers) => {
      const { store, world } = few as Bank
      const { send } = await testSandbox({ store, real })
      const path = `${aisp}/accounts/${current}/transactions`
      const { body } = await send('GET', path, undefined, world.developerToken)
      const page = body.Links.Next.split('?page=')[1].split('.')[0] + numbers
      const answer = await send('GET', `${path}?page=${page}`, undefined, world.developerToken)
      expect([rejectionOf(answer), answer.body.Errors[0].Path]).toEqual(['400 field-invalid', 'query page'])
    },
  )
})
