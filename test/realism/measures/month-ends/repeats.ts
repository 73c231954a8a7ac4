import { isCurrentAccount } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'
import { monthEndsOf } from './month-ends.ts'

/** Month-ends of current accounts that an earlier month of the account had, to the penny. */
export const repeats: Measure = {
  id: 'month-ends-repeated',
  name: 'month-ends equal to an earlier one, to the penny',
  unit: 'percent',
  range: [0, 0.002],
  source:
    'own estimate: 48 balances spread over 100,000 pence meet about once in 4,000 month-ends, small ones more often',
  byPersona: [0, 0.005],
  start: tallyShare(({ ledgers }, count) => {
    for (const ledger of ledgers.filter(isCurrentAccount)) {
      const seen = new Set<number>()
      for (const { balance } of monthEndsOf(ledger)) {
        count(seen.has(balance))
        seen.add(balance)
      }
    }
  }),
}
