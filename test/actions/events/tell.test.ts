import { describe, expect, test } from 'vitest'
import { authoriseConsent, insertConsent } from '#actions/consents/consents.ts'
import { tellEvents } from '#actions/events/tell.ts'
import { newConsent } from '#bank/consents/consent.ts'
import type { Permission } from '#bank/consents/permission.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import { commitSubscriptions } from '#store/events/subscriptions.ts'
import { listPages } from '#store/list-pages.ts'
import { events } from '#store/records.ts'
import { openPaymentBank, type PaymentBank } from '#test/support/payment-bank.ts'
import { testNow } from '#test/support/sandbox.ts'
import { crashing, retryAfterCrash } from '#test/support/stores.ts'

const account = 'acc_0_current'
const reads: Permission[] = ['ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits']

/** Subscribes to kinds of events, of one partner or of all. */
async function subscribe(bank: PaymentBank, kinds: EventKind[], partner?: string): Promise<void> {
  const shared = { way: 'webhook', url: 'http://localhost:1/', clock: 'real', createdAt: Date.parse(testNow) } as const
  const secrets = [{ text: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }]
  const hook = { ...shared, id: 'whk_1', kinds, secrets, ...(partner !== undefined && { partner }) }
  await commitSubscriptions(await bank.world(), () => ({ put: [hook] }))
  await tellEvents(await bank.world())
}

async function consentTo(bank: PaymentBank, id: string, partner: string, permissions = reads): Promise<void> {
  const world = await bank.world()
  await insertConsent(world, { id, partner, kind: 'account-access', permissions, ...newConsent(world.now) })
  await authoriseConsent(world, id, { customer: 'cus_0', accounts: [account] })
}

async function told(bank: PaymentBank): Promise<EventRecord[]> {
  const { sandbox, ...world } = await bank.world()
  const { partition } = events.key(world, '', '')
  const items = (await Array.fromAsync(listPages(sandbox.store, partition, { prefix: 'event/', limit: 1000 }))).flat()
  return items.map(events.read).filter(({ kind }) => kind.startsWith('transactions.'))
}

/**
 * Returns what the account's list of transactions shows as booked after the first instant, oldest
 * first.
 */
async function listed(bank: PaymentBank, since: string): Promise<string[]> {
  const { sandbox, newWorld } = bank
  const ids: string[] = []
  const path = `/open-banking/v4.0/aisp/accounts/${account}/transactions?fromBookingDateTime=${since}`
  for (let next: string | undefined = path; next; ) {
    const { body } = await sandbox.send('GET', next, undefined, newWorld.developerToken)
    for (const one of body.Data.Transaction) if (one.Status === 'BOOK') ids.push(one.TransactionId)
    next = body.Links.Next?.replace(/^https?:\/\/[^/]+/, '')
  }
  return ids.reverse()
}

describe('the transactions of a computed history', () => {
  test('are told once each, in order, whatever the steps of the clock', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, {})
    await subscribe(bank, ['transactions.booked'])
    await consentTo(bank, 'aac_1', 'app_1')
    for (const days of [1, 7, 21, 30]) {
      await bank.advance({ days })
      await tellEvents(await bank.world())
      await tellEvents(await bank.world())
    }
    const ids = (await told(bank)).map(({ data }) => data.TransactionId)
    expect(ids).toEqual(await listed(bank, testNow))
    expect(ids.length).toBeGreaterThan(60)
  })

  test('of more than 31 days are told by month', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, {})
    await subscribe(bank, ['transactions.booked', 'transactions.available'])
    await consentTo(bank, 'aac_1', 'app_1')
    await bank.advance({ days: 45 })
    await tellEvents(await bank.world())
    expect(
      (await told(bank)).map(({ kind, data }) => [kind, data.FromBookingDateTime, data.ToBookingDateTime]),
    ).toEqual([
      ['transactions.available', '2026-11-24T09:30:00.000Z', '2026-11-30T23:59:59.000Z'],
      ['transactions.available', '2026-12-01T00:00:00.000Z', '2026-12-31T23:59:59.000Z'],
      ['transactions.available', '2027-01-01T00:00:00.000Z', '2027-01-08T09:29:59.000Z'],
    ])
  })

  test('are told to the partners that a subscriber hears, as their consents allow', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, {})
    await subscribe(bank, ['transactions.booked'], 'app_1')
    await consentTo(bank, 'aac_1', 'app_1', ['ReadTransactionsBasic', 'ReadTransactionsCredits'])
    await consentTo(bank, 'aac_2', 'app_2')
    await consentTo(bank, 'aac_3', 'app_1', ['ReadBalances'])
    await bank.advance({ days: 30 })
    await tellEvents(await bank.world())
    const found = await told(bank)
    expect(new Set(found.map(({ data }) => [data.ConsentId, data.CreditDebitIndicator].join()))).toEqual(
      new Set(['aac_1,Credit']),
    )
  })

  test('are not told where no subscription names them', async () => {
    const bank = await openPaymentBank({ ada: '100.00' }, { isLocal: true })
    await consentTo(bank, 'aac_1', 'app_1')
    await bank.advance({ days: 30 })
    await tellEvents(await bank.world())
    expect(await told(bank)).toEqual([])
  })

  test('are told exactly once by a process that dies at any commit, and by two at once', async () => {
    const tell = async (n: number, when: 'before' | 'after') => {
      const bank = await openPaymentBank({ ada: '100.00' }, {})
      await subscribe(bank, ['transactions.booked'])
      // Three consents to one account: more than one commit holds.
      for (const id of ['aac_1', 'aac_2', 'aac_3']) await consentTo(bank, id, 'app_1')
      await bank.advance({ days: 30 })
      const store = crashing(bank.sandbox.store, n, when)
      const world = await bank.world()
      const again = { ...world, sandbox: { ...world.sandbox, store } }
      await retryAfterCrash(() => tellEvents(again))
      await Promise.all([tellEvents(world), tellEvents(world)])
      return { ids: (await told(bank)).map(({ data }) => `${data.ConsentId} ${data.TransactionId}`), store }
    }
    const whole = await tell(Number.POSITIVE_INFINITY, 'before')
    expect(new Set(whole.ids).size).toBe(whole.ids.length)
    expect(whole.store.commits()).toBeGreaterThan(1)
    for (let n = 1; n <= whole.store.commits(); n++)
      for (const when of ['before', 'after'] as const) expect((await tell(n, when)).ids).toEqual(whole.ids)
  })
})
