import { firstDay, monthOfYear } from '#mocks/base/calendar.ts'
import { isCardSpending } from '#test/realism/life.ts'
import { londonTime } from '#test/realism/london.ts'
import type { Measure } from '#test/realism/measure.ts'
import { rateOf } from '#test/realism/tallies.ts'

/** Card payments made on 25 December, to those of a mean day from the 1st to the 24th. */
export const christmas: Measure = {
  id: 'christmas-day',
  name: 'card payments on 25 December, to other days of that month',
  unit: 2,
  range: [0.02, 0.4],
  source: 'own estimate: large shops are closed by the Christmas Day (Trading) Act 2004, most others and trains too',
  byPersona: [0, 0.5],
  start() {
    let [on, before] = [0, 0]
    return {
      add({ ledgers }) {
        for (const { first, months } of ledgers) {
          for (const [n, { entries }] of months.entries()) {
            // Purchases of December may be booked in January.
            if (![11, 0].includes(monthOfYear(first + n))) continue
            for (const entry of entries) {
              if (!isCardSpending(entry)) continue
              const { day, month } = londonTime(entry.made)
              if (month !== 11) continue
              const date = dayOfDecember(day, first + n)
              if (date === 25) on++
              if (date < 25) before++
            }
          }
        }
      },
      figure() {
        const figure = rateOf(on, before / 24)
        return figure && { ...figure, detail: `${on} and ${before}` }
      },
    }
  },
}

/** Returns the day of the month of a day in December, near a month of booking. */
function dayOfDecember(day: number, booked: number): number {
  const december = monthOfYear(booked) === 11 ? booked : booked - 1
  return day - firstDay(december) + 1
}
