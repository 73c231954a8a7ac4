import type { InterestSide } from '#bank/money/interest.ts'
import { type DueItem, interestOrder } from '#bank/schedule/due.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { interestBookedAt, monthsBooked } from '#mocks/accounts/interest.ts'
import { products, type Role, savingsRate } from '#mocks/accounts/products.ts'
import { type Month, monthAt, yearOf } from '#mocks/base/calendar.ts'

/**
 * One of the monthly bookings of interest on payments. It books all accounts of a role, at the
 * instant at which their computed history books its own interest.
 */
export type InterestRound = {
  readonly role: Role
  readonly bearing: InterestSide
  readonly reference: string
  /** Returns the instant of the booking, epoch seconds. */
  bookedAt(month: Month): number
  /** Returns the rate a year as a fraction: 0.05 for 5 %. */
  rate(account: Account, month: Month): number
}

/**
 * The rounds of a month in their order. Cards have none, because payments do not reach cards. Euro
 * and joint accounts bear no interest.
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

/** Returns the round of a due item, and the month whose interest it books. */
export const roundOf = ({ n }: Pick<DueItem, 'n'>): { round: InterestRound; month: Month } => ({
  round: rounds[n % rounds.length] as InterestRound,
  month: Math.floor(n / rounds.length),
})

/**
 * Returns the first round at or after an instant (epoch milliseconds). Its `seq` is 0, so interest
 * is booked before all other items of the same instant.
 */
export function firstRoundFrom(at: number): DueItem {
  let due = roundAt((monthAt(at / 1000) - 1) * rounds.length)
  while (due.at < at) due = roundAt(due.n + 1)
  return due
}

/** Returns the round after another. */
export const nextRound = ({ n }: DueItem): DueItem => roundAt(n + 1)

function roundAt(n: number): DueItem {
  const { round, month } = roundOf({ n })
  return { at: round.bookedAt(month) * 1000, seq: 0, order: interestOrder, n }
}

/**
 * Returns the first of the months whose interest a round books for an account. Undefined if the
 * round books nothing for it.
 */
export function findBookedMonths(
  { role, rate }: InterestRound,
  account: Account,
  month: Month,
): { first: Month } | undefined {
  const months = account.role === role ? monthsBooked(account.product, month) : 0
  return months > 0 && rate(account, month) > 0 ? { first: month - months + 1 } : undefined
}
