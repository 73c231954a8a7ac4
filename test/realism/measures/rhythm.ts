import { monthOfYear, weekday } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending } from '#test/realism/lives.ts'
import { londonTime } from '#test/realism/london.ts'
import { type Measure, percent } from '#test/realism/measure.ts'

const mostAtNight = 0.08

/**
 * The share of card payments between midnight and five, London time, by number or by amount,
 * whichever is larger. Taxis, bets and late bars belong there. A bank without hours would have a
 * fifth.
 */
export const nights: Measure = {
  name: 'card spending between 00 and 05 h',
  threshold: `<= ${percent(mostAtNight, 0)}`,
  of(lives) {
    let [count, total, spent, spentInAll] = [0, 0, 0, 0]
    for (const entry of entriesOf(lives)) {
      if (!isCardSpending(entry)) continue
      total++
      spentInAll -= entry.amount
      if (londonTime(entry.made).hour >= 5) continue
      count++
      spent -= entry.amount
    }
    const share = Math.max(count / total, spent / spentInAll)
    return { measured: percent(share), passes: share <= mostAtNight && count > 0 }
  },
}

const leastWeekly = 1.2

/**
 * The ratio of card payments on the busiest weekday to those on the quietest. A bank without weeks
 * has 1.00, within a hundredth.
 */
export const weekdays: Measure = {
  name: 'card payments, busiest weekday to quietest',
  threshold: `>= ${leastWeekly}`,
  of(lives) {
    const counts = new Array<number>(7).fill(0)
    for (const entry of entriesOf(lives)) {
      if (!isCardSpending(entry)) continue
      const day = weekday(londonTime(entry.made).day)
      counts[day] = (counts[day] as number) + 1
    }
    const ratio = Math.max(...counts) / Math.min(...counts)
    const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    const busiest = names[counts.indexOf(Math.max(...counts))]
    const quietest = names[counts.indexOf(Math.min(...counts))]
    return { measured: `${ratio.toFixed(2)} (${busiest}, ${quietest})`, passes: ratio >= leastWeekly }
  },
}

const leastInDecember = 1.1

/**
 * The ratio of card spending of personal customers in December to the mean of the other months.
 * Christmas raises it.
 */
export const decembers: Measure = {
  name: 'personal card spending, December to other months',
  threshold: `>= ${leastInDecember}`,
  of(lives) {
    const people = lives.filter(
      ({ customer: { persona, opened }, from }) => persona.category === 'Personal' && opened <= from,
    )
    const spent = { december: 0, other: 0 }
    const months = { december: 0, other: 0 }
    const part = (month: number) => (month === 11 ? 'december' : 'other')
    for (const { from, to } of people) for (let month = from; month < to; month++) months[part(monthOfYear(month))]++
    for (const entry of entriesOf(people)) {
      if (isCardSpending(entry)) spent[part(londonTime(entry.made).month)] -= entry.amount
    }
    const ratio = spent.december / months.december / (spent.other / months.other)
    return { measured: ratio.toFixed(2), passes: ratio >= leastInDecember }
  },
}
