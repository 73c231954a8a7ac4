import { entriesOf, isCardSpending } from '#test/realism/lives.ts'
import type { Measure } from '#test/realism/measure.ts'

const leastDistance = 0.02
const leastTailRatio = 1.3
const [lowestIndex, highestIndex] = [1, 3]

/**
 * Card payments do not follow a single log-normal. Three tests at once, because each alone can be
 * passed by accident. First, the largest distance between the distribution and the best log-normal
 * fit (Kolmogorov; with this many payments 0.01 would be beyond doubt). Second, the amount that one
 * payment in a thousand exceeds, divided by the log-normal's amount. Third, Hill's estimate of the
 * tail index over the largest hundredth. Studies of spending find 1 to 3: finite mean, no finite
 * third moment.
 */
export const tails: Measure = {
  name: 'card spending: distance to a log-normal, ratio of 99.9 % quantiles, tail index',
  threshold: `>= ${leastDistance}, >= ${leastTailRatio}, ${lowestIndex} to ${highestIndex}`,
  of(lives) {
    const amounts: number[] = []
    for (const entry of entriesOf(lives)) if (isCardSpending(entry)) amounts.push(-entry.amount)
    const logs = Float64Array.from(amounts, Math.log).sort()
    const { mean, deviation } = momentsOf(logs)
    const at = (part: number) => logs[Math.floor((logs.length - 1) * part)] as number
    const distance = logs.reduce((far, log, n) => {
      const fitted = normalBelow((log - mean) / deviation)
      return Math.max(far, Math.abs(fitted - n / logs.length), Math.abs(fitted - (n + 1) / logs.length))
    }, 0)
    const ratio = Math.exp(at(0.999) - (mean + 3.0902 * deviation))
    const tail = logs.subarray(Math.floor(logs.length * 0.99))
    const index = 1 / (momentsOf(tail).mean - (tail[0] as number))
    return {
      measured: `${distance.toFixed(3)}, ${ratio.toFixed(2)}, ${index.toFixed(2)}`,
      passes: distance >= leastDistance && ratio >= leastTailRatio && index >= lowestIndex && index <= highestIndex,
    }
  },
}

function momentsOf(values: Float64Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

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
