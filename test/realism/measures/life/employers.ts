import { monthAt } from '#mocks/base/calendar.ts'
import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyRate } from '#test/realism/tallies.ts'
import { Spells } from './spells.ts'

/** Changes of employer: the payer of salaries is another. */
export const employers: Measure = {
  id: 'employers-changed',
  name: 'changes of employer, of the employed, a year',
  unit: 'percent',
  range: [0.07, 0.12],
  source:
    'ONS Labour Force Survey: 2.4 % to 3.3 % of employees move from job to job in a quarter; own range around 10 %',
  byPersona: [0.04, 0.35],
  start: tallyRate((life, count) => {
    const spells = new Spells()
    for (const { kind, party, at } of entriesOf(life)) if (kind === 'salary') spells.note(party, monthAt(at))
    count(spells.changes().length, spells.years)
  }),
}
