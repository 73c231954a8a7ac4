import { isWorkingDay, secondsPerDay } from '#mocks/base/calendar.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

/** Salaries arrive on banking days: none on a Saturday, a Sunday or a bank holiday. */
export const salaries: Measure = {
  id: 'salaries-on-days-off',
  name: 'salaries on non-working days',
  unit: 'percent',
  range: [0, 0],
  source: 'Bacs pays on working days only',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    for (const { kind, at } of entriesOf(life))
      if (kind === 'salary') count(!isWorkingDay(Math.floor(at / secondsPerDay)))
  }),
}
