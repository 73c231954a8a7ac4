import { type Account, type CashAccount, signedMinorUnits, type Transaction } from './bank.ts'
import { categoryOf } from './categories.ts'

/** What the sums need of a booked transaction. */
export type Entry = {
  /** Epoch milliseconds. */
  readonly at: number
  /** Minor units, below zero when money left. */
  readonly amount: bigint
  /** Who is on the other side. */
  readonly name: string
  readonly category: string
  /**
   * Whether the other side is another of the customer's accounts: such money is neither earned nor
   * spent.
   */
  readonly isOwnTransfer: boolean
}

/** The booked transactions of one currency as entries, in the order given. */
export function entriesOf(
  transactions: readonly Transaction[],
  accounts: readonly Account[],
  currency: string,
): Entry[] {
  // What goes to an account in another currency has left: the sums here are of one.
  const isOwn = ownAccounts(accounts.filter(({ Currency }) => Currency === undefined || Currency === currency))
  return transactions
    .filter(({ Status, Amount }) => Status === 'BOOK' && Amount.Currency === currency)
    .map((transaction) => {
      const other = transaction.CreditorAccount ?? transaction.DebtorAccount
      return {
        at: Date.parse(transaction.BookingDateTime),
        amount: signedMinorUnits(transaction),
        name:
          transaction.MerchantDetails?.MerchantName ?? other?.Name ?? transaction.TransactionInformation ?? 'Unknown',
        category: categoryOf(transaction),
        isOwnTransfer: other !== undefined && isOwn(other),
      }
    })
}

/** Tells whether an account is one of these, by how others address it. */
export function ownAccounts(accounts: readonly Account[]): (other: Partial<CashAccount>) => boolean {
  const written = ({ SchemeName, Identification }: Partial<CashAccount>) => `${SchemeName} ${Identification}`
  const own = new Set(accounts.flatMap(({ Account = [] }) => Account.map(written)))
  return (other) => own.has(written(other))
}
