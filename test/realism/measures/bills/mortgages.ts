import type { Measure } from '#test/realism/measure.ts'
import { tallyRate } from '#test/realism/tallies.ts'
import { isMortgage } from './kinds.ts'
import { mandatesOf } from './mandates.ts'

/** How often the payment of a mortgage changes: when its fixed term ends, or another follows. */
export const mortgages: Measure = {
  id: 'mortgage-payments-changed',
  name: 'changes of a mortgage payment, a year',
  unit: 2,
  range: [0.1, 0.6],
  source: 'UK Finance: most mortgages have a rate fixed for two or five years; own range',
  byPersona: [0.05, 0.8],
  start: tallyRate((life, count) => {
    for (const { payments, years, isStarted } of mandatesOf(life)) {
      if (!payments[0] || !isMortgage(payments[0])) continue
      const changes = payments.filter(({ amount }, n) => n > 0 && amount !== payments[n - 1]?.amount)
      count(changes.length + (isStarted ? 1 : 0), years)
    }
  }),
}
