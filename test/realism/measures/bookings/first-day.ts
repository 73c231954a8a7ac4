import { firstDay, monthAt, secondsPerDay } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/** The first of a month is a booking day like others, if it is a working day. */
export const firstDayOfMonth: Measure = {
  id: 'booked-on-the-1st',
  name: 'card purchases booked on the 1st of a month',
  unit: 'percent',
  range: [0.02, 0.06],
  source: 'own estimate: one day in 30 is 3.3 %; fewer 1sts are working days, and those book weekends too',
  byPersona: [0.015, 0.08],
  start: tallyShare((life, count) => {
    for (const entry of entriesOf(life)) {
      if (isCardSpending(entry)) count(Math.floor(entry.at / secondsPerDay) === firstDay(monthAt(entry.at)))
    }
  }),
}
