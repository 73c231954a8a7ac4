import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { MainProduct, Product } from '#mocks/accounts/products.ts'
import type { CategoryId } from '#mocks/payments/merchants.ts'
import type { PayRule } from './payday.ts'

/** One way money comes in. */
export type Income = {
  /** Part of the customer's income that comes this way; the shares of a persona add up to 1. */
  readonly share: number
  readonly when: PayRule
  /**
   * 0: the same amount every time, raised each April. 0.3: most payments within about 30 % of the
   * mean.
   */
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
  /**
   * The months of the year (0 is January) it is paid in, a year's cost spread over them; every
   * month when absent.
   */
  readonly inMonths?: readonly number[]
  /** How many customers have it; all when absent. */
  readonly held?: number
  /**
   * How far the amount moves from month to month; winter is dearer. Fixed for the year when absent.
   */
  readonly varies?: number
  /** Paid to so many people at once, each a part of it, as wages are. */
  readonly among?: readonly [number, number]
  /** Two days before, the money is moved over from savings, where it was set aside. */
  readonly fromSavings?: true
  readonly to: readonly string[]
}

/**
 * How a credit card is repaid: in full, or a part of what is owed (never less than the minimum
 * payment).
 */
type Repays = { readonly inFull: true } | { readonly part: number; readonly owedAtFirst: number; readonly late: number }

/**
 * A kind of customer, declared: who they are, how money comes, what leaves on fixed days, and what
 * the rest is spent on. Pounds are pounds of 2024; every year has its own price level.
 */
export type Persona = {
  readonly id: string
  readonly title: string
  /** One sentence a person can read. */
  readonly about: string
  /** Who shows this persona in every world, whatever its seed. */
  readonly named: { readonly first: string; readonly last: string; readonly female: boolean }
  /** How many of them there are, relative to the other personas. */
  readonly weight: number
  readonly category: 'Personal' | 'Business'
  /**
   * How many of its directors must agree to a payment above so many pounds; one is enough when
   * absent.
   */
  readonly signing?: { readonly abovePounds: number; readonly directors: number }
  /** What follows the owner's name in a business's. */
  readonly trades?: readonly string[]
  readonly age: readonly [number, number]
  /** The account is this many months old when the world begins; years older when absent. */
  readonly monthsWithBank?: readonly [number, number]
  readonly main: MainProduct
  /** Mean income of a month in pounds, after tax. */
  readonly income: readonly [number, number]
  readonly incomes: readonly Income[]
  readonly bills: readonly Bill[]
  /** Part of income moved to savings each month, where there is a savings account. */
  readonly saves: readonly [number, number]
  /** Part of income spent by credit card each month, where there is one. */
  readonly onCard: readonly [number, number]
  readonly repays?: Repays
  /** How many of them hold each product beside the main account, and how many an overdraft. */
  readonly holds: Partial<Record<Exclude<Product, MainProduct>, number>> & { readonly overdraft?: number }
  /**
   * What the main account holds when a month begins, as a part of a month's income; by month of the
   * year, or the same in all.
   */
  readonly opensMonthWith: readonly number[]
  /**
   * Added to that: from so much, so many months before the world begins, to so much when it begins,
   * and from then on.
   */
  readonly drifts?: { readonly from: number; readonly to: number; readonly months: number }
  /** Visits, relative to each other. */
  readonly spending: Partial<Record<CategoryId, number>>
  /**
   * The household of two: what part of income each month goes to the joint account, and what is
   * paid from there.
   */
  readonly joint?: {
    readonly share: readonly [number, number]
    readonly bills: readonly Bill[]
    readonly spending: Partial<Record<CategoryId, number>>
  }
  /** How likely a direct debit is returned unpaid in a month. */
  readonly bounces?: number
  /** Something that happened once, so many months before the world begins. */
  readonly event?: { readonly what: 'scam' | 'death'; readonly monthsBefore: readonly [number, number] }
  /** The account may be beyond its overdraft: the realism battery does not count it. */
  readonly exceedsLimit?: true
}
