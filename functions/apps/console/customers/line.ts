import { html } from 'hono/html'
import { formatMoney, type Html, spark } from '#looks/index.ts'
import { formatMonth } from './format.ts'

/** A line of balances: at the end of each month since one, and last at now. Minor units. */
export type Line = {
  readonly title: string
  readonly currency: 'GBP' | 'EUR'
  readonly balances: readonly number[]
  /** `2023-11`. */
  readonly since: string
}

const ends = ({ balances }: Line) => [balances[0] ?? 0, balances.at(-1) ?? 0] as const

/** Returns whether balances fall, more than they move by chance, or more is owed than before. */
export function falls(balances: readonly number[]): boolean {
  const range = Math.max(...balances) - Math.min(...balances)
  return (balances.at(-1) ?? 0) < (balances[0] ?? 0) - range * 0.25
}

/** Draws a line of balances; its label says from what to what it went. */
export function renderLine(line: Line): Html {
  const [first, last] = ends(line)
  const { title, currency, since } = line
  const label = `${title}, month by month: from ${formatMoney(first, currency)} in ${formatMonth(since)} to ${formatMoney(last, currency)} now`
  return spark(line.balances, label, falls(line.balances))
}

/** Says how far a line rose or fell: `▲ £9,851 in three years`. */
export function renderChange(line: Line): Html {
  const [first, last] = ends(line)
  const shape = last === first ? html`=` : last > first ? html`▲` : html`▼`
  const words = last === first ? 'unchanged' : last > first ? 'up' : 'down'
  const time = line.balances.length > 36 ? 'in three years' : `since ${formatMonth(line.since)}`
  return html`<span aria-hidden="true">${shape}</span><span class="hide">${words}</span> ${formatMoney(Math.abs(last - first), line.currency)} ${time}`
}
