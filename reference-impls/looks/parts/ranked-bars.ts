import { html } from 'hono/html'
import { type Content, type Html, nothing } from './html.ts'
import { formatMoney } from './money.ts'

/** An amount with its name. */
export type RankedAmount = {
  readonly what: string
  readonly pence: number
  /** How the amount is written; in whole units of the currency if absent. */
  readonly amount?: string
  /** What is said of it in small print, such as the number of payments. */
  readonly note?: Content
}

/**
 * Lists amounts with a bar under each, the largest first. A bar is as long as its part of the
 * largest amount, or of `longest`. The figures stand beside the names, so the bars are hidden from
 * screen readers. Amounts are in minor units of the currency.
 */
export function rankedBars(rows: readonly RankedAmount[], currency: 'GBP' | 'EUR' = 'GBP', longest = 1): Html {
  const most = Math.max(longest, ...rows.map(({ pence }) => pence))
  return html`<ul class="ranked">${rows.map(
    ({ what, pence, amount = formatMoney(pence, currency), note }) =>
      html`<li><span class="row between"><span>${what}${note === undefined ? nothing : html` <small class="soft">${note}</small>`}</span><strong class="num">${amount}</strong></span><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect class="d2" width="${((pence / most) * 100).toFixed(1)}" height="8"/></svg></li>`,
  )}</ul>`
}
