import { entriesOf, isCardSpending, type Life } from '#test/realism/life.ts'
import type { Measure, Tally } from '#test/realism/measure.ts'

/**
 * Card payments do not follow a single log-normal. Three measures, because each alone can be passed
 * by accident. They keep a count for each amount, so memory does not grow with the payments.
 */
class Amounts {
  private readonly counts = new Map<number, number>()
  total = 0

  add(life: Life): void {
    for (const entry of entriesOf(life)) {
      if (!isCardSpending(entry)) continue
      this.counts.set(-entry.amount, (this.counts.get(-entry.amount) ?? 0) + 1)
      this.total++
    }
  }

  /** Returns the logarithm of each amount with its count, smallest first. */
  sorted(): (readonly [log: number, count: number])[] {
    return [...this.counts].sort(([a], [b]) => a - b).map(([amount, count]) => [Math.log(amount), count])
  }

  fit(): { mean: number; deviation: number } {
    const logs = this.sorted()
    const mean = logs.reduce((sum, [log, count]) => sum + log * count, 0) / this.total
    const variance = logs.reduce((sum, [log, count]) => sum + count * (log - mean) ** 2, 0) / this.total
    return { mean, deviation: Math.sqrt(variance) }
  }
}

const tally = (measureAmounts: (amounts: Amounts) => number) => (): Tally => {
  const amounts = new Amounts()
  return {
    add: (life) => amounts.add(life),
    figure: () => (amounts.total === 0 ? undefined : { value: measureAmounts(amounts) }),
  }
}

/** The largest distance between the distribution and the best log-normal fit (Kolmogorov). */
const distance: Measure = {
  id: 'distance-to-log-normal',
  name: 'card spending, distance to a log-normal',
  unit: 3,
  range: [0.02, 0.2],
  source: 'own estimate: with this many payments 0.01 would be beyond doubt',
  start: tally((amounts) => {
    const { mean, deviation } = amounts.fit()
    let [below, far] = [0, 0]
    for (const [log, count] of amounts.sorted()) {
      const fitted = normalBelow((log - mean) / deviation)
      far = Math.max(far, Math.abs(fitted - below / amounts.total))
      below += count
      far = Math.max(far, Math.abs(fitted - below / amounts.total))
    }
    return far
  }),
}

/** The amount that one payment in a thousand exceeds, divided by the log-normal's amount. */
const largest: Measure = {
  id: 'largest-payments',
  name: 'card spending, 99.9 % quantile to that of a log-normal',
  unit: 2,
  range: [1.3, 10],
  source: 'own estimate: rare large purchases are no tail of the common ones',
  start: tally((amounts) => {
    const { mean, deviation } = amounts.fit()
    let below = 0
    for (const [log, count] of amounts.sorted()) {
      below += count
      if (below > (amounts.total - 1) * 0.999) return Math.exp(log - (mean + 3.0902 * deviation))
    }
    return 0
  }),
}

/** Hill's estimate of the tail index over the largest hundredth. */
const index: Measure = {
  id: 'tail-index',
  name: 'card spending, tail index of the largest hundredth',
  unit: 2,
  range: [1, 3],
  source: 'own estimate from studies of spending: a finite mean, no finite third moment',
  start: tally((amounts) => {
    const logs = amounts.sorted()
    let [left, sum, from] = [Math.ceil(amounts.total * 0.01), 0, 0]
    const all = left
    for (let n = logs.length - 1; n >= 0 && left > 0; n--) {
      const [log, count] = logs[n] as readonly [number, number]
      const taken = Math.min(left, count)
      sum += taken * log
      left -= taken
      from = log
    }
    return 1 / (sum / all - from)
  }),
}

export const tails: readonly Measure[] = [distance, largest, index]

/**
 * Returns the standard normal distribution function (Abramowitz and Stegun 26.2.17, exact to
 * 7.5e-8).
 */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series
  return x >= 0 ? 1 - above : above
}
