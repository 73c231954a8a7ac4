import { yearBeforeNow } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

/** Personal customers whose main account was below zero in the year before the world began. */
export const overdrawn: Measure = {
  id: 'ever-overdrawn',
  name: 'personal customers ever overdrawn in a year',
  unit: 'percent',
  range: [0.2, 0.5],
  source: 'FCA: 13 million adults (a quarter) say they were, 2017; 26 million used an overdraft by bank data, 2018',
  byPersona: 'shown',
  start: tallyShare((life, count) => {
    const [main] = yearBeforeNow(life).ledgers
    if (life.category !== 'Personal' || !main || main.months.length === 0) return
    count(main.months.some(({ opening, entries }) => opening < 0 || entries.some(({ balance }) => balance < 0)))
  }),
}
