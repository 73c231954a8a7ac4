import type { Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { meanOf, medianFigure, tallyValues } from '#test/realism/tallies.ts'
import { monthEndsOf } from './month-ends.ts'

const fewest = 12

/**
 * The median customer's correlation of a month-end with the next one. Money that is left stays: a
 * balance drawn afresh each month has none, a random walk nearly 1.
 */
export const memory: Measure = {
  id: 'month-end-memory',
  name: 'correlation of a month-end balance with the next (median)',
  unit: 2,
  range: [0.15, 0.9],
  source: 'own estimate (no public figure found); the sketch of the design has a median of 0.77',
  byPersona: [-0.3, 0.97],
  start: tallyValues(correlationOf, medianFigure),
}

function correlationOf({ ledgers }: Life): number | undefined {
  const balances = ledgers[0] ? monthEndsOf(ledgers[0]).map(({ balance }) => balance) : []
  if (balances.length < fewest) return undefined
  const mean = meanOf(balances)
  const deviations = balances.map((one) => one - mean)
  const variance = deviations.reduce((sum, one) => sum + one ** 2, 0)
  if (variance === 0) return undefined
  return deviations.slice(1).reduce((sum, one, n) => sum + one * (deviations[n] as number), 0) / variance
}
