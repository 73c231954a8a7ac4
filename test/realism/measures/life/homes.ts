import { type Month, monthAt } from '#mocks/base/calendar.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { isCouncilTax, isRent } from '#test/realism/measures/bills/kinds.ts'
import { tallyRate } from '#test/realism/tallies.ts'
import { Spells } from './spells.ts'

/** Changes of home: another account of council tax, or another landlord. */
export const homes: Measure = {
  id: 'homes-changed',
  name: 'changes of home, of those who pay rent or council tax, a year',
  unit: 'percent',
  range: [0.05, 0.12],
  source: 'English Housing Survey 2021-22: 22 % of households moved within 3 years; half of private renters',
  byPersona: [0.015, 0.6],
  start: tallyRate((life, count) => {
    const [taxes, rents] = [new Spells(), new Spells()]
    for (const entry of entriesOf(life)) {
      if (entry.amount >= 0) continue
      if (isCouncilTax(entry)) taxes.note(`${entry.party} ${entry.reference}`, monthAt(entry.at))
      if (isRent(entry)) rents.note(entry.party, monthAt(entry.at))
    }
    count(countMoves([...taxes.changes(), ...rents.changes()]), Math.max(taxes.years, rents.years))
  }),
}

/** Tax and rent change within a season of one move. */
function countMoves(months: readonly Month[]): number {
  const sorted = months.toSorted((a, b) => a - b)
  return sorted.filter((month, n) => n === 0 || month - (sorted[n - 1] as Month) > 3).length
}
