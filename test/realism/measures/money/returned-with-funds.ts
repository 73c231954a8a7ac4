import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'
import { collectionsOf } from './collections.ts'

/** A debit is returned because the money is short, and for no other reason. */
export const returnedWithFunds: Measure = {
  id: 'returned-with-funds',
  name: 'debits returned although funds were there',
  unit: 'percent',
  range: [0, 0],
  source: 'a rule of the bank: only a short balance returns a debit; a return has its debit',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    const { collections, orphans } = collectionsOf(life)
    for (const { returned, hadFunds } of collections) if (returned) count(hadFunds)
    for (let n = 0; n < orphans; n++) count(true)
  }),
}
