import { scaleLinear, scalePoint } from 'd3-scale'
import { html } from 'hono/html'
import type { Html } from './page.ts'

/** A chart over months. In the plot x goes from 0 to 100, y is in pixels from the top. */
type Chart = {
  /** What the picture says, in words. */
  readonly label: string
  readonly height: number
  readonly ticks: readonly { readonly y: number; readonly text: string; readonly isZero: boolean }[]
  readonly years: readonly { readonly x: number; readonly text: string }[]
  readonly plot: Html
  /** What lies on the plot and must not be stretched; here x is a percentage. */
  readonly over?: Html
}

const [above, below] = [8, 24]

/**
 * An axis of fixed width beside a picture that fills the page. The plot is stretched to that width,
 * texts are not, so they keep their size on every screen without a script.
 */
export function chart({ label, height, ticks, years, plot, over = html`` }: Chart): Html {
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
 * Pixels from the top for amounts in minor units, zero among them, and the round amounts that the
 * axis names.
 */
export function heights(values: readonly number[], height: number, text: (minor: number) => string) {
  const y = scaleLinear()
    .domain([Math.min(0, ...values), Math.max(0, ...values)])
    .nice(3)
    .range([height, 0])
  const ticks = y.ticks(3).map((minor) => ({ y: y(minor), text: text(minor), isZero: minor === 0 }))
  return { y, ticks }
}

/** The middle of each month, in hundredths of the width. */
export function places(months: readonly string[]): (month: string) => number {
  const x = scalePoint(months, [0, 100]).padding(0.5)
  return (month) => x(month) ?? 0
}

/** Where each year begins. */
export const yearsOf = (months: readonly string[], x: (month: string) => number) =>
  months.filter((month) => month.endsWith('-01')).map((month) => ({ x: x(month), text: month.slice(0, 4) }))
