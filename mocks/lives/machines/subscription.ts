import type { Machine } from '#mocks/lives/machine.ts'

/**
 * One subscription of a customer: each bill that follows it has a machine of its own, and its
 * `held` share begins with it.
 */
export const subscription = {
  id: 'subscription',
  source:
    'Kantar Entertainment on Demand: streaming households cancel about 1 in 4 subscriptions a year; more when pay stops',
  begins: [
    [0.5, 'held'],
    [0.5, 'none'],
  ],
  states: {
    held: {
      perYear: 0.22,
      while: { machine: 'job', state: 'searching', perYear: 0.7 },
      goes: [[1, 'none']],
    },
    none: { keepsShare: true, goes: [[1, 'held']] },
  },
} as const satisfies Machine
