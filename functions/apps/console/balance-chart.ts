import { area, line } from 'd3-shape'
import { html } from 'hono/html'
import { chart, heights, places, yearsOf } from './chart.ts'
import type { Html } from './page.ts'
import { money, monthName } from './text.ts'

type Point = { readonly month: string; readonly minor: number }

/**
 * One account's month-end balances as a line over its area to zero. Minor units; undefined before
 * the account was opened.
 */
export function balanceChart(
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
  const x = places(months)
  const { y, ticks } = heights(
    points.map(({ minor }) => minor),
    height,
    (minor) => money(minor, currency),
  )
  const last = points.at(-1)
  const along = line<Point>()
    .x(({ month }) => x(month))
    .y(({ minor }) => y(minor))
  const under = area<Point>()
    .x(({ month }) => x(month))
    .y0(y(0))
    .y1(({ minor }) => y(minor))
  return chart({
    label: inWords(title, points, currency),
    height,
    ticks,
    years: yearsOf(months, x),
    plot: html`<path class="under" d="${under(points) ?? ''}"/><path class="along" d="${along(points) ?? ''}"/>`,
    ...(last && { over: html`<circle class="last" cx="${x(last.month)}%" cy="${y(last.minor)}" r="4"/>` }),
  })
}

function inWords(title: string, points: readonly Point[], currency: 'GBP' | 'EUR'): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return `${title}: no month has ended yet.`
  const low = points.reduce((a, b) => (b.minor < a.minor ? b : a))
  const high = points.reduce((a, b) => (b.minor > a.minor ? b : a))
  const say = ({ month, minor }: Point) => `${money(minor, currency)} in ${monthName(month)}`
  return `${title}, balance at the end of each month: from ${say(first)} to ${say(last)}; lowest ${say(low)}, highest ${say(high)}.`
}
