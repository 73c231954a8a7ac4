import { entriesOf, isCardSpending, type Life } from '#test/realism/lives.ts'
import type { Measure } from '#test/realism/measure.ts'

const most = 0.012

/**
 * Compares the first digits of all amounts with Benford's law: the mean of the nine absolute
 * deviations. Amounts that arise from many prices, incomes and habits follow the law. Amounts drawn
 * evenly between two bounds do not. Nigrini calls up to 0.012 acceptable.
 */
export const firstDigits: Measure = {
  name: "first digits, deviation from Benford's law",
  threshold: `<= ${most}`,
  of(lives) {
    const deviation = benfordDeviation(lives)
    return { measured: deviation.toFixed(4), passes: deviation <= most }
  },
}

function benfordDeviation(lives: readonly Life[]): number {
  const counts = new Array<number>(10).fill(0)
  let total = 0
  for (const { amount } of entriesOf(lives)) {
    const digit = Number(String(Math.abs(amount))[0])
    counts[digit] = (counts[digit] as number) + 1
    total++
  }
  const deviations = counts.slice(1).map((count, n) => Math.abs(count / total - Math.log10(1 + 1 / (n + 1))))
  return deviations.reduce((sum, one) => sum + one, 0) / 9
}

const leastTimes = 3

/**
 * The pence of card payments: .00 and .99 are each at least three times as frequent as if all
 * hundred endings were equal. Shop prices end that way; random numbers do not.
 */
export const endings: Measure = {
  name: 'prices that end in .00 and .99, ratio to uniform',
  threshold: `>= ${leastTimes} each`,
  of(lives) {
    let [round, nines, total] = [0, 0, 0]
    for (const entry of entriesOf(lives)) {
      if (!isCardSpending(entry)) continue
      const pence = -entry.amount % 100
      if (pence === 0) round++
      if (pence === 99) nines++
      total++
    }
    const times = [round, nines].map((count) => (count / total) * 100)
    return { measured: times.map((one) => one.toFixed(1)).join(', '), passes: times.every((one) => one >= leastTimes) }
  },
}
