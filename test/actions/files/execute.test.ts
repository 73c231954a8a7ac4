import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { catchUp } from '#actions/catch-up/catch-up.ts'
import { authoriseConsent } from '#actions/consents/consents.ts'
import { buildFileDetails } from '#actions/files/report.ts'
import { uploadFile } from '#actions/files/upload.ts'
import { placeOrder } from '#actions/payments/orders.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type OrderRecord, orderIdOf } from '#bank/payments/order.ts'
import { consents } from '#store/records.ts'
import { sqliteStore } from '#store/sqlite.ts'
import type { Store } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { accountIdOf, openPaymentBank, type PaymentBank } from '#test/support/payment-bank.ts'
import { announcedOf, bytesOf, type Told, ukJson } from '#test/support/payments/file-examples.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash } from '#test/support/stores.ts'

const partner = 'app_till'
const memory = () => sqliteStore({ now: () => Date.parse(testNow) })

/**
 * Sends a file by the actions that partners call: creates the consent, uploads, authorises and
 * orders.
 */
async function order(bank: PaymentBank, from: string, told: readonly Told[], name = '0001'): Promise<string> {
  const content = ukJson(told)
  const Initiation = announcedOf('UK.OBIE.PaymentInitiation.4.0', content, told)
  const id = `pic_${name}`
  const world = await bank.world()
  const { store } = bank.sandbox.sandbox
  const lodged: PaymentConsentRecord = {
    id,
    kind: 'file-payment',
    partner,
    createdAt: world.now,
    state: 'AWUP',
    stateAt: world.now,
    authorisations: 0,
    aliveFrom: 1,
    request: { Data: { Initiation } },
  }
  await store.commit([{ put: consents.key(world, id), expect: 'absent', value: lodged }])
  const mine = { scope: 'partner', partner } as unknown as Grant<'partner'>
  const file = { media: 'application/json', bytes: bytesOf(content) }
  await retryAfterCrash(() => uploadFile(world, mine, id, { file, idempotencyKey: `up ${name}` }))
  const accounts = [accountIdOf(from)]
  const customer = accountIdOf(from).replace('acc_', 'cus_').replace('_current', '')
  await authoriseConsent(world, id, { customer, accounts })
  const consent = (await consentOf(bank, id)) as PaymentConsentRecord
  const grant = { scope: 'payment', partner, agreed: { consent, version: 3 } } as unknown as Grant<'payment'>
  const body = { Data: { ConsentId: id, Initiation } }
  await retryAfterCrash(async () =>
    placeOrder(await bank.world(), grant, 'file-payment', { body, idempotencyKey: `pay ${name}` }),
  )
  return orderIdOf(id)
}

async function consentOf(bank: PaymentBank, id: string) {
  const world = await bank.world()
  const [item] = await bank.sandbox.store.get([consents.key(world, id)])
  return item && consents.read(item)
}

const statusesOf = async (bank: PaymentBank, one: OrderRecord, world: World) =>
  (await buildFileDetails(world, one, (await consentOf(bank, one.consent)) as PaymentConsentRecord)).map(
    ({ Status }) => Status,
  )

