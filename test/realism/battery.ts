import type { Bank } from '#mocks/base/bank.ts'
import { personas } from '#mocks/people/personas.ts'
import { livesOf } from './lives.ts'
import type { Measure, Result } from './measure.ts'
import { balances, limits, transfers } from './measures/books.ts'
import { endings, firstDigits } from './measures/digits.ts'
import { distinguishable } from './measures/personas.ts'
import { decembers, nights, weekdays } from './measures/rhythm.ts'
import { salaries, series } from './measures/series.ts'
import { tails } from './measures/tails.ts'

/** Every measure, in the order of the table. */
export const measures: readonly Measure[] = [
  firstDigits,
  series,
  salaries,
  nights,
  endings,
  weekdays,
  decembers,
  tails,
  balances,
  limits,
  transfers,
  distinguishable,
]

/** One line of the table. */
type Figure = Result & Pick<Measure, 'name' | 'threshold'>

/** The number of customers of each persona, for the measure that compares personas. */
const ofEach = 30

/**
 * Runs every measure over the given months (at least twelve) before the bank begins. A large bank
 * is sampled: at most `most` customers.
 */
export function runBattery(bank: Bank, months: number, most: number): Figure[] {
  const sample = livesOf(bank, months, most)
  const mix = personas.map(({ id }) => [id, ofEach] as const)
  const equal: Bank = { ...bank, size: personas.length * (ofEach + 1), mix }
  const equals = livesOf(equal, 12, equal.size).slice(personas.length)
  return measures.map(({ name, threshold, overEqualNumbers, of }) => ({
    name,
    threshold,
    ...of(overEqualNumbers ? equals : sample),
  }))
}
