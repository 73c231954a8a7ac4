import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

const commonest: ReadonlySet<string> = new Set(['Smith', 'Jones', 'Williams', 'Taylor', 'Brown'])

/** Customers with one of the five commonest surnames. A list drawn evenly has too few of them. */
export const surnames: Measure = {
  id: 'commonest-surnames',
  name: 'customers with one of the five commonest surnames',
  unit: 'percent',
  range: [0.02, 0.07],
  source: 'General Register Office, England and Wales, 1984 to 1997: 4.5 %; UK electoral registers, 1996: 3.9 %',
  overEqualNumbers: true,
  start: tallyShare(({ person }, count) => count(commonest.has(person.split(' ').at(-1) as string))),
}
