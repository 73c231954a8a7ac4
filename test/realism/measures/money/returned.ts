import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'
import { collectionsOf } from './collections.ts'

/** Direct debits that come back unpaid. */
export const returned: Measure = {
  id: 'debits-returned',
  name: 'direct debits returned unpaid',
  unit: 'percent',
  range: [0.005, 0.025],
  source: 'ONS with Pay.UK: 1.6 % failed before 2020, 2.2 % in 2024, other reasons than money included',
  byPersona: 'shown',
  start: tallyShare((life, count) => {
    for (const { returned } of collectionsOf(life).collections) count(returned !== undefined)
  }),
}
