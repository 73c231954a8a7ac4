import { monthAt } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/**
 * A card purchase is booked a working day or two after it was made. So those of a month's last days
 * are booked in the next month. A bank whose months are closed has none.
 */
export const otherMonth: Measure = {
  id: 'booked-in-another-month',
  name: 'card purchases booked in another month than made',
  unit: 'percent',
  range: [0.03, 0.1],
  source: 'own estimate: clearing takes 1 to 3 days, weekends included, of the 30 in a month',
  byPersona: [0.02, 0.12],
  start: tallyShare((life, count) => {
    for (const entry of entriesOf(life)) {
      if (isCardSpending(entry)) count(monthAt(entry.at) !== monthAt(entry.made))
    }
  }),
}