describe('the payments of a file', () => {
  test('are made in the order of the file while funds last; one that is too large is skipped', async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00' })
    const bob = (await bank.address('bob')).Identification
    const id = await order(bank, 'ada', [
      { amount: '40.00', to: bob },
      { amount: '50.00' },
      { amount: '20.00' },
      { amount: '10.00', to: bob },
      { amount: '0.01' },
    ])
    expect(await bank.journal('ada')).toEqual([
      `2026-11-24T09:30   -40.00 ${id}.0`,
      `2026-11-24T09:30   -50.00 ${id}.1`,
      `2026-11-24T09:30   -10.00 ${id}.3`,
    ])
    expect(await bank.journal('bob')).toEqual([
      `2026-11-24T09:30    40.00 ${id}.0`,
      `2026-11-24T09:30    10.00 ${id}.3`,
    ])
    expect([await bank.balance('ada'), await bank.balance('bob')]).toEqual(['0.00', '50.00'])
    expect(await bank.order(id)).toMatchObject({ file: { payments: 5, rejected: { AM04: 2 } } })
    expect(await bank.proof()).toMatchObject({ holds: true, payments: 3 })
    expect(await bank.due()).toEqual([])
  })

  test('can spend money from another file of the same instant: files are executed in order of arrival', async () => {
    const bank = await openPaymentBank({ ada: '100.00', bob: '0.00', eve: '0.00' })
    const [bob, eve] = [(await bank.address('bob')).Identification, (await bank.address('eve')).Identification]
    await order(bank, 'ada', [{ amount: '60.00', to: bob }], '0001')
    await order(bank, 'bob', [{ amount: '60.00', to: eve }], '0002')
    expect([await bank.balance('ada'), await bank.balance('bob'), await bank.balance('eve')]).toEqual([
      '40.00',
      '0.00',
      '60.00',
    ])
  })

  test('are exactly those that fit the balance one after another, for any file', async () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 45 })
    await fc.assert(
      fc.asyncProperty(amounts, fc.integer({ min: 0, max: 20_000 }), async (pence, opening) => {
        const bank = await openPaymentBank({ ada: (opening / 100).toFixed(2), bob: '0.00' })
        const bob = (await bank.address('bob')).Identification
        const told = pence.map((one, n) => ({ amount: (one / 100).toFixed(2), ...(n % 3 === 0 && { to: bob }) }))
        const id = await order(bank, 'ada', told)
        let left = opening
        const paid = pence.map((one) => {
          if (one > left) return false
          left -= one
          return true
        })
        expect(await bank.balance('ada')).toBe((left / 100).toFixed(2))
        const world = await bank.world()
        expect(await statusesOf(bank, await bank.order(id), world)).toEqual(paid.map((one) => (one ? 'PDNG' : 'RJCT')))
        expect(await bank.proof()).toMatchObject({ holds: true, payments: paid.filter(Boolean).length })
      }),
      { seed: 5, numRuns: 25 },
    )
  })
})

describe('a crash', () => {
  /**
   * Seventy payments in several commits: some to accounts of this bank, some too large.
   */
  const told = (bob: string): Told[] =>
    Array.from({ length: 70 }, (_, n) => ({
      amount: n % 10 === 9 ? '5000.00' : `${n + 1}.00`,
      ...(n % 4 === 0 && { to: bob }),
      reference: `Salary ${n}`,
    }))

  /**
   * Runs the whole file over a store that may crash. Returns the final state and the number of
   * commits.
   */
  async function run(wrap: (store: Store) => Store & { commits: () => number }) {
    const store = wrap(memory())
    const bank = await openPaymentBank({ ada: '2000.00', bob: '0.00' }, { store })
    const before = store.commits()
    const id = await order(bank, 'ada', told((await bank.address('bob')).Identification))
    // The first request after a crash completes everything.
    const world = await retryAfterCrash(() => bank.world())
    const { digest, holds } = await bank.proof()
    const left = {
      digest,
      holds,
      order: await bank.order(id),
      statuses: await statusesOf(bank, await bank.order(id), world),
    }
    return { left, due: await bank.due(), before, after: store.commits() }
  }

  const whole = run((store) => crashing(store, Number.POSITIVE_INFINITY, 'before'))

  test('is the baseline: without a crash the file takes several commits and leaves nothing due', async () => {
    const { left, due, before, after } = await whole
    expect(left.holds).toBe(true)
    expect(left.statuses.filter((one) => one === 'RJCT')).toHaveLength(left.order.file?.rejected.AM04 as number)
    expect(due).toEqual([])
    // The consent, the file, the authorisation and the order; then the payments.
    expect(after - before).toBeGreaterThan(4 + 2)
    expect(after - before).toBeLessThan(4 + 10)
  })

  test.each(['before', 'after'] as const)('%s any commit leaves the same result, every payment once', async (when) => {
    const { left, before, after } = await whole
    for (let n = before + 1; n <= after; n++) {
      if (n - before === 1 || n - before === 3) continue // The consent and its authorisation, which this test writes by itself.
      const crashed = await run((store) => crashing(store, n, when))
      expect(crashed.left, `commit ${n - before}`).toEqual(left)
      expect(crashed.due).toEqual([])
    }
  })

  test('is not needed: several processes that catch up at once make every payment once', async () => {
    const bank = await openPaymentBank({ ada: '2000.00', bob: '0.00' })
    const id = await order(bank, 'ada', told((await bank.address('bob')).Identification))
    const processes = Array.from({ length: 4 }, () => ({ ...bank.sandbox.sandbox }))
    await Promise.all(processes.map((one) => catchUp(one, bank.newWorld.id)))
    const { left } = await whole
    expect((await bank.proof()).digest).toBe(left.digest)
    expect(await bank.order(id)).toEqual(left.order)
  })
})
