import type { Machine } from '#mocks/lives/machine.ts'

/** The home: tenants move, buy, and remortgage when a fixed term ends. */
export const home = {
  id: 'home',
  source:
    'English Housing Survey: private tenancies last 4 years on average, 1 in 5 tenants moves in a year, owners about 1 in 25; UK Finance: most fixed terms are 2 or 5 years',
  begins: [[1, 'renting']],
  states: {
    renting: {
      perYear: 0.19,
      goes: [
        [0.88, 'renting'],
        [0.12, 'fixed'],
      ],
    },
    fixed: {
      months: [24, 60],
      goes: [
        [0.85, 'remortgaged'],
        [0.15, 'fixed'],
      ],
    },
    remortgaged: {
      months: [24, 60],
      goes: [
        [0.85, 'remortgaged'],
        [0.15, 'fixed'],
      ],
    },
  },
} as const satisfies Machine
