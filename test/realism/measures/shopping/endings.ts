import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/**
 * Card payments whose pence end in .00 or in .99: at least three times the hundredth that each
 * would be if all endings were equal. Shop prices end that way; random numbers do not.
 */
const endingIn = (pence: 0 | 99, name: string): Measure => ({
  id: `prices-ending-in-${name}`,
  name: `card payments that end in .${name}`,
  unit: 'percent',
  range: [0.03, 0.5],
  source: 'own estimate: three times an equal share, at the least',
  start: tallyShare((life, count) => {
    for (const entry of entriesOf(life)) if (isCardSpending(entry)) count(-entry.amount % 100 === pence)
  }),
})

export const endings: readonly Measure[] = [endingIn(0, '00'), endingIn(99, '99')]
