import { type Account, accountsOf } from '#mocks/accounts/account.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { balanceAt, transactionIdOf } from '#mocks/history/history.ts'
import { monthOf } from '#mocks/history/month.ts'
import { type Customer, customerAt } from '#mocks/people/customer.ts'

/** The content of one file: customers, and the time of bookings (epoch seconds, both included). */
export type Part = {
  readonly bank: Bank
  /** Read more than once, so an iterable and not an iterator. */
  readonly customers: Iterable<Customer>
  /** Only these accounts of the customers; absent: all. */
  readonly accounts?: readonly Account[]
  /** The source of the entries of a world; absent: the synthetic history alone. */
  readonly entrySource?: EntrySource
  readonly from: number
  readonly to: number
}

/**
 * The entries of an account between two instants (epoch seconds, both included), oldest first, and
 * its balance at an instant in minor units.
 */
export type EntrySource = {
  entries(account: Account, from: number, to: number): Iterable<Booking>
  balanceAt(account: Account, at: number): number
}

/** One entry and its fixed place in the month. Entries that are not synthetic have an id. */
export type Booking = {
  readonly account: Account
  readonly month: Month
  readonly place: number
  readonly entry: Entry
  readonly id?: string | undefined
}

/** Returns the TransactionId that the Read/Write API gives to the entry. */
export const idOf = (booking: Booking): string => booking.id ?? transactionIdOf(booking.account, booking)

/** Lists the customers of a range of indices (`to` included), of some personas or all, lazily. */
export function customersBetween(
  bank: Bank,
  [from, to]: readonly [from: number, to: number],
  personas: readonly string[] = [],
): Iterable<Customer> {
  return {
    *[Symbol.iterator]() {
      for (let index = from; index <= to; index++) {
        const customer = customerAt(bank, index)
        if (customer && (personas.length === 0 || personas.includes(customer.persona.id))) yield customer
      }
    },
  }
}

/** Lists the accounts of a part, customer by customer. */
export function* listAccounts({ bank, customers, accounts }: Part): Generator<Account> {
  if (accounts) yield* accounts
  else for (const customer of customers) yield* accountsOf(bank, customer)
}

/** Lists the bookings of one account, oldest first. */
export function* listBookings({ bank, entrySource, from, to }: Part, account: Account): Generator<Booking> {
  if (entrySource) return yield* entrySource.entries(account, from, to)
  const last = monthAt(to)
  for (let month = Math.max(account.firstMonth, monthAt(from)); month <= last; month++) {
    const { entries } = monthOf(bank, account, month)
    for (let place = 0; place < entries.length; place++) {
      const entry = entries[place] as Entry
      if (entry.at >= from && entry.at <= to) yield { account, month, place, entry }
    }
  }
}

/** Computes the balances before the first and after the last booking of a part, in minor units. */
export function computeBalances(
  { bank, entrySource, from, to }: Part,
  account: Account,
): { opening: number; closing: number } {
  const held = (at: number) => (entrySource ? entrySource.balanceAt(account, at) : balanceAt(bank, account, at))
  return { opening: held(from - 1), closing: held(to) }
}
