import { describe, expect, test } from 'vitest'
import { authoriseConsent, insertConsent } from '#actions/consents/consents.ts'
import { newConsent } from '#bank/consents/consent.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { type Json, testSandbox } from '#test/support/sandbox.ts'

const [account, other] = ['acc_0_current', 'acc_6_business']

async function openBank(): Promise<PaymentBank> {
  const sandbox = await testSandbox({ isLocal: true })
  const newWorld = await sandbox.createWorld({ rate: 0, size: 30 })
  const balances = [account, other].map((one) => ({ account: one, at: '2026-11-24T09:00:00Z', balance: '5000.00' }))
  await sandbox.send('PUT', `/control/worlds/${newWorld.id}/edits`, { balances }, newWorld.controlKey)
  return paymentBankOf(sandbox, newWorld)
}
const control = ({ sandbox, newWorld }: PaymentBank, method: string, path: string, body?: object) =>
  sandbox.send(method, `/control/worlds/${newWorld.id}${path}`, body, newWorld.controlKey)
const close = (bank: PaymentBank) =>
  control(bank, 'POST', '/events/trigger', { event: 'account.closed', object: account })
const read = async ({ sandbox, newWorld }: PaymentBank, path: string, token = newWorld.developerToken): Promise<Json> =>
  (await sandbox.send('GET', `/open-banking/v4.0/aisp/${path}`, undefined, token)).body.Data
const statusOf = async (bank: PaymentBank, token?: string) =>
  (await read(bank, `accounts/${account}`, token)).Account[0].Status
const pay = (more: object = {}) => ({
  InstructionIdentification: 'I1',
  InstructedAmount: pounds('10.00'),
  CreditorAccount: externalPayee,
  ...more,
})

describe('a closed account', () => {
  test('is Deleted, keeps its balance and its transactions, and gets no more', async () => {
    const bank = await openBank()
    await bank.advance({ days: 3 })
    const shown = async () => ({
      balance: (await read(bank, `accounts/${account}/balances`)).Balance.find((one: Json) => one.Type === 'ITBD'),
      booked: (await read(bank, `accounts/${account}/transactions`)).Transaction.flatMap((one: Json) =>
        one.Status === 'BOOK' ? one.TransactionId : [],
      ),
    })
    const { balance, booked } = await shown()
    const { status, body } = await close(bank)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.events.map(({ type }: Json) => type)).toEqual(['account.closed'])
    expect(await statusOf(bank)).toBe('Deleted')
    await bank.advance({ months: 2 })
    const after = await shown()
    expect(after.balance.Amount).toEqual(balance.Amount)
    // A page may hold more of the past now, because pending purchases are gone.
    expect(after.booked.slice(0, booked.length)).toEqual(booked)
    expect((await read(bank, `accounts/${account}/direct-debits`)).DirectDebit).toEqual([])
  })

  test('neither pays nor is paid, and a payment that waited is rejected on its day', async () => {
    const bank = await openBank()
    const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:00:00Z' }
    const { id } = await bank.place(account, 'domestic-scheduled-payment', pay(tomorrow))
    expect((await close(bank)).status).toBe(200)
    expect((await bank.place(account, 'domestic-payment', pay())).stopped).toMatchObject({ code: 'AC04' })
    const CreditorAccount = await bank.address(account)
    const paid = await bank.place(other, 'domestic-payment', pay({ CreditorAccount }))
    expect(paid.stopped).toMatchObject({ code: 'AC07' })
    await bank.advance({ days: 2 })
    expect((await bank.order(id)).stopped).toMatchObject({ code: 'AC04' })
    expect((await bank.proof()).holds).toBe(true)
  })

  test('cannot be closed again, and is open in another world', async () => {
    const bank = await openBank()
    const { developerToken } = await bank.sandbox.createWorld({ rate: 0, size: 30 })
    await close(bank)
    const again = await close(bank)
    expect(again.status).toBe(409)
    expect(again.body.detail).toContain('it is closed since 2026-11-24T09:30:00')
    expect(await statusOf(bank, developerToken)).toBe('Enabled')
  })

  test('is told to each partner that may read it', async () => {
    const bank = await openBank()
    for (const n of [1, 2]) {
      const world = await bank.world()
      const shared = { id: `aac_${n}`, partner: `app_${n}`, ...newConsent(world.now) }
      await insertConsent(world, { ...shared, kind: 'account-access', permissions: ['ReadBalances'] })
      await authoriseConsent(world, shared.id, { customer: 'cus_0', accounts: [account] })
    }
    await close(bank)
    const { events } = (await control(bank, 'GET', '/events?kind=account.closed')).body
    expect(events.map(({ data }: Json) => data.partner).toSorted()).toEqual(['app_1', 'app_2'])
  })

  test('is closed in a fork, after an import and after a restore, and open after a reset', async () => {
    const bank = await openBank()
    const snapshot = (await control(bank, 'POST', '/snapshots', {})).body.id
    await close(bank)
    const fork = (await control(bank, 'POST', '/fork', {})).body
    expect(await statusOf(bank, fork.developerToken)).toBe('Deleted')
    const { id, controlKey } = bank.newWorld
    const document = await bank.sandbox.request(`/control/worlds/${id}/export`, { token: controlKey })
    const imported = await bank.sandbox.request('/control/worlds/import', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: await document.text(),
    })
    expect(await statusOf(bank, ((await imported.json()) as Json).developerToken)).toBe('Deleted')
    const closed = (await control(bank, 'POST', '/snapshots', {})).body.id
    await control(bank, 'POST', '/restore', { snapshot })
    expect(await statusOf(bank)).toBe('Enabled')
    await control(bank, 'POST', '/restore', { snapshot: closed })
    expect(await statusOf(bank)).toBe('Deleted')
    await control(bank, 'POST', '/reset')
    expect(await statusOf(bank)).toBe('Enabled')
  })
})
