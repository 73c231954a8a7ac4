import { places, type Scenario } from './scenario.ts'

/** Scenarios whose outcome the caller does not learn: the bank has committed. */
export const outcomeScenarios = {
  'commit-then-cut': {
    title: 'The bank does what you asked, and the connection breaks before the answer (504 in the cloud)',
    imitates: 'A network that fails at the worst moment. Retry with the same idempotency key.',
    ...places.writes,
    effect: { at: 'after', cutsConnection: true },
  },
  'commit-then-error': {
    title: 'The bank does what you asked, and answers 500',
    imitates: 'A bank that fails after its commit. Retry with the same idempotency key.',
    ...places.writes,
    effect: { at: 'after', problem: 'bank-failed' },
  },
} as const satisfies Record<string, Scenario>
