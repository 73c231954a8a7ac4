import { scaleLinear, scalePoint } from 'd3-scale'
import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'

/** A chart over months. In the plot, x runs from 0 to 100, and y is in pixels from the top. */
type Chart = {
  /** The text that screen readers read instead of the chart. */
  readonly label: string
  readonly height: number
  readonly ticks: readonly { readonly y: number; readonly text: string; readonly isZero: boolean }[]
  readonly years: readonly { readonly x: number; readonly text: string }[]
  readonly plot: Html
  /** Shapes over the plot that must not be stretched. Their x is a percentage. */
  readonly over?: Html
}

/** Pixels above the plot, and below it for the years. */
const [above, below] = [8, 24]

/**
 * Builds a chart: an axis of fixed width, and a plot that fills the rest of the page. Only the plot
 * is stretched, so texts keep their size on every screen without a script.
 */
export function renderChart({ label, height, ticks, years, plot, over = html`` }: Chart): Html {
  const whole = above + height + below
  return html`<div class="chart"><svg class="axis" aria-hidden="true" width="100%" height="${whole}">
${ticks.map(({ y, text }) => html`<text x="100%" y="${above + y + 4}" text-anchor="end">${text}</text>`)}
</svg><svg role="img" aria-label="${label}" width="100%" height="${whole}"><svg y="${above}" width="100%" height="${height}" overflow="visible">
${ticks.map(({ y, isZero }) => html`<line class="${isZero ? 'zero' : 'grid'}" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}
${years.map(({ x }) => html`<line class="zero" x1="${x}%" x2="${x}%" y1="${height}" y2="${height + 6}"/>`)}
<svg width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none" overflow="visible">${plot}</svg>
${over}
${years.map(({ x, text }) => html`<text x="${x}%" y="${height + 20}" text-anchor="${x > 90 ? 'end' : 'start'}">${text}</text>`)}
</svg></svg></div>`
}

/**
 * Builds the vertical scale of amounts in minor units, which always includes zero. `y` returns
 * pixels from the top; `ticks` are the round amounts on the axis.
 */
export function scaleAmounts(values: readonly number[], height: number, text: (minor: number) => string) {
  const y = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values)])
    .nice(3)
    .range([height, 0])
  const ticks = y.ticks(3).map((minor) => ({ y: y(minor), text: text(minor), isZero: minor === 0 }))
  return { y, ticks }
}

/** Builds the horizontal scale: from a month to its middle, in percent of the width. */
export function scaleMonths(months: readonly string[]): (month: string) => number {
  const x = scalePoint(months, [0, 100]).padding(0.5)
  return (month) => x(month) ?? 0
}

/** Returns the position and label of each January. */
export const listYears = (months: readonly string[], x: (month: string) => number) =>
  months.filter((month) => month.endsWith('-01')).map((month) => ({ x: x(month), text: month.slice(0, 4) }))
