import { monthAt, startOf } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/** Nothing hurries into a month before it ends. */
export const lastMinute: Measure = {
  id: 'booked-in-the-last-minute',
  name: "card purchases booked in a month's last minute",
  unit: 'percent',
  range: [0, 0.0002],
  source: 'own estimate: one minute of 43,800 is 0.002 %, and cards are booked by night',
  byPersona: 'same',
  start: tallyShare((life, count) => {
    for (const entry of entriesOf(life)) {
      if (isCardSpending(entry)) count(entry.at >= startOf(monthAt(entry.at) + 1) - 60)
    }
  }),
}
