import { interestBookedAt, monthsBooked } from '#mocks/accounts/interest.ts'
import { products, type SavingsProduct, savingsRate } from '#mocks/accounts/products.ts'
import { type Month, yearOf } from '#mocks/base/calendar.ts'
import { factsOf } from '#mocks/walk/engine/facts.ts'
import type { Move } from './agreed.ts'

const interest = factsOf('interest', 'Sandbank', 'INTEREST')

/** An interest payment of savings. */
type Interest = { readonly at: number; readonly amount: number }

/**
 * Books a year of savings and returns the balance at its end. `moves` are in order of time.
 * Interest is booked as each month closes; `onInterest` receives it.
 */
export function bookSavings(
  product: SavingsProduct,
  opening: number,
  first: Month,
  moves: readonly Move[],
  onInterest?: (interest: Interest) => void,
): number {
  let balance = opening
  let next = 0
  const moveUntil = (end: number) => {
    for (let move = moves[next]; move && move.at <= end; move = moves[++next])
      if (move.product === product) balance += move.amount
  }
  for (let month = first; month < first + 12; month++) {
    const at = interestBookedAt.savings(month)
    moveUntil(at)
    const rate = savingsRate(yearOf(month)) + products[product].interest
    const amount = Math.floor((balance * rate * monthsBooked(product, month)) / 12)
    if (amount <= 0) continue
    balance += amount
    onInterest?.({ at, amount })
  }
  moveUntil(Number.POSITIVE_INFINITY)
  return balance
}

export { interest as savingsInterest }
