import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findOrder } from '#actions/payments/find-order.ts'
import { type OwnPayment, payAsCustomer } from '#actions/payments/own-payment.ts'
import { ownChannel } from '#bank/consents/own-channel.ts'
import { call, clientToken, join } from '#test/support/partners.ts'
import { pisp } from '#test/support/payers.ts'
import { openPaymentBank, type PaymentBank, paymentBankOf } from '#test/support/payment-bank.ts'
import { type Json, rejectionOf, uniqueNames } from '#test/support/sandbox.ts'

/** Lets Ann pay Ben, both at this bank, by what the form says. */
async function paymentFrom(bank: PaymentBank, more: Partial<OwnPayment> = {}): Promise<OwnPayment> {
  const { Identification } = await bank.address('ben')
  return {
    account: 'acc_x_ann_current',
    payee: { name: 'Ben Example', sortCode: Identification.slice(0, 6), accountNumber: Identification.slice(6) },
    pence: 1234n,
    reference: 'Pizza',
    key: 'form 1',
    ...more,
  }
}

const pay = async (bank: PaymentBank, more: Partial<OwnPayment> = {}) =>
  payAsCustomer(await bank.world(), 'cus_x_ann', await paymentFrom(bank, more))

describe('a payment that a customer makes at the bank itself', () => {
  test('moves money as a domestic payment does, and the proof holds', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '5.00' })
    const order = await pay(bank)
    expect([order.kind, order.partner, order.amount, order.stopped]).toEqual([
      'domestic-payment',
      ownChannel,
      '1234',
      undefined,
    ])
    expect([await bank.balance('ann'), await bank.balance('ben')]).toEqual(['87.66', '17.34'])
    expect((await bank.proof()).holds).toBe(true)
  })

  test('happens once, however often the same form is sent', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '5.00' })
    const sent = await Promise.all(Array.from({ length: 5 }, () => pay(bank)))
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1)
    expect(await bank.balance('ann')).toBe('87.66')
    await expect(pay(bank, { pence: 1n })).rejects.toMatchObject({ code: 'idempotency-mismatch' })
  })

  test('is rejected if the account has too little money, and moves nothing', async () => {
    const bank = await openPaymentBank({ ann: '12.33', ben: '0.00' })
    expect((await pay(bank)).stopped).toMatchObject({ state: 'RJCT', code: 'AM04' })
    expect([await bank.balance('ann'), await bank.balance('ben')]).toEqual(['12.33', '0.00'])
  })

  test('leaves from an account of the customer only', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '100.00' })
    await expect(pay(bank, { account: 'acc_x_ben_current' })).rejects.toMatchObject({ code: 'account-not-found' })
    expect(await bank.balance('ben')).toBe('100.00')
  })

  test('belongs to no partner: none can read it', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '0.00' }, { real: Date.now, randomText: uniqueNames() })
    const { id, consent } = await pay(bank)
    const partner = await join({ ...bank.sandbox, world: bank.newWorld }, { scopes: ['accounts', 'payments'] })
    const { access_token } = await clientToken(partner, 'payments')
    for (const path of [`domestic-payments/${id}`, `domestic-payment-consents/${consent}`]) {
      const answer = await call(partner, access_token, `${pisp}/${path}`)
      expect(rejectionOf(answer)).toBe('403 consent-foreign')
    }
  })

  test('is in the feed of events under the bank', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '0.00' }, { isLocal: true })
    const { id } = await pay(bank)
    const path = `/control/worlds/${bank.newWorld.id}/events`
    const { status, body } = await bank.sandbox.send('GET', path, undefined, bank.newWorld.controlKey)
    expect(status).toBe(200)
    const about = body.events.filter((one: Json) => one.data.DomesticPaymentId === id)
    expect(about.length).toBeGreaterThan(0)
    expect(new Set(about.map(({ data }: Json) => data.partner))).toEqual(new Set([ownChannel]))
  })

  test('goes with its world: fork, export and import keep it, and each proof holds', async () => {
    const bank = await openPaymentBank({ ann: '100.00', ben: '5.00' })
    const { id } = await pay(bank)
    const { sandbox, newWorld } = bank
    const owner = newWorld.controlKey
    const forked = await sandbox.send('POST', `/control/worlds/${newWorld.id}/fork`, {}, owner)
    expect(forked.status).toBe(201)
    const exported = await sandbox.request(`/control/worlds/${newWorld.id}/export`, { token: owner })
    const imported = await sandbox.request('/control/worlds/import', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: await exported.text(),
    })
    expect(imported.status).toBe(201)
    for (const world of [forked.body, await imported.json()]) {
      const copy = paymentBankOf(sandbox, world)
      expect((await findOrder(await copy.world(), id))?.order.partner).toBe(ownChannel)
      expect([await copy.balance('ann'), (await copy.proof()).holds]).toEqual(['87.66', true])
      expect((await sandbox.send('GET', `/control/worlds/${world.id}/proof`, undefined, world.controlKey)).status).toBe(
        200,
      )
    }
  })

  test('neither makes nor loses money, whatever is paid and sent again', async () => {
    const payments = fc.array(fc.record({ pence: fc.bigInt(1n, 4_000n), key: fc.constantFrom('a', 'b', 'c', 'd') }), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(payments, async (some) => {
        const bank = await openPaymentBank({ ann: '50.00', ben: '50.00' })
        for (const one of some)
          await pay(bank, one).catch((error) => expect(error).toMatchObject({ code: 'idempotency-mismatch' }))
        const total = Number(await bank.balance('ann')) + Number(await bank.balance('ben'))
        expect(total.toFixed(2)).toBe('100.00')
        expect((await bank.proof()).holds).toBe(true)
      }),
      { numRuns: 15 },
    )
  })
})
