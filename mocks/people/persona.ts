import type { TransactionKind } from '#bank/account-information/transaction.ts'
import type { MainProduct, Product } from '#mocks/accounts/products.ts'
import type { MachineId } from '#mocks/lives/machines.ts'
import type { CategoryId } from '#mocks/payments/merchants.ts'
import type { PayRule } from './payday.ts'

/** One kind of income. */
export type Income = {
  /**
   * The part of the customer's income that arrives this way; the shares of a persona add up to 1.
   */
  readonly share: number
  readonly when: PayRule
  /**
   * The variation: 0 is the same amount every time, raised each April; 0.3 means that most payments
   * are within about 30 % of the mean.
   */
  readonly varies: number
  readonly kind: TransactionKind
  /** The payers; each customer has one of them. */
  readonly from: readonly string[]
  readonly reference: string
  /** It is paid while a machine of the customer's life is in one of these states. */
  readonly follows?: Follows
}

/**
 * A machine, and the states in which something is paid. A new state is a new contract; with
 * `renews`, only one of these states is.
 */
export type Follows = {
  readonly machine: MachineId
  readonly in: readonly string[]
  readonly renews?: readonly string[]
}

/** One regular bill. */
export type Bill = {
  readonly name: string
  readonly by: 'direct-debit' | 'standing-order'
  /** The monthly cost: a part of the customer's income, or pounds of 2024. */
  readonly costs: { readonly ofIncome: readonly [number, number] } | { readonly pounds: readonly [number, number] }
  /** The day of the month on which it is due; it is collected on the next working day. */
  readonly day: readonly [number, number]
  /**
   * The months in which it is paid (0 is January), with the year's cost spread over them; every
   * month if absent.
   */
  readonly inMonths?: readonly number[]
  /** The part of customers who have it; all if absent. */
  readonly held?: number
  /** The variation from month to month; winter costs more. Constant through the year if absent. */
  readonly varies?: number
  /** The number of payees at once, each with a part of it, such as wages. */
  readonly among?: readonly [number, number]
  /** Two days before, the money moves from savings, where it was set aside. */
  readonly fromSavings?: true
  readonly to: readonly string[]
  /** It is paid while a machine of the customer's life is in one of these states. */
  readonly follows?: Follows
  /** Its cost stays the same until its contract ends. */
  readonly fixedTerm?: true
}

/** How a credit card is repaid: in full, or a part of the debt (at least the minimum repayment). */
type Repays = { readonly inFull: true } | { readonly part: number; readonly owedAtFirst: number; readonly late: number }

/**
 * How a persona's accounts are walked a year at a time (docs/decisions/0040). A persona without it
 * has the closed months of decision 1.
 */
type Walks = {
  /** The states in which machines of a life begin, where chance does not decide. */
  readonly begins: Readonly<Partial<Record<MachineId, string>>>
}

/**
 * A persona: a declared kind of customer, with incomes, bills on fixed days, and spending of the
 * rest. Pounds are pounds of 2024; each year has its own price level.
 */
export type Persona = {
  readonly id: string
  readonly title: string
  /** One sentence that describes the persona. */
  readonly about: string
  /** The named customer of this persona, who is in every world whatever its seed. */
  readonly named: { readonly first: string; readonly last: string; readonly female: boolean }
  /** The frequency of this persona, relative to the others. */
  readonly weight: number
  readonly category: 'Personal' | 'Business'
  /** The directors who must approve a payment above an amount in pounds; one if absent. */
  readonly signing?: { readonly abovePounds: number; readonly directors: number }
  /** The suffix after the owner's name in a business's name. */
  readonly trades?: readonly string[]
  readonly age: readonly [number, number]
  /** The age of the account in months when the world begins; years if absent. */
  readonly monthsWithBank?: readonly [number, number]
  readonly main: MainProduct
  /** Mean monthly income in pounds, after tax. */
  readonly income: readonly [number, number]
  readonly incomes: readonly Income[]
  readonly bills: readonly Bill[]
  /** The part of income moved to savings each month, if there is a savings account. */
  readonly saves: readonly [number, number]
  /** The part of income spent by credit card each month, if there is one. */
  readonly onCard: readonly [number, number]
  readonly repays?: Repays
  /** The part of them who hold each product besides the main account, and who have an overdraft. */
  readonly holds: Partial<Record<Exclude<Product, MainProduct>, number>> & { readonly overdraft?: number }
  /**
   * The opening balance of the main account as a part of a month's income, by month of the year or
   * the same in all.
   */
  readonly opensMonthWith?: readonly number[]
  readonly walks?: Walks
  /**
   * Added to the opening balance: it moves from `from`, `months` months before the world begins, to
   * `to` when it begins, and stays there.
   */
  readonly drifts?: { readonly from: number; readonly to: number; readonly months: number }
  /** Visits, relative to each other. */
  readonly spending: Partial<Record<CategoryId, number>>
  /**
   * The household of two: the part of income that goes to the joint account each month, and what it
   * pays.
   */
  readonly joint?: {
    readonly share: readonly [number, number]
    readonly bills: readonly Bill[]
    readonly spending: Partial<Record<CategoryId, number>>
  }
  /** The probability that a direct debit is returned unpaid in a month. */
  readonly bounces?: number
  /** One past event, some months before the world begins. */
  readonly event?: { readonly what: 'scam' | 'death'; readonly monthsBefore: readonly [number, number] }
  /** The account may exceed its overdraft; the realism battery does not count it. */
  readonly exceedsLimit?: true
}
