import { weekday } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import { londonTime } from '#test/realism/london.ts'
import type { Measure } from '#test/realism/measure.ts'

/**
 * The ratio of card payments on the busiest weekday to those on the quietest. A bank without weeks
 * has 1.00, within a hundredth.
 */
export const weekdays: Measure = {
  id: 'busiest-weekday',
  name: 'card payments, busiest weekday to quietest',
  unit: 2,
  range: [1.2, 3],
  source: 'own estimate: shops and pubs are fullest on Friday and Saturday',
  start() {
    const counts = new Array<number>(7).fill(0)
    return {
      add(life) {
        for (const entry of entriesOf(life)) {
          if (!isCardSpending(entry)) continue
          const day = weekday(londonTime(entry.made).day)
          counts[day] = (counts[day] as number) + 1
        }
      },
      figure() {
        const [most, fewest] = [Math.max(...counts), Math.min(...counts)]
        if (fewest === 0) return undefined
        return { value: most / fewest, detail: `${names[counts.indexOf(most)]}, ${names[counts.indexOf(fewest)]}` }
      },
    }
  },
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
