import type { Fee } from '#bank/money/charge.ts'
import type { CurrencyCode } from '#bank/money/currency.ts'
import type { TimeOfDay } from '#bank/time/calendar.ts'
import type { OrderStatus } from './order-status.ts'
import type { PayeeLocation } from './reachability.ts'

/**
 * How long after its acceptance a payment reaches a status. `workingDays: 0` is the day of
 * acceptance itself.
 */
export type Delay = { readonly seconds: number } | { readonly workingDays: number; readonly at: TimeOfDay }

type Step = { readonly status: OrderStatus; readonly after: Delay }

/**
 * Why a payment to an account can fail later, with the standard's StatusReasonCode
 * (OBExternalStatusReason1Code).
 */
export const failures = {
  'account-unknown': { statusReason: 'AC03', title: "The payee's account does not exist" },
  'account-closed': { statusReason: 'AC07', title: "The payee's account is closed" },
  'account-blocked': { statusReason: 'AC06', title: "The payee's account is blocked" },
} as const
export type Failure = keyof typeof failures

/** A payment scheme. Each rail declares its properties; no code asks which rail it is. */
export type Rail = {
  readonly name: string
  readonly title: string
  /** The kinds of payment order that the rail carries. */
  readonly orders: readonly ('domestic' | 'international')[]
  /** The payee locations that the rail reaches. */
  readonly reaches: PayeeLocation
  readonly currencies: readonly CurrencyCode[]
  /** The codes of OBInternalLocalInstrument1Code that select the rail. */
  readonly instruments: readonly string[]
  /** Whether the rail may carry a payment that selects no instrument. */
  readonly byDefault: 'always' | 'when urgent' | 'never'
  /** The largest payment in minor units; no limit if absent. */
  readonly limit?: bigint
  /**
   * When the rail accepts payments: always, or on working days from opening to cut-off, both
   * inclusive.
   */
  readonly hours: 'always' | { readonly opens: TimeOfDay; readonly cutsOff: TimeOfDay }
  /**
   * The statuses after RCVD if all goes well. The first comes after a second, because every order
   * starts as RCVD.
   */
  readonly steps: readonly Step[]
  /**
   * The statuses after each failure. At the final RJCT the amount is back with the payer; charges
   * are not returned.
   */
  readonly failureSteps: readonly { readonly when: readonly Failure[]; readonly ages: readonly Step[] }[]
  readonly fees: readonly Fee[]
}
