import { describe, expect, test } from 'vitest'
import { approveOrder } from '#actions/approvals/approvals.ts'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { createPartner } from '#actions/partners/create.ts'
import { setClockRate } from '#actions/worlds/clocks.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import { createToken } from '#actions/worlds/tokens.ts'
import { deleteWorld, lateWriteWindowMs } from '#actions/worlds/worlds.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { PartnerRequest } from '#bank/partners/partner.ts'
import { overlayOf, worldDirectory } from '#store/records.ts'
import { externalPayee, openPaymentBank, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, openWorld, rejectionOf, testNow } from '#test/support/sandbox.ts'
import { withCommits } from '#test/support/stores.ts'
import { sweepWorlds } from '#worker/wake.ts'

const grant = { scope: 'world' } as Grant<'world'>
const lunch = {
  InstructionIdentification: 'lunch',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds('12.34'),
  CreditorAccount: externalPayee,
}
const tomorrow = { ...lunch, RequestedExecutionDateTime: '2026-11-25T09:30:00Z' }

async function openBank(request?: object): Promise<PaymentBank> {
  const { sandbox, world } = await openWorld(request)
  return paymentBankOf(sandbox, world)
}

const reset = ({ sandbox, newWorld }: PaymentBank, headers: Record<string, string> = {}) =>
  sandbox
    .request(`/control/worlds/${newWorld.id}/reset`, { method: 'POST', token: newWorld.controlKey, headers })
    .then(async (response) => ({ status: response.status, body: (await response.json()) as Json }))

const overlay = ({ sandbox, newWorld }: PaymentBank, epoch: number) =>
  sandbox.store.list(overlayOf(newWorld.id, epoch), { limit: 1000 })

describe('a reset', () => {
  test('ends payments, due items and custom data, and returns the clock to the start at its first rate', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { world: { rate: 60 } })
    const { sandbox, newWorld } = bank
    await bank.pay('ada', externalPayee, '1.00')
    await bank.place('ada', 'domestic-scheduled-payment', tomorrow)
    await setClockRate(await bank.world(), grant, 0)
    await bank.advance({ days: 40 })
    const { status, body } = await reset(bank)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: newWorld.id, start: testNow, now: testNow, rate: 60 })
    expect(await overlay(bank, 1)).toEqual([])
    expect((await bank.world()).record).toMatchObject({ epoch: 1, clock: { rate: 60 } })
    const { record } = await bank.world()
    const { moved, nextDue, dated, edits, wakesAt } = record
    expect({ moved, nextDue, dated, edits, wakesAt }).toEqual({})
    expect(await sandbox.store.list('waking', { limit: 10 })).toEqual([])
  })

  test('keeps partners, keys, developer tokens, the robot and the theme', async () => {
    const bank = await openBank({ robot: 'approve', theme: { name: 'Blue Bank' } })
    const { sandbox, newWorld } = bank
    await createPartner(await bank.world(), grant, PartnerRequest.parse({}))
    const settings = () => sandbox.store.list(`world/${newWorld.id}`, { limit: 100 })
    const before = await settings()
    await reset(bank)
    const after = await settings()
    expect(after.filter(({ key }) => key.path !== 'world')).toEqual(before.filter(({ key }) => key.path !== 'world'))
    const { body } = await sandbox.send('GET', `/control/worlds/${newWorld.id}`, undefined, newWorld.controlKey)
    expect(body).toMatchObject({ robot: 'approve', theme: { name: 'Blue Bank' } })
    expect(await bank.balance('acc_0_current')).toBeDefined()
  })

  test('is one commit of two writes, however much was done', async () => {
    const bank = await openBank()
    for (let n = 0; n < 20; n++) await bank.pay('acc_0_current', externalPayee, '1.00')
    const before = bank.sandbox.changes.length
    await reset(bank)
    const paths = bank.sandbox.changes.slice(before).map(({ key: { partition, path } }) => `${partition} ${path}`)
    expect(paths.map((path) => path.replace(/\d{15}/, '<instant>').replace(bank.newWorld.id, '<world>'))).toEqual([
      `purging <instant>/world/<world>/0`,
      'world/<world> world',
    ])
  })

  test('is done once for each idempotency key', async () => {
    const bank = await openBank()
    const headers = { 'x-idempotency-key': 'ci run 7' }
    await reset(bank, headers)
    await bank.pay('acc_0_current', externalPayee, '1.00')
    const balance = await bank.balance('acc_0_current')
    const { status, body } = await reset(bank, headers)
    expect([status, body.id]).toEqual([200, bank.newWorld.id])
    expect(await bank.balance('acc_0_current')).toBe(balance)
    expect((await bank.world()).record.epoch).toBe(1)
    await reset(bank, { 'x-idempotency-key': 'ci run 8' })
    expect((await bank.world()).record.epoch).toBe(2)
  })

  test('is done once if two requests with one key come at once', async () => {
    const bank = await openBank()
    const world = await bank.world()
    await Promise.all([resetWorld(world, grant, 'key'), resetWorld(world, grant, 'key')])
    expect((await bank.world()).record.epoch).toBe(1)
  })

  test('is the same world again: the same orders succeed again under the same keys', async () => {
    const bank = await openBank()
    const state = async () =>
      (await overlay(bank, (await bank.world()).record.epoch)).map(({ key, value }) => [key.path, value])
    const act = async () => {
      await bank.place('acc_0_current', 'domestic-payment', lunch, { key: 'k', name: 'n1' })
      await bank.place('acc_0_current', 'domestic-scheduled-payment', tomorrow, { key: 'l', name: 'n2' })
      await bank.advance({ days: 2 })
    }
    await act()
    const first = await state()
    await reset(bank)
    await act()
    // A due item carries the version of the world's record.
    const timeless = (items: unknown) => JSON.parse(JSON.stringify(items).replaceAll(/"seq":\d+/g, '"seq":0'))
    expect(timeless(await state())).toEqual(timeless(first))
    expect((await bank.proof()).holds).toBe(true)
  })

  test('leaves the old overlay to the sweep, which empties it once no earlier request can write', async () => {
    const bank = await openBank()
    await bank.pay('acc_0_current', externalPayee, '1.00')
    await reset(bank)
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await overlay(bank, 0)).not.toEqual([])
    bank.sandbox.setReal(new Date(Date.parse(testNow) + lateWriteWindowMs).toISOString())
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await overlay(bank, 0)).toEqual([])
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })

  test('of a deleted world is rejected', async () => {
    const bank = await openBank()
    await deleteWorld(await bank.world(), grant)
    expect(rejectionOf(await reset(bank))).toBe('401 token-invalid')
  })
})

