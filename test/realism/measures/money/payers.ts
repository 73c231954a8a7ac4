import { entriesOf, yearBeforeNow } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { medianFigure, tallyValues } from '#test/realism/tallies.ts'

const fewestMonths = 12

/** The payers of the median business in a year, cash and its own accounts apart. */
export const payers: Measure = {
  id: 'payers-of-a-business',
  name: 'payers of a business in a year (median)',
  unit: 0,
  range: [3, 100],
  source: 'own estimate: a business of one customer only is an employee',
  byPersona: [2, 300],
  start: tallyValues((life) => {
    const year = yearBeforeNow(life)
    if (life.category !== 'Business' || (year.ledgers[0]?.months.length ?? 0) < fewestMonths) return undefined
    const paid = [...entriesOf(year)].filter(
      ({ amount, own, kind }) => amount > 0 && !own && (kind === 'payment-in' || kind === 'direct-credit'),
    )
    return new Set(paid.map(({ party }) => party)).size
  }, medianFigure),
}
