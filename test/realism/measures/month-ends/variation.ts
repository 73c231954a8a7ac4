import type { Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { meanOf, medianFigure, tallyValues } from '#test/realism/tallies.ts'
import { monthEndsOf } from './month-ends.ts'

const fewest = 12

/**
 * The median customer's coefficient of variation of the main account's month-ends. Divided by the
 * mean of the absolute balances, so that accounts around zero have no infinite one.
 */
export const variation: Measure = {
  id: 'month-end-variation',
  name: 'variation of month-end balances (median CV)',
  unit: 2,
  range: [0.3, 0.5],
  source:
    'own estimate around 0.39, which the design of the generator gives for real accounts (no public figure found)',
  byPersona: [0.15, 1],
  start: tallyValues(variationOf, medianFigure),
}

function variationOf({ ledgers }: Life): number | undefined {
  const balances = ledgers[0] ? monthEndsOf(ledgers[0]).map(({ balance }) => balance) : []
  if (balances.length < fewest) return undefined
  const mean = meanOf(balances)
  const variance = balances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (balances.length - 1)
  return Math.sqrt(variance) / Math.max(1, meanOf(balances.map(Math.abs)))
}
