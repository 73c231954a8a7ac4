import { isCurrentAccount, type Ledger } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { meanOf, tallyShare } from '#test/realism/tallies.ts'
import { monthEndsOf } from './month-ends.ts'

const near = 0.01

/**
 * Month-ends within 1 % of a month's money in of those twelve months before. Balances that follow a
 * plan by month of the year return to the same place.
 */
export const yearBefore: Measure = {
  id: 'month-ends-as-a-year-before',
  name: "month-ends within 1 % of a month's income of the year before",
  unit: 'percent',
  range: [0, 0.05],
  source: 'own estimate: with a variation of 0.4 incomes, two independent month-ends are that near in 1 % to 2 %',
  byPersona: [0, 0.08],
  start: tallyShare(({ ledgers }, count) => {
    for (const ledger of ledgers.filter(isCurrentAccount)) {
      const reach = near * moneyInOf(ledger)
      const byMonth = new Map(monthEndsOf(ledger).map(({ month, balance }) => [month, balance]))
      for (const [month, balance] of byMonth) {
        const before = byMonth.get(month - 12)
        if (before !== undefined) count(Math.abs(balance - before) <= reach)
      }
    }
  }),
}

/** Returns what arrives in a mean month. */
function moneyInOf({ months }: Ledger): number {
  return meanOf(months.map(({ entries }) => entries.reduce((sum, { amount }) => sum + Math.max(0, amount), 0)))
}
