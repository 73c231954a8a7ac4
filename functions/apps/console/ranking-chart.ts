import { html } from 'hono/html'
import type { Html } from './page.ts'
import { money } from './text.ts'

const rowHeight = 40
const barHeight = 10

/** What money was spent on, the most first: a name, an amount, and a bar under both. Pence. */
export function rankingChart(rows: readonly { readonly what: string; readonly pence: number }[]): Html {
  const [first] = rows
  const most = first?.pence ?? 1
  const total = rows.reduce((sum, { pence }) => sum + pence, 0)
  const label = first
    ? `Spending of the last twelve months, ${money(total)} in all: ${rows
        .slice(0, 3)
        .map(({ what, pence }) => `${what} ${money(pence)}`)
        .join(', ')} and ${Math.max(0, rows.length - 3)} more.`
    : 'Nothing was spent in the last twelve months.'
  return html`<svg class="ranking" role="img" aria-label="${label}" width="100%" height="${Math.max(1, rows.length) * rowHeight}">
${rows.map(({ what, pence }, n) => {
  const top = n * rowHeight
  return html`<text x="0" y="${top + 15}">${what}</text><text x="100%" y="${top + 15}" text-anchor="end">${money(pence)}</text><rect class="track" x="0" y="${top + 21}" width="100%" height="${barHeight}" rx="3"/><rect class="spending" x="0" y="${top + 21}" width="${((pence / most) * 100).toFixed(2)}%" height="${barHeight}" rx="3"/>`
})}
</svg>`
}
