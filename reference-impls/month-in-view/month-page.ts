import { html } from 'hono/html'
import { comparedWith, type Month, monthAt, plusMonths } from './calendar.ts'
import { type Html, layout } from './layout.ts'
import type { Spent } from './sums.ts'
import type { View } from './view.ts'
import { counted, dayInWords, inMoney, instantInWords, monthInWords, monthName, shortDay } from './words.ts'

const payeesShown = 6

/** A customer's month. */
export function monthPage(view: View): Html {
  const { customer, month, now } = view
  const isCurrent = month === monthAt(now)
  // It stands where it makes two columns of a like length.
  const biggest = spending(view, 'whom', 'Biggest payees', view.payees.slice(0, payeesShown))
  return layout(
    `${monthInWords(month)} · Month in view`,
    html`<header>
<p class="who">${customer ?? 'Month in view'}</p>
<h1>${monthInWords(month)}</h1>
${summary(view, isCurrent)}
${months(month, isCurrent)}
</header>
<div class="sections">
<div>
${inAndOut(view, isCurrent)}
${accounts(view)}
${isCurrent ? comingUp(view) : biggest}
</div>
<div>
${spending(view, 'where', 'Where it went', view.categories)}
${isCurrent ? biggest : ''}
</div>
</div>
<footer><p>True on ${instantInWords(now)}, by the bank’s clock. Money moved between these accounts is not counted as in or out.</p></footer>`,
  )
}

/** What this month is compared with, in words: `by 24 October`, or `in October`. */
function compared({ month, now }: View, isCurrent: boolean): string {
  return isCurrent ? `by ${dayInWords(comparedWith(month, now).until - 1)}` : `in ${monthName(plusMonths(month, -1))}`
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

function summary(view: View, isCurrent: boolean): Html {
  const { flow, before, currency } = view
  const more = flow.moneyOut - before.moneyOut
  const difference =
    more === 0n ? 'the same as' : `${inMoney(more < 0n ? -more : more, currency)} ${more < 0n ? 'less' : 'more'} than`
  return html`<p class="lead"><strong>${inMoney(flow.moneyOut, currency)}</strong> spent${isCurrent ? ' so far' : ''}, ${difference} ${compared(view, isCurrent)}.</p>`
}

function months(month: Month, isCurrent: boolean): Html {
  const to = (other: Month) => html`<a href="/?month=${other}">${monthName(other)}</a>`
  return html`<nav aria-label="Other months">${to(plusMonths(month, -1))}${isCurrent ? '' : to(plusMonths(month, 1))}</nav>`
}

function inAndOut(view: View, isCurrent: boolean): Html {
  const { flow, before, currency } = view
  const row = (name: string, amount: bigint, then: bigint) =>
    html`<tr><th scope="row">${name}</th><td>${inMoney(amount, currency)}</td><td>${inMoney(then, currency)}</td></tr>`
  return html`<section aria-labelledby="flow"><h2 id="flow">In and out</h2>
<table><thead><tr><td></td><th scope="col">${isCurrent ? 'So far' : monthName(view.month)}</th><th scope="col">${isCurrent ? capital(compared(view, isCurrent)) : monthName(plusMonths(view.month, -1))}</th></tr></thead>
<tbody>${row('Money in', flow.moneyIn, before.moneyIn)}${row('Money out', flow.moneyOut, before.moneyOut)}${row('Left over', flow.moneyIn - flow.moneyOut, before.moneyIn - before.moneyOut)}</tbody></table></section>`
}

function accounts({ holdings, total, currency }: View): Html {
  const items = holdings.map(
    ({ name, booked, available, currency }) =>
      html`<li><span>${name}</span><b>${inMoney(booked, currency)}</b>${available === undefined || available === booked ? '' : html`<small>${inMoney(available, currency)} to spend</small>`}</li>`,
  )
  return html`<section aria-labelledby="accounts"><h2 id="accounts">Accounts now</h2>
<ul>${items}<li class="total"><span>Together</span><b>${inMoney(total, currency)}</b></li></ul></section>`
}

function spending({ currency }: View, id: string, title: string, spent: readonly Spent[]): Html {
  const largest = spent[0]?.amount ?? 1n
  const items = spent.map(
    ({ name, amount, payments }) =>
      html`<li><span>${name}</span><b>${inMoney(amount, currency)}</b><small>${counted(payments, 'payment')}</small>${bar(amount, largest)}</li>`,
  )
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${spent.length === 0 ? html`<p>Nothing was spent.</p>` : html`<ul>${items}</ul>`}</section>`
}

/**
 * An amount beside the largest. It repeats the figure above it, so who cannot see it misses
 * nothing.
 */
function bar(amount: bigint, largest: bigint): Html {
  const percent = Math.max(1, Number((amount * 100n) / largest))
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${percent}" height="1"/></svg>`
}

function comingUp({ upcoming, currency }: View): Html {
  const items = upcoming.map(
    ({ at, name, by, amount, dayIsGuess, amountVaries }) =>
      html`<li><span>${name}</span><b>${amountVaries ? html`<i>about</i> ` : ''}${inMoney(amount, currency)}</b><small>${dayIsGuess ? 'about ' : ''}${shortDay(at)} · ${by.toLowerCase()}</small></li>`,
  )
  const sum = upcoming.reduce((all, { amount }) => all + amount, 0n)
  return html`<section aria-labelledby="next"><h2 id="next">Coming up</h2>
${upcoming.length === 0 ? html`<p>Nothing is due in the next month.</p>` : html`<ul>${items}<li class="total"><span>Together</span><b>${inMoney(sum, currency)}</b></li></ul>`}</section>`
}
