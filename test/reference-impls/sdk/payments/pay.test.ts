import { beforeAll, expect, test } from 'vitest'
import {
  BadRequestError,
  type Fetch,
  moneyOf,
  OrderFailedError,
  openBanking,
  signedMinorUnits,
  TimeoutError,
} from '#sdk/index.ts'
import { openBank, openSandbox } from '#test/support/reference-impls/sandbox.ts'

const bob = { sortCode: '08-00-80', accountNumber: '21325698', name: 'Bob Clements' }
const amount = { minor: 1234n, currency: 'GBP' }

let fetch: Fetch
beforeAll(async () => {
  fetch = await openSandbox()
})

const booked = async (bank: Awaited<ReturnType<typeof openBank>>['bank']) => {
  const balances = await bank.balances('acc_0_current').toArray()
  return signedMinorUnits(balances.find(({ Type }) => Type === 'ITBD')!)
}

test('a developer token pays, and the order settles as the clock advances', async () => {
  const { world, bank } = await openBank(fetch)
  const before = await booked(bank)
  const order = await bank.pay({ to: bob, amount, reference: 'lunch' })
  expect(order).toMatchObject({ kind: 'domestic-payment', status: 'RCVD' })
  expect(await booked(bank)).toBe(before - 1234n)

  await world.clock.advance({ seconds: 10 })
  const settled = await order.waitUntilSettled()
  expect(settled).toMatchObject({ id: order.id, status: 'ACCC' })
  expect(settled.data.Initiation.InstructedAmount).toEqual(moneyOf(1234n, 'GBP'))
  expect(await order.details()).toEqual([expect.objectContaining({ Status: 'ACCC' })])
})

test('the payer is an account by its id, and the payee a customer', async () => {
  const { world, bank } = await openBank(fetch)
  const [amara] = await world.customers({ name: 'okafor' }).toArray()
  const accounts = await bank.accounts().toArray()
  const order = await bank.pay({ from: 'acc_0_current', to: amara!.identifications[0]!, amount })
  const [known] = accounts.find(({ AccountId }) => AccountId === 'acc_0_current')!.Account!
  expect(order.data.Initiation.DebtorAccount).toEqual(known)
})

test('the same idempotency key pays once', async () => {
  const { bank } = await openBank(fetch)
  const before = await booked(bank)
  const [one, two] = [
    await bank.pay({ to: bob, amount, idempotencyKey: 'invoice 77' }),
    await bank.pay({ to: bob, amount, idempotencyKey: 'invoice 77' }),
  ]
  expect(two.id).toBe(one.id)
  expect(await booked(bank)).toBe(before - 1234n)
})

test('a payment without cover ends with the reason of the bank', async () => {
  const { bank } = await openBank(fetch)
  const order = await bank.pay({ to: bob, amount: { minor: 90_000_000n, currency: 'GBP' } })
  const error = await order.waitUntilSettled().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OrderFailedError)
  expect(error).toMatchObject({ orderId: order.id, orderStatus: 'RJCT', code: 'AM04' })
})

test('a wait ends with what to do when the clock stands still', async () => {
  const { world } = await openBank(fetch)
  const waits: number[] = []
  const sleep = async (milliseconds: number) => void waits.push(milliseconds)
  const bank = openBanking({ baseUrl: world.openBanking, token: world.developerToken, fetch, retries: { sleep } })
  const order = await bank.pay({ to: bob, amount })
  const waiting = order.waitUntilSettled({ timeoutSeconds: 3 })
  await expect(waiting).rejects.toThrow(TimeoutError)
  await expect(waiting).rejects.toThrow("advance the world's clock")
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(3000)
})

test('values that the bank cannot take are rejected before or by it', async () => {
  const { bank } = await openBank(fetch)
  await expect(bank.pay({ to: { ...bob, sortCode: '12' }, amount })).rejects.toThrow('a sort code of 6 digits')
  await expect(bank.pay({ to: bob, amount, idempotencyKey: 'x'.repeat(39) })).rejects.toThrow('1 to 38 characters')
  await expect(bank.pay({ to: bob, amount: { Amount: 'much', Currency: 'GBP' } })).rejects.toBeInstanceOf(
    BadRequestError,
  )
  await expect(bank.pay({ from: 'acc_none', to: bob, amount })).rejects.toMatchObject({ code: 'U011' })
})

test('an order is found again by its id', async () => {
  const { bank } = await openBank(fetch)
  const { id } = await bank.pay({ to: bob, amount })
  expect(await bank.payments('domestic-payment').find(id)).toMatchObject({ id, status: 'RCVD' })
})
