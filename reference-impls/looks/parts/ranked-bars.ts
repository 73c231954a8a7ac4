import { html } from 'hono/html'
import type { Html } from './html.ts'
import { formatMoney } from './money.ts'

/**
 * Lists amounts with a bar under each, the largest first. A bar is as long as its part of the
 * largest amount, or of `longest`. The figures stand beside the names, so the bars are hidden from
 * screen readers. Amounts are in minor units of the currency.
 */
export function rankedBars(
  rows: readonly { readonly what: string; readonly pence: number }[],
  currency: 'GBP' | 'EUR' = 'GBP',
  longest = 1,
): Html {
  const most = Math.max(longest, ...rows.map(({ pence }) => pence))
  return html`<ul class="ranked">${rows.map(
    ({ what, pence }) =>
      html`<li><span class="row between"><span>${what}</span><strong class="num">${formatMoney(pence, currency)}</strong></span><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="d2" width="${((pence / most) * 100).toFixed(1)}" height="8"/></svg></li>`,
  )}</ul>`
}
