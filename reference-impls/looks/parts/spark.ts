import { scaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'
import { html } from 'hono/html'
import type { Html } from './html.ts'

const [width, height, margin] = [240, 56, 4]

/** The least height of the range of a line, as a part of its largest figure: noise stays small. */
const leastRange = 0.3

/**
 * Draws a line of figures without axes, from the oldest to the newest. `label` says the finding.
 * `isDown` gives it the colour of what is owed or falls.
 */
export function spark(figures: readonly number[], label: string, isDown = false): Html {
  const [lowest, high] = [Math.min(...figures), Math.max(...figures)]
  const low = Math.min(lowest, high - leastRange * Math.max(Math.abs(lowest), Math.abs(high)))
  const x = scaleLinear([0, Math.max(1, figures.length - 1)], [0, width])
  const y = scaleLinear([low, high === low ? low + 1 : high], [height - margin, margin])
  const along = (_: number, n: number) => x(n)
  const under = area<number>(along, height, (figure) => y(figure)).digits(1)(figures as number[])
  const stroke = line<number>(along, (figure) => y(figure)).digits(1)(figures as number[])
  return html`<svg class="spark${isDown ? ' down' : ''}" viewBox="0 0 ${width} ${height}" height="${height}" preserveAspectRatio="none" role="img" aria-label="${label}"><path class="under" d="${under}"/><path class="stroke" d="${stroke}"/></svg>`
}
