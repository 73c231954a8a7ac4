import { millisecondsPerDay, type Period } from './calendar.ts'
import type { Entry } from './entries.ts'

/**
 * The flow of money in minor units. `moneyIn - moneyOut + betweenOwn` is the change of all balances
 * together.
 */
export type Flow = {
  readonly moneyIn: bigint
  readonly moneyOut: bigint
  /**
   * The sum of the transfers between the customer's own accounts: zero, unless one is still in
   * transit.
   */
  readonly betweenOwn: bigint
}

/** Spending under one name: the amount (minor units, positive) and the number of payments. */
export type Spending = { readonly name: string; readonly amount: bigint; readonly payments: number }

export const filterByPeriod = (entries: readonly Entry[], { from, until }: Period): Entry[] =>
  entries.filter(({ at }) => at >= from && at < until)

export function computeFlow(entries: readonly Entry[]): Flow {
  let [moneyIn, moneyOut, betweenOwn] = [0n, 0n, 0n]
  for (const { amount, isOwnTransfer } of entries) {
    if (isOwnTransfer) betweenOwn += amount
    else if (amount > 0n) moneyIn += amount
    else moneyOut -= amount
  }
  return { moneyIn, moneyOut, betweenOwn }
}

/**
 * Sums spending from the start of a period to the end of each of its days, up to `now`. The last
 * sum is the flow's `moneyOut`.
 */
export function sumByDay(entries: readonly Entry[], { from, until }: Period, now: number): bigint[] {
  const days = Math.ceil((Math.min(until, now + 1) - from) / millisecondsPerDay)
  return Array.from(
    { length: Math.max(1, days) },
    (_, day) => computeFlow(filterByPeriod(entries, { from, until: from + (day + 1) * millisecondsPerDay })).moneyOut,
  )
}

/** Sums spending by category, largest first. The total is the flow's `moneyOut`. */
export const sumByCategory = (entries: readonly Entry[]): Spending[] => sumSpending(entries, ({ category }) => category)

/** Sums spending by payee, largest first. The total is the flow's `moneyOut`. */
export const sumByPayee = (entries: readonly Entry[]): Spending[] => sumSpending(entries, ({ name }) => name)

function sumSpending(entries: readonly Entry[], nameOf: (entry: Entry) => string): Spending[] {
  const spent = new Map<string, Spending>()
  for (const entry of entries) {
    if (entry.isOwnTransfer || entry.amount >= 0n) continue
    const name = nameOf(entry)
    const { amount, payments } = spent.get(name) ?? { amount: 0n, payments: 0 }
    spent.set(name, { name, amount: amount - entry.amount, payments: payments + 1 })
  }
  return [...spent.values()].sort(compareSpending)
}

/**
 * Sorts the largest amount first. The name decides between equal amounts, so the order is stable.
 */
function compareSpending(a: Spending, b: Spending): number {
  if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
  return a.name < b.name ? -1 : 1
}
