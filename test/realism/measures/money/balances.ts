import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

/**
 * Every balance is the previous balance plus the amount, in whole minor units, and every month
 * opens with the last closing balance.
 */
export const balances: Measure = {
  id: 'balances-not-exact',
  name: 'balances that are not exact',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of the bank',
  byPersona: 'same',
  start: tallyFaults(({ ledgers }, count) => {
    for (const { months } of ledgers) {
      for (const [n, { opening, entries, closing }] of months.entries()) {
        let balance = n === 0 ? opening : (months[n - 1]?.closing as number)
        if (balance !== opening) count(true)
        for (const entry of entries) {
          balance += entry.amount
          count(entry.balance !== balance || !Number.isSafeInteger(balance))
        }
        if (closing !== balance) count(true)
      }
    }
  }),
}
