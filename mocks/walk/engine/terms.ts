import type { Facts } from './facts.ts'
import type { Ledger } from './ledger.ts'

/** One year of one account, as its plan bounds it. Minor units, epoch seconds. */
export type YearTerms = {
  readonly opening: number
  readonly closing: number
  /** The balance never goes below it. */
  readonly floor: number
  /** Keeps money for the bills before the next pay, and does not borrow to shop. */
  readonly isPrudent: boolean
  /** Interest a year on a balance below zero, as a part of one. */
  readonly rate: number
  /** Where the twelve stretches begin, and the end. */
  readonly bounds: readonly number[]
  /** Returns the fee for the late payment of a direct debit. */
  readonly lateFeeOf: (facts: Facts) => number
  /** When the customer is abroad: nothing that was postponed is bought then. */
  readonly away: readonly { readonly from: number; readonly to: number }[]
  /** Where a customer with more than usual left buys something. */
  readonly treats: readonly Facts[]
}

/** A year that was walked: its entries, and the direct debits that were returned. */
export type WalkedYear = {
  readonly ledger: Ledger
  readonly returned: readonly { readonly made: number; readonly facts: Facts }[]
}
