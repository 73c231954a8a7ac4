import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { findConsent } from '#actions/consents/consents.ts'
import { readLegsBetween, secondOf } from '#actions/ledger/journal.ts'
import { loadOwnOrder } from '#actions/payments/find-order.ts'
import { buildOrderView } from '#actions/payments/order-views.ts'
import { loadOwnVrp } from '#actions/vrp/payments.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Bank } from './bank.ts'
import { admitted, ask, enter } from './client.ts'

/**
 * Reads an account as the Read/Write API does, and compares it with its legs. Returns the payments
 * that it shows.
 */
export async function read(bank: Bank, name: string, accountId: string): Promise<Set<string> | undefined> {
  const outcome = await ask(bank, name, async (sandbox) => {
    const world = await enter(bank, sandbox)
    const account = findAccount(world, accountId)
    if (!account) throw new Error(`there is no ${accountId}`)
    const now = secondsOf(world)
    // Another process, whose clock is ahead, may have booked legs that this one shows later.
    const all = await readLegsBetween(world, accountId, { from: 0, to: Number.MAX_SAFE_INTEGER })
    const own = all.filter((leg) => secondOf(leg) <= now)
    const moved = own.reduce((sum, { amount }) => sum + Number(amount), 0)
    const balance = accountBalanceAt(world, account, now, own.at(-1))
    if (balance !== accountBalanceAt(world, account, now) + moved)
      bank.wrong.push(`${accountId} says ${balance}, and its legs say otherwise`)
    let before: number | undefined
    for (const { entry } of iterateEntries(world, account, { from: now - 40 * 86_400, to: now, now }, own)) {
      if (entry.at > now) continue
      if (entry.balance !== (before ?? balance)) bank.wrong.push(`entries of ${accountId} do not follow each other`)
      before = entry.balance - entry.amount
    }
    return new Set(all.map(({ payment }) => payment))
  })
  return 'answer' in outcome ? outcome.answer : undefined
}

/** Checks that an acknowledged order is visible to a reader at once. */
export async function lookFor(bank: Bank, name: string, order: OrderRecord): Promise<void> {
  const { id, kind, account, stopped, waits } = order
  const seen = await ask(bank, `${name}v`, async (sandbox) => {
    const { world, grant } = await admitted(bank, sandbox)
    if (kind === 'domestic-vrp') return void (await loadOwnVrp(world, grant, id))
    const found = await loadOwnOrder(world, grant, kind, id, 'OrderId')
    const consent = await findConsent(world, found.consent)
    buildOrderView(world, found, consent?.consent as PaymentConsentRecord)
  })
  if ('refused' in seen) bank.wrong.push(`${id} was acknowledged, and then: ${seen.refused.message}`)
  // Orders that consist of several payments have no payment of their own name.
  if (stopped || waits || kind === 'domestic-standing-order' || kind === 'file-payment') return
  const payments = await read(bank, `${name}r`, account)
  if (payments && !payments.has(id)) bank.wrong.push(`${id} was acknowledged and is not on the account`)
}
