import { type Account, type CashAccount, signedMinorUnits, type Transaction } from './bank.ts'
import { categoryOf } from './categories.ts'

/** The fields of a booked transaction that the sums use. */
export type Entry = {
  /** Epoch milliseconds. */
  readonly at: number
  /** Minor units; negative when money left the account. */
  readonly amount: bigint
  /** The name of the other party. */
  readonly name: string
  readonly category: string
  /**
   * Whether the other account belongs to the customer too. Such a transfer is neither income nor
   * spending.
   */
  readonly isOwnTransfer: boolean
}

/** Builds entries from the booked transactions in one currency, in the same order. */
export function buildEntries(
  transactions: readonly Transaction[],
  accounts: readonly Account[],
  currency: string,
): Entry[] {
  // The sums are in one currency, so a transfer to an account in another currency is spending.
  const isOwn = buildAccountMatcher(accounts.filter(({ Currency }) => Currency === undefined || Currency === currency))
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

/** Returns a function that tells whether an account number belongs to one of these accounts. */
export function buildAccountMatcher(accounts: readonly Account[]): (other: Partial<CashAccount>) => boolean {
  const addressOf = ({ SchemeName, Identification }: Partial<CashAccount>) => `${SchemeName} ${Identification}`
  const own = new Set(accounts.flatMap(({ Account = [] }) => Account.map(addressOf)))
  return (other) => own.has(addressOf(other))
}
