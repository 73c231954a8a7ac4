import { places, type Scenario } from './scenario.ts'

/** Response times of a bank at quantiles: [share of the calls, milliseconds]. */
type Quantiles = readonly (readonly [share: number, ms: number])[]

/** Returns the response time at a share of all calls, linear between the quantiles. */
export function timeAt(quantiles: Quantiles, share: number): number {
  let [fromShare, fromMs] = [0, 0]
  for (const [toShare, toMs] of quantiles) {
    if (share <= toShare) return Math.round(fromMs + ((toMs - fromMs) * (share - fromShare)) / (toShare - fromShare))
    ;[fromShare, fromMs] = [toShare, toMs]
  }
  return fromMs
}

/** Builds the scenario of a bank whose response times follow quantiles. */
const bankOf = (speed: string, quantiles: Quantiles): Scenario => ({
  title: `A ${speed} bank: ${quantiles.map(([share, ms]) => `${share * 100} % of the calls within ${ms} ms`).join(', ')}`,
  imitates: 'Times of the order that UK banks publish for their APIs.',
  ...places.everywhere,
  effect: { at: 'before', waitMs: (_, draw) => timeAt(quantiles, draw) },
})

/** Scenarios that take time. */
export const timeScenarios = {
  'fast-bank': bankOf('fast', [
    [0.5, 120],
    [0.95, 300],
    [0.99, 600],
    [1, 1_500],
  ]),
  'median-bank': bankOf('median', [
    [0.5, 350],
    [0.95, 900],
    [0.99, 2_000],
    [1, 5_000],
  ]),
  'slow-bank': bankOf('slow', [
    [0.5, 900],
    [0.95, 3_000],
    [0.99, 8_000],
    [1, 15_000],
  ]),
  slow: {
    title: 'The answer comes late: after 8 seconds',
    imitates: 'A call that hangs until your client gives up.',
    ...places.everywhere,
    parameters: {
      delayMs: { title: 'Milliseconds before the bank begins to work', min: 0, max: 120_000, default: 8_000 },
    },
    effect: { at: 'before', waitMs: ({ delayMs = 0 }) => delayMs },
  },
  'slow-body': {
    title: 'The headers come at once, and the body takes 8 seconds',
    imitates: 'A connection that crawls: a time-out for headers alone does not notice it.',
    ...places.everywhere,
    parameters: { bodyMs: { title: 'Milliseconds until the end of the body', min: 0, max: 120_000, default: 8_000 } },
    effect: { at: 'body', takesMs: ({ bodyMs = 0 }) => bodyMs },
  },
} as const satisfies Record<string, Scenario>
