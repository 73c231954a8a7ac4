import type { Account } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt } from '#mocks/base/calendar.ts'
import type { AccountMonth, Entry } from './entry.ts'
import { monthOf } from './month.ts'

/** Where an entry stands for good: the month of an account and the place in it, from 0. */
type Place = { readonly month: Month; readonly place: number }
export type Placed = Place & { readonly entry: Entry }

/**
 * An entry's id says where it stands, `tx_<customer>_<product>_<month>_<place>`, so it never
 * changes, from pending to booked or ever, and is found without an index.
 */
export const transactionIdOf = ({ customer, product }: Account, { month, place }: Place): string =>
  `tx_${customer.index}_${product}_${month}_${place}`

/**
 * What an account held at an instant (epoch seconds): everything booked up to and including it.
 * Minor units. Before the history that can be read it is what that history opens with.
 */
export function balanceAt(bank: Bank, account: Account, at: number): number {
  if (monthAt(at) < account.firstMonth) return monthOf(bank, account, account.firstMonth).opening
  const { opening, entries } = monthOf(bank, account, monthAt(at))
  return entries[bookedBy(entries, at) - 1]?.balance ?? opening
}

/**
 * Entries of one account from new to old, a month at a time and only as far as they are asked for:
 * what is pending at `now`, then what is booked by then. `from` and `to` bound the booking, epoch
 * seconds, both included; no entry lies before the account's first readable month.
 */
export function* newestFirst(
  bank: Bank,
  account: Account,
  range: { from: number; to: number; now: number },
): Generator<Placed> {
  const { from, to, now } = range
  for (const one of pendingAt(bank, account, now)) if (one.entry.at >= from && one.entry.at <= to) yield one
  const until = Math.min(to, now)
  const last = Math.max(account.firstMonth, monthAt(from))
  for (let month = monthAt(until); month >= last; month--) {
    const { entries } = monthOf(bank, account, month)
    for (let place = bookedBy(entries, until) - 1; place >= 0; place--) {
      const entry = entries[place] as Entry
      if (entry.at < from) return
      yield { month, place, entry }
    }
  }
}

/** Card purchases that are made and not yet booked at an instant, the newest booking first. */
export function pendingAt(bank: Bank, account: Account, at: number): Placed[] {
  const month = monthAt(at)
  const { entries } = monthOf(bank, account, month)
  const booked = bookedBy(entries, at)
  const pending: Placed[] = []
  for (let place = entries.length - 1; place >= booked; place--) {
    const entry = entries[place] as Entry
    if (entry.made <= at) pending.push({ month, place, entry })
  }
  return pending
}

/** How many of a month's entries are booked by an instant. */
function bookedBy(entries: AccountMonth['entries'], at: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries[middle] as Entry).at <= at) low = middle + 1
    else high = middle
  }
  return low
}
