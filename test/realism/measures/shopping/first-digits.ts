import { entriesOf } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { meanOf } from '#test/realism/tallies.ts'

/**
 * Compares the first digits of all amounts with Benford's law: the mean of the nine absolute
 * deviations. Amounts that arise from many prices, incomes and habits follow the law. Amounts drawn
 * evenly between two bounds do not.
 */
export const firstDigits: Measure = {
  id: 'first-digits',
  name: "first digits, deviation from Benford's law",
  unit: 4,
  range: [0, 0.012],
  source: 'Nigrini, Benford’s Law (2012): up to 0.012 is acceptable conformity',
  start() {
    const counts = new Array<number>(10).fill(0)
    let total = 0
    return {
      add(life) {
        for (const { amount } of entriesOf(life)) {
          let digit = Math.abs(amount)
          while (digit >= 10) digit = Math.floor(digit / 10)
          counts[digit] = (counts[digit] as number) + 1
          total++
        }
      },
      figure() {
        if (total === 0) return undefined
        const deviations = counts.slice(1).map((count, n) => Math.abs(count / total - Math.log10(1 + 1 / (n + 1))))
        return { value: meanOf(deviations) }
      },
    }
  },
}
