import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import { londonTime } from '#test/realism/london.ts'
import type { Measure } from '#test/realism/measure.ts'

/**
 * The share of card payments between midnight and five, London time, by number or by amount,
 * whichever is larger. Taxis, bets and late bars belong there. A bank without hours would have a
 * fifth.
 */
export const nights: Measure = {
  id: 'spending-at-night',
  name: 'card spending between 00 and 05 h',
  unit: 'percent',
  range: [0.001, 0.08],
  source: 'own estimate: shops are shut; hours without a rhythm would give 21 %',
  start() {
    let [count, total, spent, spentInAll] = [0, 0, 0, 0]
    return {
      add(life) {
        for (const entry of entriesOf(life)) {
          if (!isCardSpending(entry)) continue
          total++
          spentInAll -= entry.amount
          if (londonTime(entry.made).hour >= 5) continue
          count++
          spent -= entry.amount
        }
      },
      figure: () => (total === 0 ? undefined : { value: Math.max(count / total, spent / spentInAll) }),
    }
  },
}
