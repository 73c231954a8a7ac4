import { area, line } from 'd3-shape'
import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'
import { listYears, renderChart, scaleAmounts, scaleMonths } from './chart.ts'
import { formatMoney, formatMonth } from './format.ts'

type Point = { readonly month: string; readonly minor: number }

/**
 * Builds a chart of one account's balances at the end of each month: a line, and the area between
 * it and zero. Balances are in minor units, undefined before the account was opened.
 */
export function renderBalanceChart(
  title: string,
  months: readonly string[],
  balances: readonly (number | undefined)[],
  currency: 'GBP' | 'EUR',
): Html {
  const points = months.flatMap((month, n): Point[] => {
    const minor = balances[n]
    return minor === undefined ? [] : [{ month, minor }]
  })
  const height = 120
  const x = scaleMonths(months)
  const { y, ticks } = scaleAmounts(
    points.map(({ minor }) => minor),
    height,
    (minor) => formatMoney(minor, currency),
  )
  const last = points.at(-1)
  const balanceLine = line<Point>()
    .x(({ month }) => x(month))
    .y(({ minor }) => y(minor))
  const balanceArea = area<Point>()
    .x(({ month }) => x(month))
    .y0(y(0))
    .y1(({ minor }) => y(minor))
  return renderChart({
    label: describeBalances(title, points, currency),
    height,
    ticks,
    years: listYears(months, x),
    plot: html`<path class="under" d="${balanceArea(points) ?? ''}"/><path class="along" d="${balanceLine(points) ?? ''}"/>`,
    ...(last && { over: html`<circle class="last" cx="${x(last.month)}%" cy="${y(last.minor)}" r="4"/>` }),
  })
}

/** Puts the first, last, lowest and highest balance into words. */
function describeBalances(title: string, points: readonly Point[], currency: 'GBP' | 'EUR'): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return `${title}: no month has ended since the account was opened.`
  const low = points.reduce((a, b) => (b.minor < a.minor ? b : a))
  const high = points.reduce((a, b) => (b.minor > a.minor ? b : a))
  const say = ({ month, minor }: Point) => `${formatMoney(minor, currency)} in ${formatMonth(month)}`
  return `${title}, balance at the end of each month: from ${say(first)} to ${say(last)}; lowest ${say(low)}, highest ${say(high)}.`
}
