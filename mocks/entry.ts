import type { TransactionKind } from '#bank/transaction.ts'
import type { Exchange } from './exchange.ts'
import type { Product } from './products.ts'

/** One movement on one account. Amounts are minor units of the account's currency; plain numbers, exact below 2^53. */
export type Entry = {
  /** When it is booked, epoch seconds, UTC. */
  readonly at: number
  /** When it was made: a card purchase is pending from then until it is booked; all else is booked at once. */
  readonly made: number
  /** Below zero when money leaves. */
  readonly amount: number
  /** After this entry. */
  balance: number
  readonly kind: TransactionKind
  /** Who is on the other side. */
  readonly party: string
  /** Four digits where the other side is a merchant's till or a cash machine, else empty. */
  readonly mcc: string
  readonly reference: string
  /** The customer's own account on the other side of a transfer. */
  readonly own?: Product
  /** What was paid abroad, before it became the amount. */
  readonly exchange?: Exchange
}

/** An entry before its balance is known. */
export const entry = (
  at: number,
  amount: number,
  kind: TransactionKind,
  party: string,
  reference: string,
  own?: Product,
): Entry => ({ at, made: at, amount, balance: 0, kind, party, mcc: '', reference, ...(own && { own }) })

/** One account in one month. Amounts are minor units of its currency; `entries` go from old to new. */
export type AccountMonth = { readonly opening: number; readonly entries: readonly Entry[]; readonly closing: number }

export const sum = (entries: readonly Entry[]): number => entries.reduce((total, { amount }) => total + amount, 0)

/** Puts entries in the order of their booking and gives each the balance after it. */
export function booked(opening: number, entries: Entry[]): AccountMonth {
  entries.sort((a, b) => a.at - b.at)
  let balance = opening
  for (const one of entries) {
    balance += one.amount
    one.balance = balance
  }
  return { opening, entries, closing: balance }
}
