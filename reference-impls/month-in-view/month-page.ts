import { html } from 'hono/html'
import { addMonths, getComparisonPeriod, type Month, monthAt } from './calendar.ts'
import {
  formatCount,
  formatDay,
  formatInstant,
  formatMoney,
  formatMonth,
  formatMonthName,
  formatShortDay,
} from './format.ts'
import { type Html, renderLayout } from './layout.ts'
import type { Spending } from './sums.ts'
import type { View } from './view.ts'

/** How many payees the page shows. */
const mostPayees = 6

/** Builds the page of a customer's month. */
export function renderMonthPage(view: View): Html {
  const { customer, month, now } = view
  const isCurrent = month === monthAt(now)
  // Its column depends on the month, so that both columns have a similar length.
  const biggestPayees = renderSpending(view, 'whom', 'Biggest payees', view.payees.slice(0, mostPayees))
  return renderLayout(
    `${formatMonth(month)} · Month in view`,
    html`<header>
<p class="who">${customer ?? 'Month in view'}</p>
<h1>${formatMonth(month)}</h1>
${renderSummary(view, isCurrent)}
${renderMonthLinks(month, isCurrent)}
</header>
<div class="sections">
<div>
${renderFlow(view, isCurrent)}
${renderAccounts(view)}
${isCurrent ? renderUpcoming(view) : biggestPayees}
</div>
<div>
${renderSpending(view, 'where', 'Where it went', view.categories)}
${isCurrent ? biggestPayees : ''}
</div>
</div>
<footer><p>As of ${formatInstant(now)}, by the bank’s clock. Transfers between these accounts do not count as money in or out.</p></footer>`,
  )
}

/** Names the period of the comparison: `by 24 October`, or `in October`. */
function describeComparison({ month, now }: View, isCurrent: boolean): string {
  return isCurrent
    ? `by ${formatDay(getComparisonPeriod(month, now).until - 1)}`
    : `in ${formatMonthName(addMonths(month, -1))}`
}

const capitalise = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

function renderSummary(view: View, isCurrent: boolean): Html {
  const { flow, before, currency } = view
  const more = flow.moneyOut - before.moneyOut
  const difference =
    more === 0n
      ? 'the same as'
      : `${formatMoney(more < 0n ? -more : more, currency)} ${more < 0n ? 'less' : 'more'} than`
  return html`<p class="lead"><strong>${formatMoney(flow.moneyOut, currency)}</strong> spent${isCurrent ? ' so far' : ''}, ${difference} ${describeComparison(view, isCurrent)}.</p>`
}

function renderMonthLinks(month: Month, isCurrent: boolean): Html {
  const to = (other: Month) => html`<a href="/?month=${other}">${formatMonthName(other)}</a>`
  return html`<nav aria-label="Other months">${to(addMonths(month, -1))}${isCurrent ? '' : to(addMonths(month, 1))}</nav>`
}

function renderFlow(view: View, isCurrent: boolean): Html {
  const { flow, before, currency } = view
  const row = (name: string, amount: bigint, then: bigint) =>
    html`<tr><th scope="row">${name}</th><td>${formatMoney(amount, currency)}</td><td>${formatMoney(then, currency)}</td></tr>`
  return html`<section aria-labelledby="flow"><h2 id="flow">In and out</h2>
<table><thead><tr><td></td><th scope="col">${isCurrent ? 'So far' : formatMonthName(view.month)}</th><th scope="col">${isCurrent ? capitalise(describeComparison(view, isCurrent)) : formatMonthName(addMonths(view.month, -1))}</th></tr></thead>
<tbody>${row('Money in', flow.moneyIn, before.moneyIn)}${row('Money out', flow.moneyOut, before.moneyOut)}${row('Left over', flow.moneyIn - flow.moneyOut, before.moneyIn - before.moneyOut)}</tbody></table></section>`
}

function renderAccounts({ holdings, total, currency }: View): Html {
  const items = holdings.map(
    ({ name, booked, available, currency }) =>
      html`<li><span>${name}</span><b>${formatMoney(booked, currency)}</b>${available === undefined || available === booked ? '' : html`<small>${formatMoney(available, currency)} to spend</small>`}</li>`,
  )
  return html`<section aria-labelledby="accounts"><h2 id="accounts">Accounts now</h2>
<ul>${items}<li class="total"><span>Together</span><b>${formatMoney(total, currency)}</b></li></ul></section>`
}

function renderSpending({ currency }: View, id: string, title: string, spent: readonly Spending[]): Html {
  const largest = spent[0]?.amount ?? 1n
  const items = spent.map(
    ({ name, amount, payments }) =>
      html`<li><span>${name}</span><b>${formatMoney(amount, currency)}</b><small>${formatCount(payments, 'payment')}</small>${renderBar(amount, largest)}</li>`,
  )
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${spent.length === 0 ? html`<p>Nothing was spent.</p>` : html`<ul>${items}</ul>`}</section>`
}

/** Builds a bar: an amount relative to the largest. Screen readers skip it and read the figure. */
function renderBar(amount: bigint, largest: bigint): Html {
  const percent = Math.max(1, Number((amount * 100n) / largest))
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${percent}" height="1"/></svg>`
}

function renderUpcoming({ upcoming, currency }: View): Html {
  const items = upcoming.map(
    ({ at, name, by, amount, isDayEstimated, amountVaries }) =>
      html`<li><span>${name}</span><b>${amountVaries ? html`<i>about</i> ` : ''}${formatMoney(amount, currency)}</b><small>${isDayEstimated ? 'about ' : ''}${formatShortDay(at)} · ${by.toLowerCase()}</small></li>`,
  )
  const sum = upcoming.reduce((all, { amount }) => all + amount, 0n)
  return html`<section aria-labelledby="next"><h2 id="next">Coming up</h2>
${upcoming.length === 0 ? html`<p>Nothing is due in the next month.</p>` : html`<ul>${items}<li class="total"><span>Together</span><b>${formatMoney(sum, currency)}</b></li></ul>`}</section>`
}
