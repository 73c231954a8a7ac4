import type { InterestSide } from '#bank/money/interest.ts'
import { type DueItem, interestOrder } from '#bank/schedule/due.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { interestBookedAt, monthsBooked } from '#mocks/accounts/interest.ts'
import { products, type Role, savingsRate } from '#mocks/accounts/products.ts'
import { type Month, monthAt, yearOf } from '#mocks/base/calendar.ts'

/**
 * One booking of a month's interest: for all accounts of one role, at the instant at which their
 * history books its own.
 */
export type InterestRound = {
  readonly role: Role
  readonly bearing: InterestSide
  readonly reference: string
  /** Epoch seconds. */
  bookedAt(month: Month): number
  /** Parts of one a year. */
  rate(account: Account, month: Month): number
}

/**
 * In the order in which they come. Cards have none, for no payment reaches a card; nor have
 * accounts in euros or of two.
 */
const rounds: readonly InterestRound[] = [
  {
    role: 'savings',
    bearing: 'held',
    reference: 'INTEREST',
    bookedAt: interestBookedAt.savings,
    rate: ({ product }, month) => savingsRate(yearOf(month)) + products[product].interest,
  },
  {
    role: 'loan',
    bearing: 'owed',
    reference: 'INTEREST',
    bookedAt: interestBookedAt.loan,
    rate: ({ product }) => products[product].interest,
  },
  {
    role: 'main',
    bearing: 'owed',
    reference: 'OVERDRAFT INTEREST',
    bookedAt: interestBookedAt.main,
    rate: ({ product }) => products[product].interest,
  },
]

/** The round that a due item stands for, and the month whose interest it books. */
export const roundOf = ({ n }: Pick<DueItem, 'n'>): { round: InterestRound; month: Month } => ({
  round: rounds[n % rounds.length] as InterestRound,
  month: Math.floor(n / rounds.length),
})

/**
 * The first round at an instant (epoch milliseconds) or after it. Of what is due at one instant,
 * interest comes first.
 */
export function firstRoundFrom(at: number): DueItem {
  let due = roundAt((monthAt(at / 1000) - 1) * rounds.length)
  while (due.at < at) due = roundAt(due.n + 1)
  return due
}

/** The round after another. */
export const nextRound = ({ n }: DueItem): DueItem => roundAt(n + 1)

function roundAt(n: number): DueItem {
  const { round, month } = roundOf({ n })
  return { at: round.bookedAt(month) * 1000, seq: 0, order: interestOrder, n }
}

/**
 * Whether an account takes part in a round, and the first of the months whose interest it is booked
 * then.
 */
export function findBookedMonths(
  { role, rate }: InterestRound,
  account: Account,
  month: Month,
): { first: Month } | undefined {
  const months = account.role === role ? monthsBooked(account.product, month) : 0
  return months > 0 && rate(account, month) > 0 ? { first: month - months + 1 } : undefined
}
