import { html } from 'hono/html'
import type { Html } from '#looks/index.ts'
import { formatMoney } from './format.ts'

const rowHeight = 40
const barHeight = 10

/**
 * Builds a chart of spending by category, in pence: a name, an amount, and a bar under both. `rows`
 * begin with the largest.
 */
export function renderRankingChart(rows: readonly { readonly what: string; readonly pence: number }[]): Html {
  const [first] = rows
  const most = first?.pence ?? 1
  const total = rows.reduce((sum, { pence }) => sum + pence, 0)
  const label = first
    ? `Spending of the last twelve months, ${formatMoney(total)} in all: ${rows
        .slice(0, 3)
        .map(({ what, pence }) => `${what} ${formatMoney(pence)}`)
        .join(', ')} and ${Math.max(0, rows.length - 3)} more.`
    : 'Nothing was spent in the last twelve months.'
  return html`<svg class="ranking" role="img" aria-label="${label}" width="100%" height="${Math.max(1, rows.length) * rowHeight}">
${rows.map(({ what, pence }, n) => {
  const top = n * rowHeight
  return html`<text x="0" y="${top + 15}">${what}</text><text x="100%" y="${top + 15}" text-anchor="end">${formatMoney(pence)}</text><rect class="track" x="0" y="${top + 21}" width="100%" height="${barHeight}" rx="3"/><rect class="spending" x="0" y="${top + 21}" width="${((pence / most) * 100).toFixed(2)}%" height="${barHeight}" rx="3"/>`
})}
</svg>`
}
