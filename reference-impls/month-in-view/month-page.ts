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
  formatShortMonth,
} from './format.ts'
import { renderLayout } from './layout.ts'
import { badge, emptyState, face, type Html, nothing, plainBadge, rankedBars, spark } from './looks.ts'
import type { View } from './view.ts'

/** How many payees the page shows. */
const mostPayees = 6

/** How many months the bar leads to. */
const monthsInBar = 5

/** Builds the page of a customer's month. */
export function renderMonthPage(view: View): Html {
  const { customer, month, now } = view
  const isCurrent = month === monthAt(now)
  return renderLayout(
    formatMonth(month),
    html`<h1>${formatMonth(month)}</h1>
${renderSummary(view)}
<div class="columns">
<div class="stack">
${renderFlow(view, isCurrent)}
${renderAccounts(view)}
</div>
${renderCategories(view)}
</div>
${isCurrent ? renderUpcoming(view) : nothing}
${renderPayees(view)}`,
    {
      places: listMonths(month, monthAt(now)).map((one) => ({ name: formatShortMonth(one), path: `/?month=${one}` })),
      current: `/?month=${month}`,
      aside: customer === undefined ? nothing : html`<span class="row who">${face(customer)}${customer}</span>`,
    },
    html`As of ${formatInstant(now)}, by the bank’s clock. Transfers between these accounts do not count as money in or out.`,
  )
}

/** Lists the months around a month, oldest first: two later ones at most, none in the future. */
function listMonths(month: Month, current: Month): Month[] {
  const last = addMonths(month, 2) < current ? addMonths(month, 2) : current
  return Array.from({ length: monthsInBar }, (_, n) => addMonths(last, n + 1 - monthsInBar))
}

/** Names the period of the comparison: `by 24 October`, or `in October`. */
function describeComparison({ month, now }: View, isCurrent: boolean): string {
  return isCurrent
    ? `by ${formatDay(getComparisonPeriod(month, now).until - 1)}`
    : `in ${formatMonthName(addMonths(month, -1))}`
}

const capitalise = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** Says how the spending compares with the month before: `£80.00 less than by 24 October`. */
function describeDifference(view: View, isCurrent: boolean): string {
  const more = view.flow.moneyOut - view.before.moneyOut
  const difference =
    more === 0n
      ? 'the same as'
      : `${formatMoney(more < 0n ? -more : more, view.currency)} ${more < 0n ? 'less' : 'more'} than`
  return `${difference} ${describeComparison(view, isCurrent)}`
}

/** Says whether more came in or went out. */
function renderSummary({ flow: { moneyIn, moneyOut }, currency }: View): Html {
  const left = moneyIn - moneyOut
  return html`<p class="lead">${
    left === 0n
      ? 'As much came in as went out'
      : left > 0n
        ? `${formatMoney(left, currency)} more came in than went out`
        : `${formatMoney(-left, currency)} more went out than came in`
  }.</p>`
}

function renderFlow(view: View, isCurrent: boolean): Html {
  const { flow, before, currency, spentByDay } = view
  const row = (name: string, amount: bigint, then: bigint) =>
    html`<tr><th scope="row">${name}</th><td class="num"><strong>${formatMoney(amount, currency)}</strong></td><td class="num soft">${formatMoney(then, currency)}</td></tr>`
  const label = `Spending grew day by day to ${formatMoney(flow.moneyOut, currency)}`
  return html`<section class="card flow" aria-labelledby="flow"><h2 id="flow">In and out</h2>
<p class="row between"><span><span class="big num">${formatMoney(flow.moneyOut, currency)}</span> <span class="soft">spent${isCurrent ? ' so far' : ''}</span></span>${badge(flow.moneyOut > before.moneyOut ? 'told' : 'settled', capitalise(describeDifference(view, isCurrent)))}</p>
${spark(spentByDay.map(Number), label, true)}
<table><thead><tr><td></td><th scope="col" class="num">${isCurrent ? 'So far' : formatMonthName(view.month)}</th><th scope="col" class="num">${isCurrent ? capitalise(describeComparison(view, isCurrent)) : formatMonthName(addMonths(view.month, -1))}</th></tr></thead>
<tbody>${row('Money in', flow.moneyIn, before.moneyIn)}${row('Money out', flow.moneyOut, before.moneyOut)}${row('Left over', flow.moneyIn - flow.moneyOut, before.moneyIn - before.moneyOut)}</tbody></table></section>`
}

/** Builds one line of a list: what it is, a note under it, and the amount at the right. */
const renderLine = (what: string, note: Html, amount: string, before: Html = nothing): Html =>
  html`<li>${before}<span class="what">${what}<small>${note}</small></span><strong class="amount num">${amount}</strong></li>`

function renderAccounts({ holdings, total, currency }: View): Html {
  const items = holdings.map(({ name, booked, available, currency }) =>
    renderLine(
      name,
      available === undefined || available === booked
        ? nothing
        : html`${formatMoney(available, currency)} available to spend`,
      formatMoney(booked, currency),
    ),
  )
  return html`<section class="card" aria-labelledby="accounts"><div class="head"><h2 id="accounts">Accounts now</h2><strong class="num">${formatMoney(total, currency)}</strong></div>
<ul class="list">${items}</ul></section>`
}

const nothingSpent = (): Html => emptyState('card', 'Nothing was spent', 'Payments of this month show here.')

function renderCategories({ categories, currency }: View): Html {
  const rows = categories.map(({ name, amount, payments }) => ({
    what: name,
    pence: Number(amount),
    amount: formatMoney(amount, currency),
    note: formatCount(payments, 'payment'),
  }))
  return html`<section class="card" aria-labelledby="where"><h2 id="where">Where it went</h2>
${rows.length === 0 ? nothingSpent() : rankedBars(rows)}</section>`
}

function renderPayees({ payees, currency }: View): Html {
  const items = payees
    .slice(0, mostPayees)
    .map(({ name, amount, payments }) =>
      renderLine(name, html`${formatCount(payments, 'payment')}`, formatMoney(amount, currency), face(name)),
    )
  return html`<section class="card" aria-labelledby="whom"><h2 id="whom">Biggest payees</h2>
${items.length === 0 ? nothingSpent() : html`<ul class="list two">${items}</ul>`}</section>`
}

function renderUpcoming({ upcoming, currency }: View): Html {
  const items = upcoming.map(({ at, name, by, amount, isDayEstimated, amountVaries }) =>
    renderLine(
      name,
      html`${isDayEstimated ? 'about ' : ''}${formatShortDay(at)} · ${by.toLowerCase()}`,
      `${amountVaries ? 'about ' : ''}${formatMoney(amount, currency)}`,
      face(name),
    ),
  )
  const sum = upcoming.reduce((all, { amount }) => all + amount, 0n)
  return html`<section class="card" aria-labelledby="next"><div class="head"><h2 id="next">Coming up</h2>${items.length === 0 ? nothing : html`<span>${plainBadge(formatCount(items.length, 'payment'))} <strong class="num">${formatMoney(sum, currency)}</strong></span>`}</div>
${items.length === 0 ? emptyState('calendar', 'Nothing is due', 'Standing orders and direct debits of the next month show here.') : html`<ul class="list two">${items}</ul>`}</section>`
}
