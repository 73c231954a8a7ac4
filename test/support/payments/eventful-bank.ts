import { closeAccount } from '#actions/accounts/close.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { approveOrder } from '#actions/approvals/approvals.ts'
import {
  authoriseConsent,
  findConsent,
  insertConsent,
  rejectConsent,
  revokeConsent,
} from '#actions/consents/consents.ts'
import { tellEvents } from '#actions/events/tell.ts'
import { uploadFile } from '#actions/files/upload.ts'
import { cancelOrder } from '#actions/payments/cancel.ts'
import { type ConsentRecord, newConsent, type PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Webhook } from '#bank/events/subscription.ts'
import { iso } from '#bank/time/clock.ts'
import { commitSubscriptions } from '#store/events/subscriptions.ts'
import { software } from '#store/records.ts'
import { commitWithRecord } from '#store/world.ts'
import { mandate } from '#test/support/payers.ts'
import { externalPayee, type PaymentBank, paymentBankOf, pounds } from '#test/support/payment-bank.ts'
import { testNow, testSandbox } from '#test/support/sandbox.ts'
import { announcedOf, bytesOf, ukJson } from './file-examples.ts'

const partner = 'app_till'
const payer = 'acc_0_current'
const pay = (Amount: string, more: object = {}) => ({
  InstructionIdentification: 'I1',
  EndToEndIdentification: 'E1',
  InstructedAmount: pounds(Amount),
  CreditorAccount: externalPayee,
  ...more,
})
const gone = { ...externalPayee, Identification: '00900000000007' }

/** Opens a bank that records events, in which every kind of event happens. */
export async function openEventfulBank(): Promise<PaymentBank> {
  const sandbox = await testSandbox({ isLocal: true })
  const newWorld = await sandbox.createWorld()
  const bank = paymentBankOf(sandbox, newWorld)
  const balances = [payer, 'acc_6_business'].map((account) => ({
    account,
    at: '2026-11-24T09:00:00Z',
    balance: '60000.00',
  }))
  const path = `/control/worlds/${newWorld.id}/edits`
  const { status, body } = await sandbox.send('PUT', path, { balances }, newWorld.controlKey)
  if (status !== 200) throw new Error(`the edits were refused: ${JSON.stringify(body)}`)
  await decideConsents(bank)
  await placeOrders(bank)
  await sendFile(bank)
  await listenToBookings(bank)
  await bank.advance({ days: 2 })
  const savings = findAccount(await bank.world(), 'acc_0_savings')
  if (savings) await closeAccount(await bank.world(), savings, [])
  await tellEvents(await bank.world())
  await letTimePass(bank)
  return bank
}

/** Subscribes to the computed history of a consent, and adds a software to the directory. */
async function listenToBookings(bank: PaymentBank): Promise<void> {
  const world = await bank.world()
  const shared = { id: 'aac_0004', partner, ...newConsent(world.now) }
  const permissions = ['ReadTransactionsBasic', 'ReadTransactionsCredits', 'ReadTransactionsDebits'] as const
  await insertConsent(world, { ...shared, kind: 'account-access', permissions: [...permissions] })
  await authoriseConsent(world, 'aac_0004', { customer: 'cus_0', accounts: [payer] })
  const kinds: Webhook['kinds'] = ['transactions.booked', 'transactions.available']
  const createdAt = Date.parse(testNow)
  const secrets = [{ text: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }]
  const url = 'http://localhost:1/'
  const hook: Webhook = { id: 'whk_0001', way: 'webhook', url, createdAt, kinds, secrets, clock: 'real' }
  await commitSubscriptions(world, () => ({ put: [hook] }))
  // As the worker does when a subscription comes.
  await tellEvents(await bank.world())
  const from = iso(createdAt)
  const certificate = { der: '', from, expiresAt: iso(createdAt + 90 * msPerDay) }
  const value = { id: 'soft_0001', name: 'Till', redirectUris: ['https://till.test'], roles: ['AISP'], createdAt: from }
  const key = { kty: 'RSA' }
  await world.sandbox.store.commit([
    {
      put: software.key(world.id, 'soft_0001'),
      expect: 'absent',
      value: { ...value, jwks: { keys: [key] }, transportKey: key, certificate, partner },
    },
  ])
}

