import type { TransactionKind } from '#bank/transaction.ts'
import type { Product } from './account.ts'

/** One booked movement on one account. Amounts are minor units of GBP; plain numbers, exact below 2^53. */
export type Entry = {
  /** Epoch seconds, UTC. */
  readonly at: number
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
}

/** An entry before its balance is known. */
export const entry = (
  at: number,
  amount: number,
  kind: TransactionKind,
  party: string,
  reference: string,
  own?: Product,
): Entry => ({ at, amount, balance: 0, kind, party, mcc: '', reference, ...(own && { own }) })
