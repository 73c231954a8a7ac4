import { html } from 'hono/html'
import { chart, heights, places, yearsOf } from './chart.ts'
import type { Html } from './page.ts'
import { money, monthName } from './text.ts'

/** Income beside spending, a pair of bars a month. Pence. */
export function monthsChart(months: readonly string[], income: readonly number[], spending: readonly number[]): Html {
  const height = 200
  const x = places(months)
  const { y, ticks } = heights([...income, ...spending], height, money)
  const width = (100 / months.length) * 0.4
  const bar = (kind: string, month: string, pence: number, left: number) =>
    pence === 0
      ? html``
      : html`<rect class="${kind}" x="${(x(month) + left).toFixed(3)}" width="${width.toFixed(3)}" y="${Math.min(y(pence), y(0)).toFixed(1)}" height="${Math.abs(y(pence) - y(0)).toFixed(1)}"/>`
  return chart({
    label: inWords(months, income, spending),
    height,
    ticks,
    years: yearsOf(months, x),
    plot: html`${months.map((month, n) => [
      bar('income', month, income[n] as number, -width),
      bar('spending', month, spending[n] as number, 0),
    ])}`,
  })
}

function inWords(months: readonly string[], income: readonly number[], spending: readonly number[]): string {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)
  const most = spending.indexOf(Math.max(...spending))
  return `Income and spending by month. On average ${money(mean(income))} came in and ${money(mean(spending))} was spent; most was spent in ${monthName(months[most] as string)}, ${money(spending[most] as number)}.`
}
