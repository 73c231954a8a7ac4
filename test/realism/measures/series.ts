import { isWorkingDay } from '#mocks/base/calendar.ts'
import { entriesOf, type Life } from '#test/realism/lives.ts'
import { type Measure, percent } from '#test/realism/measure.ts'

const [least, most] = [0.15, 0.35]
const fewestPayments = 4
const isRegularFrom = 0.8

/**
 * The share of debits that belong to a monthly or weekly series: bills, subscriptions, savings.
 * Series are found as a partner would find them, by the gaps between payments to one party, not by
 * the bank's own labels. Studies of current accounts find a fifth to a third.
 */
export const series: Measure = {
  name: 'debits in monthly or weekly series',
  threshold: `${percent(least, 0)} to ${percent(most, 0)}`,
  of(lives) {
    let [regular, total] = [0, 0]
    for (const life of lives) {
      for (const one of seriesOf(life)) if (isSeries(one)) regular += one.length
      for (const { amount } of entriesOf([life])) if (amount < 0) total++
    }
    const share = regular / total
    return { measured: percent(share), passes: share >= least && share <= most }
  },
}

/** Returns the days of a customer's debits, by account, party and kind of payment. */
function seriesOf({ ledgers }: Life): Iterable<number[]> {
  const days = new Map<string, number[]>()
  for (const { account, months } of ledgers) {
    for (const { entries } of months) {
      for (const { amount, party, kind, at } of entries) {
        if (amount >= 0) continue
        const key = `${account.id} ${kind} ${party}`
        const known = days.get(key)
        if (known) known.push(at / 86_400)
        else days.set(key, [at / 86_400])
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

/** Salaries arrive on banking days: none on a Saturday, a Sunday or a bank holiday. */
export const salaries: Measure = {
  name: 'salaries on non-working days',
  threshold: 'none',
  of(lives) {
    let [astray, total] = [0, 0]
    for (const { kind, at } of entriesOf(lives)) {
      if (kind !== 'salary') continue
      total++
      if (!isWorkingDay(Math.floor(at / 86_400))) astray++
    }
    return { measured: `${astray} of ${total}`, passes: astray === 0 && total > 0 }
  },
}
