import type { TransactionKind } from '#bank/transaction.ts'
import type { CategoryId } from './merchants.ts'
import type { PayRule } from './payday.ts'

/** One way money comes in. */
export type Income = {
  /** Part of the customer's income that comes this way; the shares of a persona add up to 1. */
  readonly share: number
  readonly when: PayRule
  /** 0: the same amount every time, raised each April. 0.3: most payments within about 30 % of the mean. */
  readonly varies: number
  readonly kind: TransactionKind
  /** Who pays; each customer has one of these. */
  readonly from: readonly string[]
  readonly reference: string
}

/** One thing to be paid again and again. */
export type Bill = {
  readonly name: string
  readonly by: 'direct-debit' | 'standing-order'
  /** A month's cost: a part of the customer's income, or pounds of 2024. */
  readonly costs: { readonly ofIncome: readonly [number, number] } | { readonly pounds: readonly [number, number] }
  /** Day of the month it falls due; it is taken on the next working day. */
  readonly day: readonly [number, number]
  /** Paid in every so many months; 1 when absent. */
  readonly everyMonths?: 3 | 12
  /** How many customers have it; all when absent. */
  readonly held?: number
  /** How far the amount moves from month to month; winter is dearer. Fixed for the year when absent. */
  readonly varies?: number
  readonly to: readonly string[]
}

/**
 * A kind of customer, declared: who they are, how money comes, what leaves on fixed days, and what the rest is spent on.
 * Pounds are pounds of 2024; every year has its own price level.
 */
export type Persona = {
  readonly id: string
  readonly title: string
  /** One sentence a person can read. */
  readonly about: string
  /** How many of them there are, relative to the other personas. */
  readonly weight: number
  readonly category: 'Personal' | 'Business'
  readonly age: readonly [number, number]
  /** The account is this many months old when the world begins; years older when absent. */
  readonly monthsWithBank?: readonly [number, number]
  /** Mean income of a month in pounds, after tax. */
  readonly income: readonly [number, number]
  readonly incomes: readonly Income[]
  readonly bills: readonly Bill[]
  /** Part of income moved to savings each month, where there is a savings account. */
  readonly saves: readonly [number, number]
  /** Part of income spent by credit card each month, where there is one. */
  readonly onCard: readonly [number, number]
  /** How many of them hold each product beside the current account. */
  readonly holds: { readonly savings: number; readonly card: number; readonly overdraft: number }
  /** What the current account holds when a month begins, as a part of a month's income; by month of the year, or the same in all. */
  readonly opensMonthWith: readonly number[]
  /** Visits, relative to each other. */
  readonly spending: Partial<Record<CategoryId, number>>
}
