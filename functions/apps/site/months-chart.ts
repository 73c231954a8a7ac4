import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'
import { listYears, renderChart, scaleAmounts, scaleMonths } from './chart.ts'
import { formatMoney, formatMonth } from './format.ts'

/** Builds a chart with two bars for each month: income and spending, in pence. */
export function renderMonthsChart(
  months: readonly string[],
  income: readonly number[],
  spending: readonly number[],
): Html {
  const height = 200
  const x = scaleMonths(months)
  const { y, ticks } = scaleAmounts([...income, ...spending], height, formatMoney)
  const width = (100 / months.length) * 0.4
  const bar = (kind: string, month: string, pence: number, left: number) =>
    pence === 0
      ? html``
      : html`<rect class="${kind}" x="${(x(month) + left).toFixed(3)}" width="${width.toFixed(3)}" y="${Math.min(y(pence), y(0)).toFixed(1)}" height="${Math.abs(y(pence) - y(0)).toFixed(1)}"/>`
  return renderChart({
    label: describeMonths(months, income, spending),
    height,
    ticks,
    years: listYears(months, x),
    plot: html`${months.map((month, n) => [
      bar('income', month, income[n] as number, -width),
      bar('spending', month, spending[n] as number, 0),
    ])}`,
  })
}

/** Puts the averages, and the month with the highest spending, into words. */
function describeMonths(months: readonly string[], income: readonly number[], spending: readonly number[]): string {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length)
  const most = spending.indexOf(Math.max(...spending))
  return `Income and spending by month. The monthly average is ${formatMoney(mean(income))} of income and ${formatMoney(mean(spending))} of spending. Spending was highest in ${formatMonth(months[most] as string)}, at ${formatMoney(spending[most] as number)}.`
}
