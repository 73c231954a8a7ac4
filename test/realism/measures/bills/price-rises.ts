import { monthOfYear, yearOf } from '#mocks/base/calendar.ts'
import type { Measure } from '#test/realism/measure.ts'
import { shareOf, tallyRate } from '#test/realism/tallies.ts'
import { pricesOf } from './rises.ts'

/** How often a price rises. */
export const priceRises: Measure = {
  id: 'price-rises',
  name: 'price rises of a fixed bill, a year',
  unit: 2,
  range: [0.3, 1.2],
  source: 'own estimate: council tax, water, mobile and broadband rise each April; subscriptions every year or two',
  byPersona: [0.15, 1.4],
  start: tallyRate((life, count) => {
    for (const { rises, years } of pricesOf(life)) count(rises.length, years)
  }),
}

/** Returns the count of the commonest value, of the counts of each. */
const commonest = (counts: ReadonlyMap<unknown, number>): number => Math.max(0, ...counts.values())

/** Price rises that fall in the commonest month of the year. */
export const monthsOfRises: Measure = {
  id: 'price-rises-in-one-month',
  name: 'price rises in the commonest month of the year',
  unit: 'percent',
  range: [0, 0.65],
  source: 'own estimate: most regulated bills rise in April, the others in months of their own',
  byPersona: [0, 0.8],
  start() {
    const counts = new Map<number, number>()
    let total = 0
    return {
      add(life) {
        for (const { month } of pricesOf(life).flatMap(({ rises }) => rises)) {
          total++
          counts.set(monthOfYear(month), (counts.get(monthOfYear(month)) ?? 0) + 1)
        }
      },
      figure: () => shareOf(commonest(counts), total),
    }
  },
}

/** Price rises by the commonest number of their year, to a tenth of a percent. */
export const sizesOfRises: Measure = {
  id: 'price-rises-by-one-number',
  name: "price rises by their year's commonest number (to 0.1 %)",
  unit: 'percent',
  range: [0, 0.35],
  source: 'own estimate: CPI plus 3.9 % is one number for mobile and broadband, up to a third of fixed bills',
  byPersona: [0, 0.45],
  start() {
    const byYear = new Map<number, Map<string, number>>()
    let total = 0
    return {
      add(life) {
        for (const { month, ratio } of pricesOf(life).flatMap(({ rises }) => rises)) {
          total++
          const counts = byYear.get(yearOf(month)) ?? new Map<string, number>()
          byYear.set(yearOf(month), counts)
          counts.set(ratio.toFixed(3), (counts.get(ratio.toFixed(3)) ?? 0) + 1)
        }
      },
      figure: () =>
        shareOf(
          [...byYear.values()].reduce((sum, counts) => sum + commonest(counts), 0),
          total,
        ),
    }
  },
}
