import { entryFilterOf, isVisible } from '#actions/account-information/filter.ts'
import { entryIdOf } from '#actions/account-information/transaction-text.ts'
import { iterateEntries } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { readLegsBetween } from '#actions/ledger/journal.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import { accessOf } from '#bank/consents/access.ts'
import { type AccountAccessRecord, stateOf } from '#bank/consents/consent.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import { wantsKind } from '#bank/events/subscription.ts'
import { isoOf } from '#bank/time/clock.ts'
import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { listSubscriptions } from '#store/events/subscriptions.ts'
import { listPages } from '#store/list-pages.ts'
import { consents } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** Whole seconds of the world's clock, both ends included. */
type Seconds = { readonly from: number; readonly to: number }

/** A longer look tells each month of an account, and not each transaction. */
const longestLookS = 31 * 86_400

/**
 * Lists the events of transactions that were booked in some seconds, on the accounts of authorised
 * consents whose partner has a subscriber for that. A consent tells what was booked since it was
 * authorised, in the directions and dates that it covers.
 */
export async function listBookings(world: World, seconds: Seconds): Promise<EventRecord[]> {
  const kind = seconds.to - seconds.from > longestLookS ? 'transactions.available' : 'transactions.booked'
  const isWanted = await findWantedPartners(world, kind)
  if (!isWanted) return []
  const events: EventRecord[] = []
  for await (const consent of readingConsents(world)) {
    if (!isWanted(consent.partner)) continue
    const from = Math.max(seconds.from, Math.ceil(consent.stateAt / 1000))
    for (const account of consent.accounts ?? [])
      events.push(...(await listOfAccount(world, consent, account, { from, to: seconds.to }, kind)))
  }
  return events
}

/** Returns whether a subscriber wants a kind of a partner's events; undefined if none wants it. */
async function findWantedPartners(world: World, kind: EventKind) {
  if (!Object.hasOwn(world.record.listening ?? {}, kind)) return undefined
  const wanting = (await listSubscriptions(world)).filter((one) => wantsKind(one, kind))
  return (partner: string) => wanting.some((one) => one.partner === undefined || one.partner === partner)
}

/** Iterates over the authorised consents that show transactions. */
async function* readingConsents(world: World): AsyncGenerator<AccountAccessRecord> {
  const { partition, path: prefix } = consents.key(world, '')
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: 500 })) {
    for (const consent of items.map(consents.read)) {
      if (consent.kind !== 'account-access' || stateOf(consent, world.now).state !== 'AUTH') continue
      const { permissions } = accessOf(consent)
      if (permissions.has('ReadTransactionsBasic') || permissions.has('ReadTransactionsDetail')) yield consent
    }
  }
}

async function listOfAccount(
  world: World,
  consent: AccountAccessRecord,
  accountId: string,
  range: Seconds,
  kind: 'transactions.booked' | 'transactions.available',
): Promise<EventRecord[]> {
  const account = findAccount(world, accountId)
  if (!account || range.from > range.to) return []
  const legs = hasMoved(world) ? await readLegsBetween(world, accountId, range) : []
  const filter = entryFilterOf(accessOf(consent))
  // Newest first, as every list of entries.
  const entries = iterateEntries(world, account, { ...range, now: range.to }, legs)
  const shared = { kind, partner: consent.partner, accounts: [accountId], object: accountId }
  const ids = { kind: consent.kind, ConsentId: consent.id, AccountId: accountId }
  const found: EventRecord[] = []
  let monthTold: number | undefined
  for (const one of entries) {
    const { entry } = one
    if (entry.at < range.from || entry.at > range.to || !isVisible(filter, entry)) continue
    if (kind === 'transactions.booked') {
      const data = {
        ...ids,
        TransactionId: entryIdOf({ ...one, account }),
        CreditDebitIndicator: entry.amount < 0 ? 'Debit' : 'Credit',
        BookingDateTime: isoOf(entry.at),
      }
      found.push({ ...shared, at: entry.at * 1000, data })
      continue
    }
    const month = monthAt(entry.at)
    if (month === monthTold) continue
    monthTold = month
    const [first, last] = [Math.max(range.from, startOf(month)), Math.min(range.to, startOf(month + 1) - 1)]
    const data = { ...ids, FromBookingDateTime: isoOf(first), ToBookingDateTime: isoOf(last) }
    found.push({ ...shared, at: last * 1000, data })
  }
  return found.reverse()
}
