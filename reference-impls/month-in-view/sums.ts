import type { Period } from './calendar.ts'
import type { Entry } from './entries.ts'

/** All in minor units. `moneyIn - moneyOut + betweenOwn` is the change of all balances together. */
export type Flow = {
  readonly moneyIn: bigint
  readonly moneyOut: bigint
  /**
   * What transfers between the customer's own accounts add up to: zero, unless one is still on its
   * way.
   */
  readonly betweenOwn: bigint
}

/** A name, what was spent under it (minor units, above zero) and in how many payments. */
export type Spent = { readonly name: string; readonly amount: bigint; readonly payments: number }

export const within = (entries: readonly Entry[], { from, until }: Period): Entry[] =>
  entries.filter(({ at }) => at >= from && at < until)

export function flowOf(entries: readonly Entry[]): Flow {
  let [moneyIn, moneyOut, betweenOwn] = [0n, 0n, 0n]
  for (const { amount, isOwnTransfer } of entries) {
    if (isOwnTransfer) betweenOwn += amount
    else if (amount > 0n) moneyIn += amount
    else moneyOut -= amount
  }
  return { moneyIn, moneyOut, betweenOwn }
}

/** Spending by category, the largest first; it adds up to the flow's `moneyOut`. */
export const byCategory = (entries: readonly Entry[]): Spent[] => spentBy(entries, ({ category }) => category)

/** Whom money went to, the largest first; it adds up to the flow's `moneyOut`. */
export const byPayee = (entries: readonly Entry[]): Spent[] => spentBy(entries, ({ name }) => name)

function spentBy(entries: readonly Entry[], nameOf: (entry: Entry) => string): Spent[] {
  const spent = new Map<string, Spent>()
  for (const entry of entries) {
    if (entry.isOwnTransfer || entry.amount >= 0n) continue
    const name = nameOf(entry)
    const { amount, payments } = spent.get(name) ?? { amount: 0n, payments: 0 }
    spent.set(name, { name, amount: amount - entry.amount, payments: payments + 1 })
  }
  return [...spent.values()].sort(largestFirst)
}

/** Of equal amounts the name decides, so that a page looks the same every time. */
function largestFirst(a: Spent, b: Spent): number {
  if (a.amount !== b.amount) return a.amount > b.amount ? -1 : 1
  return a.name < b.name ? -1 : 1
}
