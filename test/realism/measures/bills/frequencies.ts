import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Measure } from '#test/realism/measure.ts'
import { medianOf, tallyShare } from '#test/realism/tallies.ts'
import { mandatesOf } from './mandates.ts'

/** Standing orders to others that are not monthly: weekly rents, quarterly gifts, yearly fees. */
export const frequencies: Measure = {
  id: 'standing-orders-not-monthly',
  name: 'standing orders that are not monthly',
  unit: 'percent',
  range: [0.05, 0.5],
  source: 'own estimate: banks offer weekly to yearly',
  byPersona: 'shown',
  start: tallyShare((life, count) => {
    for (const { payments } of mandatesOf(life)) {
      if (payments[0]?.kind !== 'standing-order') continue
      const days = payments.map(({ at }) => at / secondsPerDay)
      const gap = medianOf(days.slice(1).map((day, n) => day - (days[n] as number)))
      count(gap < 25 || gap > 36)
    }
  }),
}
