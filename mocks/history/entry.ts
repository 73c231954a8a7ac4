import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { Product } from '#mocks/accounts/products.ts'
import type { Exchange } from '#mocks/base/exchange.ts'

/**
 * One movement on one account. `entryFields` explains each field. Amounts are plain numbers, exact
 * below 2^53.
 */
export type Entry = {
  readonly at: number
  readonly made: number
  readonly amount: number
  balance: number
  readonly kind: TransactionKind
  readonly party: string
  readonly mcc: string
  readonly reference: string
  readonly own?: Product
  readonly exchange?: Exchange
  readonly other?: { readonly scheme: string; readonly identification: string }
}

/** The meaning of each field of an entry. */
export const entryFields = {
  at: 'Instant of booking, in epoch seconds, UTC.',
  made: 'Instant of the purchase or payment, in epoch seconds, UTC. A card purchase is pending from then until it is booked; everything else is booked at once.',
  amount: "In minor units of the account's currency; negative when money leaves.",
  balance: 'Balance after this entry, in the same units.',
  kind: 'Reason of the movement: one of the transaction kinds.',
  party: 'Name of the other side.',
  mcc: 'Four digits if the other side is a merchant or a cash machine; otherwise empty.',
  reference: 'Reference that the payer or the payee gave; otherwise empty.',
  own: "The customer's own product on the other side of a transfer; otherwise absent.",
  exchange:
    'Of a payment in a foreign currency: its currency, its minor units, and the units of it for one pound. Otherwise absent.',
  other: 'The account of the other side if a payment order named it: scheme and identification. Otherwise absent.',
} as const satisfies Record<keyof Entry, string>

/** Builds an entry whose balance is not yet known. */
export const entry = (
  at: number,
  amount: number,
  kind: TransactionKind,
  party: string,
  reference: string,
  own?: Product,
): Entry => ({ at, made: at, amount, balance: 0, kind, party, mcc: '', reference, ...(own && { own }) })

/**
 * One account in one month. Amounts are minor units of its currency. `entries` are in order, oldest
 * first.
 */
export type AccountMonth = { readonly opening: number; readonly entries: readonly Entry[]; readonly closing: number }

export const sum = (entries: readonly Entry[]): number => entries.reduce((total, { amount }) => total + amount, 0)

/** Sorts entries by booking and sets the balance after each. */
export function bookEntries(opening: number, entries: Entry[]): AccountMonth {
  entries.sort((a, b) => a.at - b.at)
  let balance = opening
  for (const one of entries) {
    balance += one.amount
    one.balance = balance
  }
  return { opening, entries, closing: balance }
}
