import type { Coming } from '#actions/worlds/coming.ts'
import { counted, listed, shortNameOf } from '#apps/console/words.ts'

/** A line of what is coming: a day, and what happens on it. */
export type ComingLine = { readonly day: string; readonly at: number; readonly what: string }

/** How many lines the clock shows. */
const mostLines = 5

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'Europe/London' })

/** Formats the day of an instant in London without its year: `24 Dec`. */
export const formatShortDay = (at: number): string => dayFormat.format(at)

const words: Readonly<Record<Coming['what'], readonly [one: string, many: string]>> = {
  salary: ['Salary', 'Salaries'],
  income: ['Income', 'Income'],
  'direct-debit': ['Direct debit', 'Direct debits'],
  'standing-order': ['Standing order', 'Standing orders'],
  payment: ['Payment', 'Payments'],
  return: ['Returned payment', 'Returned payments'],
  interest: ['Interest', 'Interest'],
  'consent-end': ['Access ends', 'Access ends'],
}

/**
 * Groups what is coming by its day and kind, and keeps the next lines. The next salary is among
 * them, however far away.
 */
export function buildComingLines(coming: readonly Coming[]): ComingLine[] {
  const groups = new Map<string, Coming[]>()
  for (const one of coming) {
    const name = `${formatShortDay(one.at)} ${one.what}`
    groups.set(name, [...(groups.get(name) ?? []), one])
  }
  const lines = [...groups.values()].map((group) => ({ line: buildLine(group), what: group[0]?.what }))
  const next = lines.slice(0, mostLines)
  const salary = lines.find(({ what }) => what === 'salary')
  if (salary && !next.includes(salary)) next.splice(mostLines - 1, 1, salary)
  return next.map(({ line }) => line)
}

function buildLine(group: readonly Coming[]): ComingLine {
  const [{ at, what }] = group as [Coming]
  const [one, many] = words[what]
  const title = group.length === 1 || one === many ? one : counted(group.length, one, many.toLowerCase())
  const names = [...new Set(group.flatMap(({ who }) => (who === undefined ? [] : [shortNameOf(who)])))]
  const who = names.length > 3 ? [...names.slice(0, 2), counted(names.length - 2, 'more', 'more')] : names
  return { day: formatShortDay(at), at, what: who.length === 0 ? title : `${title} · ${listed(who)}` }
}

/**
 * Returns the instant just after the next payday: the last salary of the day on which the first one
 * comes. Without any salary, it is the next other income.
 */
export function findPayday(coming: readonly Coming[]): number | undefined {
  const paid = coming.filter(({ what }) => what === 'salary')
  const [first] = paid.length > 0 ? paid : coming.filter(({ what }) => what === 'income')
  if (!first) return undefined
  const sameDay = coming.filter(
    ({ what, at }) => what === first.what && formatShortDay(at) === formatShortDay(first.at),
  )
  return Math.max(...sameDay.map(({ at }) => at)) + 60_000
}
