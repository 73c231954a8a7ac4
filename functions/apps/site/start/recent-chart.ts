import { scaleLinear, scaleTime } from 'd3-scale'
import { area, curveStepAfter, line } from 'd3-shape'
import { html } from 'hono/html'
import type { Movement, RecentBalance } from '#actions/worlds/recent-balance.ts'
import { formatMoney, type Html, nothing } from '#looks/index.ts'

type Size = { readonly width: number; readonly height: number; readonly name: 'is-wide' | 'is-narrow' }

const sizes: readonly Size[] = [
  { width: 640, height: 270, name: 'is-wide' },
  { width: 330, height: 230, name: 'is-narrow' },
]

/** Pixels around the plot: for the names above, the amounts at the left, the months below. */
const [above, left, below, right] = [34, 44, 26, 8]

const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' })
const thousands = (pounds: number): string =>
  pounds === 0 ? '£0' : `${pounds < 0 ? '−' : ''}£${Math.abs(pounds) / 1000}k`

/**
 * Draws three months of an account as steps, with its paydays and its largest payment. `balance` is
 * what the account holds now, in pence: payments of partners are in it.
 */
export const renderRecentChart = (recent: RecentBalance, name: string, balance: number): Html =>
  html`${sizes.map((size) => draw(recent, describe(recent, name, balance), balance, size))}`

function draw({ steps, from, to, pays, largest }: RecentBalance, label: string, balance: number, size: Size): Html {
  const { width, height } = size
  const points = [...steps, { at: to, balance }]
  const pounds = points.map((point) => point.balance / 100)
  const x = scaleTime([from * 1000, to * 1000], [left, width - right])
  const y = scaleLinear([Math.min(0, ...pounds), Math.max(...pounds)], [height - below, above]).nice(3)
  const at = (point: { readonly at: number }) => x(point.at * 1000)
  const up = (pence: number) => y(pence / 100)
  const along = line<(typeof points)[number]>(at, (point) => up(point.balance))
    .curve(curveStepAfter)
    .digits(1)
  const under = area<(typeof points)[number]>(at, up(0), (point) => up(point.balance))
    .curve(curveStepAfter)
    .digits(1)
  const months = x.ticks(4).filter((tick) => tick.getUTCDate() === 1)
  return html`<svg class="chart ${size.name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${y.ticks(3).map((tick) => html`<line class="${tick === 0 ? 'zero' : 'grid-line'}" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${thousands(tick)}</text>`)}
${pays.map((pay) => html`<line class="pin" x1="${at(pay)}" x2="${at(pay)}" y1="${above - 12}" y2="${up(pay.balance)}"/><text class="strong" x="${Math.min(at(pay), width - 24)}" y="${above - 18}" text-anchor="middle">Payday</text>`)}
<path class="under" d="${under(points)}"/><path class="stroke" d="${along(points)}"/>
${largest === undefined ? nothing : nameMovement(largest, at(largest), up(largest.balance), width)}
<circle class="dot" cx="${at({ at: to })}" cy="${up(balance)}" r="5"/>
${months.map((month) => html`<text x="${x(month)}" y="${height - 6}">${monthName.format(month)}</text>`)}
</svg>`
}

function nameMovement({ party, amount }: Movement, x: number, y: number, width: number): Html {
  const isLeft = x > width * 0.6
  return html`<circle class="dot" cx="${x}" cy="${y}" r="4"/><text class="halo strong" x="${isLeft ? x - 9 : x + 9}" y="${y - 8}" text-anchor="${isLeft ? 'end' : 'start'}">${party} ${formatMoney(amount)}</text>`
}

function describe({ pays, largest, steps }: RecentBalance, name: string, balance: number): string {
  const amounts = steps.map((step) => step.balance)
  const range = `between ${formatMoney(Math.min(...amounts))} and ${formatMoney(Math.max(...amounts))}`
  const most =
    largest === undefined ? '' : ` The largest payment was ${formatMoney(largest.amount)} to ${largest.party}.`
  return `Three months of ${name}: ${formatMoney(balance, 'GBP', 2)} now, ${range}, ${pays.length} paydays.${most}`
}
