import { monthAt } from '#mocks/base/calendar.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'
import { isCouncilTax } from './kinds.ts'

const instalments = 10
const april = 3

/** Years of council tax, from April to March, that are paid in ten instalments. */
export const councilTax: Measure = {
  id: 'council-tax-in-ten',
  name: 'years of council tax paid in ten instalments',
  unit: 'percent',
  range: [0.4, 0.95],
  source: 'gov.uk: usually ten instalments, twelve if the payer asks; own range',
  byPersona: [0.25, 1],
  start: tallyShare((life, count) => {
    const years = new Map<number, Set<number>>()
    for (const entry of entriesOf(life)) {
      if (entry.amount >= 0 || !isCouncilTax(entry)) continue
      const month = monthAt(entry.at)
      const year = Math.floor((month - april) / 12)
      years.set(year, (years.get(year) ?? new Set()).add(month))
    }
    for (const [year, months] of years) {
      const first = year * 12 + april
      // A year in which the customer moved in or out has fewer.
      const isWhole = first >= life.from && first + 12 <= life.to && months.size >= instalments
      if (isWhole) count(months.size === instalments)
    }
  }),
}
