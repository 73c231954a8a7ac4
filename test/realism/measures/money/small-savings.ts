import { yearBeforeNow } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

const small = 1000_00

/** Personal customers with less than 1,000 pounds in savings, or none, when the world begins. */
export const smallSavings: Measure = {
  id: 'savings-below-1000',
  name: 'personal customers with savings below 1,000 pounds',
  unit: 'percent',
  range: [0.2, 0.42],
  source: 'FCA Financial Lives 2024: 10 % of adults have no cash savings, another 21 % less than 1,000 pounds',
  byPersona: 'shown',
  start: tallyShare((life, count) => {
    if (life.category !== 'Personal') return
    const savings = yearBeforeNow(life).ledgers.filter(({ role }) => role === 'savings')
    count(savings.reduce((sum, { months }) => sum + (months.at(-1)?.closing ?? 0), 0) < small)
  }),
}
