import type { SavingsProduct } from '#mocks/accounts/products.ts'
import type { Month } from '#mocks/base/calendar.ts'
import type { Bill } from '#mocks/people/persona.ts'
import type { Facts } from '#mocks/walk/engine/facts.ts'

/*
 * What a life has brought a customer, and what the plan of a year decides. A course keeps it.
 */

/** One income from one payer: a job, or another income that stays. */
export type Job = {
  readonly facts: Facts
  /** The mean payment, in pence of 2024. */
  readonly pence: number
  /** Decides the day of payment. */
  readonly lot: number
  /** The month of the calendar in which the payer raises it. */
  readonly raise: number
}

/** What a customer agreed with a payee. A new home or a renewed subscription is a new contract. */
export type Contract = {
  /**
   * Unique in the account: the place of the bill, and the number of the contract if there were
   * others.
   */
  readonly key: string
  readonly bill: Bill
  readonly isHeld: boolean
  readonly facts: Facts
  /** The day of the month on which it is due. */
  readonly day: number
  /** The monthly cost in pence of 2024. */
  readonly pence: number
  /** The payee as a number, the key of its chance. */
  readonly payee: number
  /** The month of the calendar in which the payee raises its price. */
  readonly rises: number
  /** The first month; undefined if the contract does not follow a life. */
  readonly since: Month | undefined
}

/** A transfer between the main account and savings: pence above zero to savings. */
export type Move = { readonly at: number; readonly amount: number; readonly product: SavingsProduct; readonly why: Why }
type Why = 'order' | 'saving' | 'need' | 'holiday'

/** What a year expects: what goes to savings and comes from them, and what these hold before it. */
export type Plan = {
  readonly moves: readonly Move[]
  /** Help from the family, when savings do not suffice. */
  readonly help: readonly { readonly at: number; readonly amount: number }[]
  readonly held: Readonly<Partial<Record<SavingsProduct, number>>>
  readonly ends: Readonly<Partial<Record<SavingsProduct, number>>>
}
