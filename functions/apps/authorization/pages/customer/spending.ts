import { html } from 'hono/html'
import type { MonthOfSpending } from '#actions/pictures/spending.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, nothing } from '#apps/authorization/pages/page.ts'
import { formatShortMoney, rankedBars } from '#looks/index.ts'

/** How many categories stand before the others. */
const shownFirst = 6

/** What was spent by month, and by category in one of the months, which a press on it chooses. */
export function spendingSection(
  { t }: PageSettings,
  months: readonly MonthOfSpending[],
  chosen: string,
  currency: 'GBP' | 'EUR',
): Html {
  const words = t.bank.account
  const current = months.find(({ month }) => month === chosen)
  if (!current || months.every(({ total }) => total === 0)) return nothing
  const most = Math.max(1, ...months.map(({ total }) => total))
  const name = t.monthName(Date.parse(current.month))
  const isRunning = current === months.at(-1)
  const [first, more] = [current.spentOn.slice(0, shownFirst), current.spentOn.slice(shownFirst)]
  return html`<section class="spending" aria-labelledby="spending"><h2 id="spending">${words.spending}</h2><div class="box">
<div class="row between"><p class="soft small">${isRunning ? words.spentSoFar(name) : words.spentIn(name)}</p><p class="big">${t.money(current.total, currency)}</p></div>
<ol class="months" aria-label="${words.months}">${months.map((one) => renderMonth(t.shortMonth(Date.parse(one.month)), one, { most, currency, isCurrent: one === current }))}</ol>
${
  first.length === 0
    ? html`<p class="hint">${words.spentNothing(name)}</p>`
    : html`<div>${rankedBars(first, currency)}${more.length === 0 ? nothing : html`<details class="figures"><summary>${words.moreCategories(more.length)}</summary>${rankedBars(more, currency, first[0]?.pence)}</details>`}</div>`
}</div></section>`
}

/** Draws a month as a bar that is as high as its part of the largest month. */
const renderMonth = (
  name: string,
  { month, total }: MonthOfSpending,
  { most, currency, isCurrent }: { most: number; currency: 'GBP' | 'EUR'; isCurrent: boolean },
): Html => {
  const height = (Math.max(0.02, total / most) * 60).toFixed(1)
  return html`<li><a href="?month=${month}#spending"${isCurrent ? html` aria-current="true"` : nothing}><span class="num xs">${formatShortMoney(Math.round(total / 100) * 100, currency)}</span><svg viewBox="0 0 40 60" preserveAspectRatio="none" aria-hidden="true"><rect class="d2" y="${(60 - Number(height)).toFixed(1)}" width="40" height="${height}" rx="3"/></svg><span class="small">${name}</span></a></li>`
}
