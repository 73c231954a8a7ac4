import type { Machine } from '#mocks/lives/machine.ts'

/** Work: another employer, or a redundancy and a search for work. */
export const job = {
  id: 'job',
  source:
    'ONS Labour Force Survey: about 10 % of employees change employer a year; redundancies of 4 to 5 per 1,000 a quarter; most searches last under six months',
  begins: [
    [0.97, 'employed'],
    [0.03, 'searching'],
  ],
  states: {
    employed: {
      perYear: 0.12,
      goes: [
        [0.75, 'employed'],
        [0.25, 'searching'],
      ],
    },
    searching: { months: [1, 9], goes: [[1, 'employed']] },
  },
} as const satisfies Machine
