import { secondsPerDay } from '#mocks/base/calendar.ts'
import type { Life } from '#test/realism/life.ts'
import type { Measure } from '#test/realism/measure.ts'
import { tallyShare } from '#test/realism/tallies.ts'

const fewestPayments = 4
const isRegularFrom = 0.8

/**
 * The share of debits that belong to a monthly or weekly series: bills, subscriptions, savings.
 * Series are found as a partner would find them, by the gaps between payments to one party, not by
 * the bank's own labels.
 */
export const series: Measure = {
  id: 'debits-in-series',
  name: 'debits in monthly or weekly series',
  unit: 'percent',
  range: [0.15, 0.35],
  source:
    'own estimate: a fifth to a third; UK Finance counts 4.8 bn direct debits to 26 bn debit card payments (2024)',
  start: tallyShare((life, count) => {
    for (const days of seriesOf(life)) {
      const isPart = isSeries(days)
      for (let n = 0; n < days.length; n++) count(isPart)
    }
  }),
}

/** Returns the days of a customer's debits, by account, party and kind of payment. */
function seriesOf({ ledgers }: Life): Iterable<number[]> {
  const days = new Map<string, number[]>()
  for (const { product, months } of ledgers) {
    for (const { entries } of months) {
      for (const { amount, party, kind, at } of entries) {
        if (amount >= 0) continue
        const key = `${product} ${kind} ${party}`
        const known = days.get(key)
        if (known) known.push(at / secondsPerDay)
        else days.set(key, [at / secondsPerDay])
      }
    }
  }
  return days.values()
}

/**
 * Returns whether there are at least four payments, and four of five gaps are a month (25 to 36
 * days) or a week (6 to 8 days) long.
 */
function isSeries(days: readonly number[]): boolean {
  if (days.length < fewestPayments) return false
  const gaps = days.slice(1).map((day, n) => day - (days[n] as number))
  const share = (low: number, high: number) => gaps.filter((gap) => gap >= low && gap <= high).length / gaps.length
  return share(25, 36) >= isRegularFrom || share(6, 8) >= isRegularFrom
}
