import { monthOfYear } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/life.ts'
import { londonTime } from '#test/realism/london.ts'
import type { Measure } from '#test/realism/measure.ts'

/**
 * The ratio of card spending of personal customers in December to the mean of the other months.
 * Christmas raises it.
 */
export const decembers: Measure = {
  id: 'december-spending',
  name: 'personal card spending, December to other months',
  unit: 2,
  range: [1.1, 1.6],
  source: 'own estimate; ONS retail sales, not adjusted, are highest in November and December',
  start() {
    const spent = { december: 0, other: 0 }
    const months = { december: 0, other: 0 }
    const part = (month: number) => (month === 11 ? 'december' : 'other')
    return {
      add(life) {
        if (life.category !== 'Personal' || life.since > life.from) return
        for (let month = life.from; month < life.to; month++) months[part(monthOfYear(month))]++
        for (const entry of entriesOf(life)) {
          if (isCardSpending(entry)) spent[part(londonTime(entry.made).month)] -= entry.amount
        }
      },
      figure() {
        if (months.december === 0 || spent.other === 0) return undefined
        return { value: spent.december / months.december / (spent.other / months.other) }
      },
    }
  },
}
