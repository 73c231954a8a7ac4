import { entriesOf, type Life, yearBeforeNow } from '#test/realism/life.ts'
import type { Measure, Tally } from '#test/realism/measure.ts'
import { meanFigure, meanOf, medianOf, tallyValues, z } from '#test/realism/tallies.ts'

const incomes: ReadonlySet<string> = new Set(['salary', 'direct-credit', 'payment-in', 'cash-deposit'])
const spending: ReadonlySet<string> = new Set([
  'card-purchase',
  'credit-card-purchase',
  'cash-withdrawal',
  'direct-debit',
  'standing-order',
  'payment-out',
])

/** Returns a mean month's income, and what was spent of it, in the year before the world began. */
function budgetOf(life: Life): { income: number; spent: number } | undefined {
  const year = yearBeforeNow(life)
  if ((year.ledgers[0]?.months.length ?? 0) < 12) return undefined
  const sums = { income: 0, spent: 0 }
  for (const { amount, kind, own, reference } of entriesOf(year)) {
    if (own) continue
    if (amount > 0 && incomes.has(kind) && reference !== 'OPENING') sums.income += amount / 12
    if (amount < 0 && spending.has(kind)) sums.spent -= amount / 12
  }
  return sums.income > 0 ? sums : undefined
}

/** The Gini coefficient of the incomes of personal customers, with bounds by the jackknife. */
const gini: Measure = {
  id: 'income-gini',
  name: 'Gini coefficient of personal incomes',
  unit: 2,
  range: [0.28, 0.42],
  source: 'ONS: 0.33 to 0.36 for disposable household income, 2020 to 2023; own range around it',
  start: tallyValues(
    (life) => (life.category === 'Personal' ? budgetOf(life)?.income : undefined),
    (values) => {
      if (values.length < 3) return undefined
      const sorted = values.toSorted((a, b) => a - b)
      const value = giniOf(sorted)
      const others = sorted.map((_, n) => giniOf(sorted.toSpliced(n, 1)))
      const variance = ((sorted.length - 1) / sorted.length) * others.reduce((sum, one) => sum + (one - value) ** 2, 0)
      const reach = z * Math.sqrt(variance)
      return { value, low: value - reach, high: value + reach, detail: `${sorted.length} customers` }
    },
  ),
}

function giniOf(sorted: readonly number[]): number {
  const weighted = sorted.reduce((sum, one, n) => sum + one * (2 * n + 1 - sorted.length), 0)
  return weighted / (sorted.length ** 2 * meanOf(sorted))
}

/** Starts a tally of one number a customer, each with the others of its persona. */
const tallyByPersona =
  (valueIn: (life: Life) => number | undefined, figure: (groups: readonly number[][]) => ReturnType<Tally['figure']>) =>
  (): Tally => {
    const groups = new Map<string, number[]>()
    return {
      add(life) {
        const value = valueIn(life)
        if (value !== undefined) groups.set(life.persona, [...(groups.get(life.persona) ?? []), value])
      },
      figure: () => figure([...groups.values()].filter(({ length }) => length > 2)),
    }
  }

/** Incomes inside a persona: the mean, as a part of the median. Real incomes have a long tail. */
const skew: Measure = {
  id: 'income-skew',
  name: 'incomes inside a persona, mean to median',
  unit: 2,
  range: [1.03, 1.5],
  source: 'own estimate; ONS: 1.2 for household incomes of all kinds together',
  byPersona: [1.01, 1.8],
  overEqualNumbers: true,
  start: tallyByPersona(
    (life) => budgetOf(life)?.income,
    (groups) => meanFigure(groups.flatMap((group) => group.map((one) => one / medianOf(group)))),
  ),
}

/** How much customers of a persona differ in the part of their income that they spend. */
const thrift: Measure = {
  id: 'spending-part-spread',
  name: 'part of income spent, deviation inside a persona',
  unit: 3,
  range: [0.08, 0.6],
  source: 'own estimate: some save a fifth, some borrow; a plan by income alone makes all spend one part',
  byPersona: [0.05, 1],
  overEqualNumbers: true,
  start: tallyByPersona(
    (life) => {
      const budget = budgetOf(life)
      return budget && budget.spent / budget.income
    },
    (groups) => {
      const squares = groups.flatMap((group) => group.map((one) => (one - meanOf(group)) ** 2))
      if (squares.length === 0) return undefined
      const value = Math.sqrt(meanOf(squares))
      const reach = (z * value) / Math.sqrt(2 * squares.length)
      return { value, low: value - reach, high: value + reach, detail: `${squares.length} customers` }
    },
  ),
}

export const incomeMeasures: readonly Measure[] = [gini, skew, thrift]
