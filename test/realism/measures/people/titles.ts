import { firstDay } from '#mocks/base/calendar.ts'
import type { Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

const ageOf = ({ born, now }: Life): number => (firstDay(now) - born) / 365.25
const titlesOfWomen: ReadonlySet<string> = new Set(['Mrs', 'Miss', 'Ms'])

/** Customers called Dr or Prof. */
const doctors: Measure = {
  id: 'title-doctor',
  name: 'customers with the title Dr or Prof',
  unit: 'percent',
  range: [0.002, 0.03],
  source:
    'own estimate: some 390,000 doctors of medicine are registered (GMC), and as many of philosophy, of 54 m adults',
  overEqualNumbers: true,
  start: tallyShare(({ title }, count) => count(title === 'Dr' || title === 'Prof')),
}

/** Women of an age who are called Mrs. */
const mrs = (id: string, name: string, [from, to]: readonly [number, number], range: Measure['range']): Measure => ({
  id,
  name,
  unit: 'percent',
  range,
  source:
    'own estimate; ONS marital status: under 2 % of women under 25 are or were married, over 90 % of those over 60',
  overEqualNumbers: true,
  start: tallyShare((life, count) => {
    const age = ageOf(life)
    if (titlesOfWomen.has(life.title) && age >= from && age < to) count(life.title === 'Mrs')
  }),
})

export const titles: readonly Measure[] = [
  doctors,
  mrs('title-mrs-under-25', 'women under 25 called Mrs', [0, 25], [0, 0.1]),
  mrs('title-mrs-over-60', 'women over 60 called Mrs', [60, 200], [0.55, 0.95]),
]
