import { secondsPerDay } from '#mocks/base/calendar.ts'
import { entriesOf, isCardSpending, type Life, ledgerEntries } from '#test/realism/life.ts'
import { londonTime } from '#test/realism/london.ts'
import type { Measure } from '#test/realism/measure.ts'
import { medianFigure, tallyValues } from '#test/realism/tallies.ts'

const pay: ReadonlySet<string> = new Set(['salary', 'direct-credit'])
/** A payday brings at least this part of a mean month's pay, and the next is not near. */
const leastPart = 0.4
const fewestDaysBetween = 20
/** One large purchase must not decide a week: pence. */
const largest = 100_00

/**
 * Card spending in the week from payday, to that of the week before: the median customer's ratio.
 */
export const payWeek: Measure = {
  id: 'week-after-payday',
  name: 'card spending in the week from payday to the week before (median)',
  unit: 2,
  range: [1.05, 1.8],
  source: 'own range; Olafsson and Pagel (2018) find over half spend 25 % more on payday itself, also in UK app data',
  byPersona: [1.03, 2.2],
  start: tallyValues((life) => ratioOf(life, [0, 6], [-7, -1]), medianFigure),
}

/** Card spending on payday itself, to that of a mean day of the six after it. */
export const payday: Measure = {
  id: 'payday-itself',
  name: 'card spending on payday to the days after it (median)',
  unit: 2,
  range: [0.8, 2],
  source: 'own range: the effect of pay is spread over days',
  byPersona: [0.6, 2.4],
  start: tallyValues((life) => {
    const ratio = ratioOf(life, [0, 0], [1, 6])
    return ratio === undefined ? undefined : ratio * 6
  }, medianFigure),
}

type Days = readonly [first: number, last: number]

/**
 * Returns spending on some days from payday divided by that on others; undefined without paydays.
 */
function ratioOf(life: Life, some: Days, others: Days): number | undefined {
  const paydays = paydaysOf(life)
  if (paydays.length < 6) return undefined
  const byDay = new Map<number, number>()
  for (const entry of entriesOf(life)) {
    if (!isCardSpending(entry)) continue
    const { day } = londonTime(entry.made)
    byDay.set(day, (byDay.get(day) ?? 0) + Math.min(largest, -entry.amount))
  }
  const spentOn = ([first, last]: Days) => {
    let sum = 0
    for (const payday of paydays) for (let n = first; n <= last; n++) sum += byDay.get(payday + n) ?? 0
    return sum
  }
  const other = spentOn(others)
  return other === 0 ? undefined : spentOn(some) / other
}

/** Returns the days of large pay, if they are at least three weeks apart. */
function paydaysOf({ ledgers, from, to }: Life): number[] {
  const [main] = ledgers
  const paid = main
    ? [...ledgerEntries(main)].filter(({ kind, own, amount }) => pay.has(kind) && !own && amount > 0)
    : []
  const least = (leastPart * paid.reduce((sum, { amount }) => sum + amount, 0)) / (to - from)
  const days = paid.filter(({ amount }) => amount >= least).map(({ at }) => Math.floor(at / secondsPerDay))
  const areApart = days.every((day, n) => n === 0 || day - (days[n - 1] as number) >= fewestDaysBetween)
  return areApart ? days : []
}
