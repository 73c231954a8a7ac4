import type { Machine } from '#mocks/lives/machine.ts'

/** Whether the customer goes abroad in the summer of a year. */
export const holiday = {
  id: 'holiday',
  source: 'ABTA Holiday Habits: 6 to 7 in 10 people take a holiday abroad in a year',
  begins: [
    [0.65, 'abroad'],
    [0.35, 'home'],
  ],
  states: {
    abroad: {
      perYear: 0.2,
      while: { machine: 'job', state: 'searching', perYear: 1 },
      goes: [[1, 'home']],
    },
    home: { keepsShare: true, goes: [[1, 'abroad']] },
  },
} as const satisfies Machine
