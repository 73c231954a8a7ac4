import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'
import { collectionsOf } from './collections.ts'

/** A debit for which the money is short is returned. */
export const paidWithoutFunds: Measure = {
  id: 'paid-without-funds',
  name: 'debits paid although funds were short',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of the bank: limits are hard',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    for (const { returned, hadFunds } of collectionsOf(life).collections) if (!returned) count(!hadFunds)
  }),
}
