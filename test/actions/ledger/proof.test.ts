import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { readLastLegs } from '#actions/ledger/ledger.ts'
import { type Proof, proveLedger } from '#actions/ledger/proof.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { buildNextLeg, type Leg } from '#bank/ledger/leg.ts'
import { legs, orders } from '#store/records.ts'
import type { Store, Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { book, buildOrderWrite } from '#test/support/book.ts'
import { worldOf } from '#test/support/grants.ts'
import { type TestSandbox, testSandbox } from '#test/support/sandbox.ts'

let sandbox: TestSandbox
let made: NewWorld
beforeEach(async () => {
  sandbox = await testSandbox()
  made = await sandbox.createWorld()
})
const there = () => worldOf(sandbox, made)
const proofOf = async (atOnce?: number): Promise<Proof> => proveLedger(await there(), atOnce)

async function pay(payment: string, from: string, to: string, pence: bigint, world?: World): Promise<void> {
  const at = world ?? (await there())
  const side = (account: string, amount: bigint) => ({ account, amount, currency: 'GBP', kind: 'transfer-in' }) as const
  const movement = { payment, at: at.now, postings: [side(from, -pence), side(to, pence)] }
  await book(at, [from, to], () => ({ movement, writes: [buildOrderWrite(at, movement)], result: undefined }))
}

/**
 * Three payments between two customers and a clearing account: acc_1 has four legs, acc_2 and clr_1
 * one each.
 */
async function threePayments(named = 'pay_'): Promise<void> {
  await pay(`${named}1`, 'acc_1', 'acc_2', 500n)
  await pay(`${named}2`, 'acc_1', 'clr_1', 300n)
  await pay(`${named}3`, 'acc_1', 'acc_1', 200n)
}

const keyOf = (account: string, seq: number) =>
  legs.key({ id: made.id, record: { epoch: 0 } }, account, String(seq).padStart(9, '0'))

async function legOf(account: string, seq: number): Promise<Leg> {
  const [item] = await sandbox.store.get([keyOf(account, seq)])
  return { ...(item?.value as Leg) }
}
const put = (account: string, seq: number, value: unknown): Write => ({
  put: keyOf(account, seq),
  expect: 'anything',
  value,
})
const remove = (account: string, seq: number): Write => ({ delete: keyOf(account, seq), expect: 'present' })
const keyOfOrder = (payment: string) => orders.key({ id: made.id, record: { epoch: 0 } }, payment)
const orderOf = async (payment: string) => ({
  ...((await sandbox.store.get([keyOfOrder(payment)]))[0]?.value as object),
})
const putOrder = (payment: string, value: unknown): Write => ({ put: keyOfOrder(payment), expect: 'anything', value })
const removeOrder = (payment: string): Write => ({ delete: keyOfOrder(payment), expect: 'present' })
const noOrder = 'it has legs, but no settled order'

/** Books legs between two accounts that have legs, without an order. */
async function addedLegs(payment: string, from: string, to: string): Promise<Write[]> {
  const lastLegs = await readLastLegs(await there(), [from, to])
  const side = (account: string, amount: bigint) => {
    const leg = buildNextLeg(lastLegs.get(account), { account, amount, currency: 'GBP', kind: 'interest' }, payment, 0)
    return put(account, leg.seq, leg)
  }
  return [side(from, 5n), side(to, -5n)]
}
/**
 * Changes the payee of a leg, or its amount, and recomputes its hash, as an attacker would who
 * knows the format of journals.
 */
const forged = ({ payment, at, ...leg }: Leg, last: Leg | undefined, amount = BigInt(leg.amount)): Leg =>
  buildNextLeg(last, { ...leg, amount, party: { name: 'Another Person' } }, payment, at)

describe('a proof', () => {
  test('of a world without movements holds and is empty', async () => {
    const digest = createHash('sha256').digest('hex')
    expect(await proofOf()).toEqual({ holds: true, accounts: 0, legs: 0, payments: 0, orders: 0, digest })
  })

  test('counts journals, legs and payments', async () => {
    await threePayments()
    expect(await proofOf()).toMatchObject({ holds: true, accounts: 3, legs: 6, payments: 3, orders: 3 })
  })

  test('has a digest that depends only on the movements, not on ids or times', async () => {
    await threePayments()
    const first = await proofOf()
    made = await sandbox.createWorld({ now: '2027-02-03T04:05:06Z' })
    await threePayments('another_')
    expect(await proofOf()).toEqual(first)
    await pay('pay_4', 'acc_1', 'acc_2', 1n)
    expect((await proofOf()).digest).not.toBe(first.digest)
  })

  const tampered: [what: string, writes: () => Promise<Write[]>, breaks: NonNullable<Proof['breaks']>][] = [
    [
      'an amount was changed',
      async () => [put('acc_1', 2, { ...(await legOf('acc_1', 2)), amount: '-1' })],
      { account: 'acc_1', seq: 2, why: 'its balance is not the previous balance plus its amount' },
    ],
    [
      'an amount and its balance were changed',
      async () => [put('acc_1', 1, { ...(await legOf('acc_1', 1)), amount: '-5', balance: '-5' })],
      { account: 'acc_1', seq: 1, why: 'its hash is not that of its fields and of the leg before' },
    ],
    [
      'a payee was changed',
      async () => [put('acc_1', 3, { ...(await legOf('acc_1', 3)), party: { name: 'Another Person' } })],
      { account: 'acc_1', seq: 3, why: 'its hash is not that of its fields and of the leg before' },
    ],
    [
      'a leg was changed and hashed again',
      async () => [put('acc_1', 2, forged(await legOf('acc_1', 2), await legOf('acc_1', 1)))],
      { account: 'acc_1', seq: 3, why: 'its hash is not that of its fields and of the leg before' },
    ],
    [
      'the last leg of a journal was changed and hashed again',
      async () => [put('acc_2', 1, forged(await legOf('acc_2', 1), undefined, 50_000n))],
      { payment: 'pay_1', why: 'its legs add up to 49500 GBP, not to zero' },
    ],
    [
      'a leg was taken out of the middle',
      async () => [remove('acc_1', 2)],
      { account: 'acc_1', seq: 3, why: 'leg 3 follows leg 1' },
    ],
    [
      'the first leg was taken away',
      async () => [remove('acc_1', 1)],
      { account: 'acc_1', seq: 2, why: 'leg 2 follows leg 0' },
    ],
    [
      'the last leg of a journal was taken away',
      async () => [remove('clr_1', 1)],
      { payment: 'pay_2', why: 'its legs add up to -300 GBP, not to zero' },
    ],
    [
      'a leg was laid into another journal',
      async () => [put('acc_9', 1, await legOf('acc_2', 1))],
      { account: 'acc_9', seq: 1, why: 'the item is leg 1 of acc_2, stored under another key' },
    ],
    [
      'a leg was laid there a second time',
      async () => [put('acc_1', 5, await legOf('acc_1', 4))],
      { account: 'acc_1', seq: 5, why: 'the item is leg 4 of acc_1, stored under another key' },
    ],
    [
      'a journal goes on in another currency',
      async () => {
        const last = await legOf('acc_2', 1)
        return [put('acc_2', 2, buildNextLeg(last, { ...last, amount: 0n, currency: 'EUR' }, 'pay_9', last.at))]
      },
      { account: 'acc_2', seq: 2, why: 'its currency differs from the leg before' },
    ],
    [
      'something else lies there',
      async () => [put('clr_1', 1, { is: 'no leg' })],
      { account: 'clr_1', seq: 1, why: 'the item is not a leg' },
    ],
    [
      'the legs of the newest payment were removed on both sides',
      async () => {
        await pay('pay_4', 'acc_1', 'acc_2', 70n)
        return [remove('acc_1', 5), remove('acc_2', 2)]
      },
      { payment: 'pay_4', why: 'its order is settled, but it has no legs: -70 GBP on acc_1' },
    ],
    ['an order was removed', async () => [removeOrder('pay_2')], { payment: 'pay_2', why: noOrder }],
    [
      'an order was replaced by something else',
      async () => [putOrder('pay_2', { is: 'no order' })],
      { payment: 'pay_2', why: noOrder },
    ],
    [
      'the amount of an order was changed',
      async () => [putOrder('pay_1', { ...(await orderOf('pay_1')), amount: '499' })],
      { payment: 'pay_1', why: 'its legs book -500 GBP on acc_1, but its order says -499 GBP' },
    ],
    [
      'an order was rejected after it was paid',
      async () => {
        const stopped = { state: 'RJCT', at: 0, code: 'AM04', why: 'no funds' }
        return [putOrder('pay_1', { ...(await orderOf('pay_1')), stopped })]
      },
      { payment: 'pay_1', why: noOrder },
    ],
    [
      'a settled order was added',
      async () => [putOrder('pay_0', { ...(await orderOf('pay_1')), id: 'pay_0' })],
      { payment: 'pay_0', why: 'its order is settled, but it has no legs: -500 GBP on acc_1' },
    ],
    [
      'legs were added as interest of another account',
      async () => addedLegs('interest_2026-11_acc_9', 'acc_1', 'acc_2'),
      { payment: 'interest_2026-11_acc_9', why: noOrder },
    ],
    [
      'legs were added as a return of a payment that was not returned',
      async () => addedLegs('pay_1.returned', 'acc_1', 'acc_2'),
      { payment: 'pay_1.returned', why: noOrder },
    ],
    [
      'two things were done: the first one is named',
      async () => [remove('clr_1', 1), put('acc_1', 3, {}), remove('acc_1', 2)],
      { account: 'acc_1', seq: 3, why: 'the item is not a leg' },
    ],
    [
      'two payments were spoilt: the first by name is named',
      async () => [remove('clr_1', 1), remove('acc_2', 1)],
      { payment: 'pay_1', why: 'its legs add up to -500 GBP, not to zero' },
    ],
  ]
  test.each(tampered)('names the first break if %s', async (_, writes, breaks) => {
    await threePayments()
    const before = await proofOf()
    await sandbox.store.commit(await writes())
    const after = await proofOf()
    expect(after).toMatchObject({ holds: false, breaks })
    expect(after.digest).not.toBe(before.digest)
  })

  test('gives the same result when it holds few payments in memory at a time', async () => {
    const world = await there()
    for (let n = 0; n < 40; n++) await pay(`pay_${n}`, `acc_${n % 3}`, `acc_${3 + (n % 4)}`, BigInt(n), world)
    for (const spoil of [undefined, remove('acc_4', 10)]) {
      if (spoil) await sandbox.store.commit([spoil])
      const whole = await proofOf()
      expect(whole.holds).toBe(!spoil)
      for (const atOnce of [1, 2, 7, 39, 40]) expect(await proofOf(atOnce)).toEqual(whole)
    }
  })

  test('holds while payments are made during the read', async () => {
    const world = await there()
    for (let n = 0; n < 501; n++) await pay(`pay_${n}`, 'acc_1', 'acc_2', 1n, world)
    const { store } = sandbox
    let pages = 0
    const list: Store['list'] = async (partition, range) => {
      const page = await store.list(partition, range)
      // The leg of acc_1 is too late for the page that was just read; that of clr_1 is on the next.
      if (++pages === 2) await pay('pay_meanwhile', 'acc_1', 'clr_1', 1n)
      return page
    }
    const busy = { ...world, sandbox: { ...sandbox.sandbox, store: Object.assign(Object.create(store), { list }) } }
    expect(await proveLedger(busy)).toMatchObject({ holds: true, payments: 502, orders: 501 })
    expect(pages).toBeGreaterThan(2)
  })
})