/**
 * Lets two months of real time pass, after which a certificate and the world are near their end.
 */
async function letTimePass(bank: PaymentBank): Promise<void> {
  const expiresAt = Date.parse(testNow) + 62 * msPerDay
  await commitWithRecord(await bank.world(), ({ record }) => ({ ...record, expiresAt }), [])
  bank.sandbox.setReal(iso(expiresAt - 60_000))
  await bank.advance({ days: 62 })
  await tellEvents(await bank.world())
}

const msPerDay = 86_400_000

/** Lets the customer authorise, reject and revoke a consent and a mandate. */
async function decideConsents(bank: PaymentBank): Promise<void> {
  const world = await bank.world()
  const lodge = async (id: string, more: Partial<ConsentRecord> = {}) => {
    const shared = { id, partner, ...newConsent(world.now), ...more }
    const kind = id.startsWith('vrc')
      ? { kind: 'domestic-vrp', request: mandate() }
      : { kind: 'account-access', permissions: ['ReadBalances'] }
    await insertConsent(world, { ...shared, ...kind } as ConsentRecord)
  }
  for (const kind of ['aac', 'vrc']) {
    for (const n of [1, 2]) await lodge(`${kind}_000${n}`)
    await authoriseConsent(world, `${kind}_0001`, { customer: 'cus_0', accounts: [payer] })
    await revokeConsent(world, 'cus_0', `${kind}_0001`)
    await rejectConsent(world, `${kind}_0002`)
    await lodge(`${kind}_0003`, { expiresAt: world.now + 3_600_000 })
    await authoriseConsent(world, `${kind}_0003`, { customer: 'cus_0', accounts: [payer] })
  }
}

/** Places an order of each kind of outcome. */
async function placeOrders(bank: PaymentBank): Promise<void> {
  const single = 'domestic-payment'
  await bank.place(payer, single, pay('10.00'), { name: '0001' })
  await bank.place(payer, single, pay('999999.00'), { name: '0002' })
  await bank.place(payer, single, pay('10.00', { CreditorAccount: gone }), { name: '0003' })
  const tomorrow = { RequestedExecutionDateTime: '2026-11-25T09:00:00Z' }
  await bank.place(payer, 'domestic-scheduled-payment', pay('10.00', tomorrow), { name: '0004' })
  await bank.place(payer, 'domestic-scheduled-payment', pay('10.00', tomorrow), { name: '0005' })
  await cancelOrder(await bank.world(), 'cus_0', 'pay_0005')
  await bank.place('acc_6_business', single, pay('5000.01'), { name: '0006' })
  await approveOrder(await bank.world(), 'pay_0006')
}

/** Sends a file with one payment, which catching up executes. */
async function sendFile(bank: PaymentBank): Promise<void> {
  const world = await bank.world()
  const told = [{ amount: '10.00' }]
  const content = ukJson(told)
  const Initiation = announcedOf('UK.OBIE.PaymentInitiation.4.0', content, told)
  const id = 'pic_0007'
  await insertConsent(world, {
    id,
    kind: 'file-payment',
    partner,
    request: { Data: { Initiation }, Risk: {} },
    ...newConsent(world.now, 'AWUP'),
  })
  const grant = { scope: 'partner', partner } as unknown as Grant<'partner'>
  const file = { media: 'application/json', bytes: bytesOf(content) }
  await uploadFile(world, grant, id, { file, idempotencyKey: 'up' })
  await authoriseConsent(world, id, { customer: 'cus_0', accounts: [payer] })
  const found = await findConsent(world, id)
  await bank.placeWith(found?.consent as PaymentConsentRecord)
}
