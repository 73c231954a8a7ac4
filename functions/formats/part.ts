import { ibanOf } from '#bank/account-information/iban.ts'
import { type Account, accountOf, accountsOf, findAccountByNumber, maskedPan } from '#mocks/accounts/account.ts'
import { externalAccountOf } from '#mocks/accounts/external.ts'
import type { Bank } from '#mocks/base/bank.ts'
import { type Month, monthAt } from '#mocks/base/calendar.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { balanceAt, transactionIdOf } from '#mocks/history/history.ts'
import { monthOf } from '#mocks/history/month.ts'
import { type Customer, customerAt, identityOf } from '#mocks/people/customer.ts'
import { habitsOf } from '#mocks/people/habits.ts'

/** The content of one file: customers, and the time of bookings (epoch seconds, both included). */
export type Part = {
  readonly bank: Bank
  /** Read more than once, so an iterable and not an iterator. */
  readonly customers: Iterable<Customer>
  /** Only these accounts of the customers; absent: all. */
  readonly accounts?: readonly Account[]
  /** The source of a world's accounts; absent: the synthetic history alone. */
  readonly accountSource?: AccountSource
  readonly from: number
  readonly to: number
}

/**
 * The entries of an account between two instants (epoch seconds, both included), oldest first, its
 * balance at an instant in minor units, and the name of its holder.
 */
export type AccountSource = {
  holderName(account: Account): string
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
export function* listBookings({ bank, accountSource, from, to }: Part, account: Account): Generator<Booking> {
  if (accountSource) return yield* accountSource.entries(account, from, to)
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
  { bank, accountSource, from, to }: Part,
  account: Account,
): { opening: number; closing: number } {
  const held = (at: number) => (accountSource ? accountSource.balanceAt(account, at) : balanceAt(bank, account, at))
  return { opening: held(from - 1), closing: held(to) }
}

/** Returns the name of an account's holder, or both names for a joint account. */
export function holderNameOf({ bank, accountSource }: Part, account: Account): string {
  if (accountSource) return accountSource.holderName(account)
  const { name } = identityOf(bank, account.customer)
  return account.role === 'joint' ? `${name} & ${habitsOf(account.customer).partner}` : name
}

/** The identification of an account: the scheme's name in the Read/Write API, and the number. */
export type AccountNumber = { readonly scheme: string; readonly identification: string }

const sortCodeScheme = 'UK.OBIE.SortCodeAccountNumber'

/** Returns the IBAN of an account of this bank, or the masked number of a card. */
export const accountNumberOf = (account: Account): AccountNumber =>
  account.role === 'card'
    ? { scheme: 'UK.OBIE.PAN', identification: maskedPan(account) }
    : { scheme: 'UK.OBIE.IBAN', identification: ibanOf(account.sortCode, account.number) }

/**
 * Finds the account on the other side of an entry, as the Read/Write API shows it. Undefined for a
 * merchant and for the bank itself.
 */
export function findCounterpartyNumber({ bank }: Part, { account, entry }: Booking): AccountNumber | undefined {
  const { mcc, party, own, other } = entry
  if (mcc || party === '' || party === 'Sandbank') return undefined
  if (other) {
    const ours = other.scheme === sortCodeScheme ? findAccountByNumber(bank, other.identification) : undefined
    return ours ? accountNumberOf(ours) : other
  }
  const mine = own && accountOf(bank, `acc_${account.customer.index}_${own}`)
  if (mine) return accountNumberOf(mine)
  return { scheme: sortCodeScheme, identification: externalAccountOf(party) }
}
