import type { Account } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import type { AccountMonth, Entry } from './entry.ts'
import { monthOf } from './month.ts'

/** The permanent position of an entry: a month of an account and the place in it, from 0. */
type EntryPosition = { readonly month: Month; readonly place: number }
export type PositionedEntry = EntryPosition & { readonly entry: Entry }

/**
 * Returns the id of an entry, `tx_<customer>_<product>_<month>_<place>`. It contains the position,
 * so it never changes from pending to booked, and needs no index.
 */
export const transactionIdOf = ({ customer, product }: Account, { month, place }: EntryPosition): string =>
  `tx_${customer.index}_${product}_${month}_${place}`

/**
 * Returns the balance of an account at an instant (epoch seconds), including everything booked at
 * it. Minor units. Before the readable history it is the opening balance of that history.
 */
export function balanceAt(bank: Bank, account: Account, at: number): number {
  if (monthAt(at) < account.firstMonth) return monthOf(bank, account, account.firstMonth).opening
  const { opening, entries } = monthOf(bank, account, monthAt(at))
  return entries[countBookedBy(entries, at) - 1]?.balance ?? opening
}

/**
 * Yields the entries of an account from new to old: first those pending at `now`, then the booked
 * ones. It computes a month at a time, only as far as the caller reads. `from` and `to` bound the
 * booking (epoch seconds, inclusive). No entry is before the account's first readable month.
 */
export function* newestFirst(
  bank: Bank,
  account: Account,
  range: { from: number; to: number; now: number },
): Generator<PositionedEntry> {
  const { from, to, now } = range
  for (const one of pendingAt(bank, account, now)) if (one.entry.at >= from && one.entry.at <= to) yield one
  const until = Math.min(to, now)
  const last = Math.max(account.firstMonth, monthAt(from))
  for (let month = monthAt(until); month >= last; month--) {
    const { entries } = monthOf(bank, account, month)
    for (let place = countBookedBy(entries, until) - 1; place >= 0; place--) {
      const entry = entries[place] as Entry
      if (entry.at < from) return
      yield { month, place, entry }
    }
  }
}

/** No card purchase is pending for longer, in seconds: over Christmas six days pass. */
const longestPending = 8 * secondsPerDay

/** Returns the card purchases that are pending at an instant, the latest booking first. */
export function pendingAt(bank: Bank, account: Account, at: number): PositionedEntry[] {
  const month = monthAt(at)
  const last = account.customer.persona.walks ? monthAt(at + longestPending) : month
  const pending: PositionedEntry[] = []
  for (let booking = last; booking >= month; booking--) {
    const { entries } = monthOf(bank, account, booking)
    const booked = countBookedBy(entries, at)
    for (let place = entries.length - 1; place >= booked; place--) {
      const entry = entries[place] as Entry
      if (entry.made <= at) pending.push({ month: booking, place, entry })
    }
  }
  return pending
}

/** Returns how many entries of a month are booked by an instant. */
function countBookedBy(entries: AccountMonth['entries'], at: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle] as Entry).at <= at) low = middle + 1
    else high = middle
  }
  return low
}