describe('a request that entered a world before its reset', () => {
  test('commits nothing into the new overlay: a payment, a scheduled payment', async () => {
    const bank = await openBank()
    const world = await bank.world()
    await reset(bank)
    for (const [kind, initiation] of [
      ['domestic-payment', lunch],
      ['domestic-scheduled-payment', tomorrow],
    ] as const)
      await expect(bank.place('acc_0_current', kind, initiation, { in: world })).rejects.toMatchObject({
        code: 'conflict',
        message: `${world.id} was reset or restored by another request at the same time; retry`,
      })
    expect(await overlay(bank, 1)).toEqual([])
    expect((await bank.world()).record.nextDue).toBeUndefined()
  })

  test.each<[string, (bank: PaymentBank) => Promise<unknown>]>([
    ['the clock', async (bank) => setClockRate(await bank.world(), grant, 2)],
    ['a developer token', async (bank) => createToken(await bank.world(), grant, 'cus_1')],
    ['a partner', async (bank) => createPartner(await bank.world(), grant, PartnerRequest.parse({}))],
  ])('is rejected if it changes the record: %s', async (_, change) => {
    const bank = await openBank()
    const world = await bank.world()
    await reset(bank)
    const stale = { ...bank, world: async () => world }
    await expect(change(stale)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('is rejected if it approves a payment: the last approval of a director', async () => {
    const bank = await openBank()
    const order = await bank.place('acc_6_business', 'domestic-payment', {
      ...lunch,
      InstructedAmount: pounds('6000.00'),
    })
    expect(order.approvals).toBeDefined()
    const world = await bank.world()
    await reset(bank)
    await expect(approveOrder(world, order.id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await overlay(bank, 1)).toEqual([])
    expect((await bank.world()).record.moved).toBeUndefined()
  })

  test('goes on in the new overlay if it was catching up: nothing is due there', async () => {
    const bank = await openBank({ rate: 1 })
    for (let n = 0; n < 30; n++) await bank.place('acc_0_current', 'domestic-scheduled-payment', tomorrow)
    bank.sandbox.setReal('2026-11-26T09:30:00.000Z')
    const { store } = bank.sandbox
    let commits = 0
    const slow = withCommits(store, async (commit) => {
      if (++commits === 2) await reset(bank)
      await commit()
    })
    const world = await catchUp({ ...bank.sandbox.sandbox, store: slow }, bank.newWorld.id)
    expect(commits).toBeGreaterThan(1)
    expect(world?.record).toMatchObject({ epoch: 1 })
    expect(await overlay(bank, 1)).toEqual([])
    expect((await bank.world()).record).not.toHaveProperty('nextDue')
  })

  test('deletes the overlay of the new epoch too, if it deletes the world', async () => {
    const bank = await openBank()
    const world = await bank.world()
    await reset(bank)
    await bank.pay('acc_0_current', externalPayee, '1.00')
    await deleteWorld(world, grant)
    bank.sandbox.setReal(new Date(Date.parse(testNow) + lateWriteWindowMs).toISOString())
    await sweepWorlds(bank.sandbox.sandbox)
    expect(await overlay(bank, 1)).toEqual([])
    expect(await bank.sandbox.store.get([worldDirectory.key(world.id)])).toEqual([undefined])
    expect(await bank.sandbox.store.list('purging', { limit: 10 })).toEqual([])
  })
})
