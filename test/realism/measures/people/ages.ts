import { secondsPerDay } from '#mocks/base/calendar.ts'
import { entriesOf, type Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyFaults } from '#test/realism/tallies.ts'

const majority = 18
const pensionAge = 66

/** Credit before 18, or a State Pension before its age. */
export const ages: Measure = {
  id: 'ages-that-do-not-fit',
  name: 'credit before 18 or State Pension before 66',
  unit: 'percent',
  range: [0, 0],
  source:
    'Minors are not bound by loans (Minors’ Contracts Act 1987); State Pension age is 66 since October 2020 (gov.uk)',
  byPersona: 'same',
  start: tallyFaults((life, count) => {
    const ageOn = (day: number) => (day - life.born) / 365.25
    for (const { role, opened } of life.ledgers) if (role === 'loan' || role === 'card') count(ageOn(opened) < majority)
    const pension = firstPensionDay(life)
    if (pension !== undefined) count(ageOn(pension) < pensionAge - 0.1)
  }),
}

function firstPensionDay(life: Life): number | undefined {
  for (const { amount, party, reference, at } of entriesOf(life)) {
    if (amount > 0 && /state pension/i.test(`${party} ${reference}`)) return at / secondsPerDay
  }
  return undefined
}
