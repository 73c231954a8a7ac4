import { html } from 'hono/html'
import type { NamedCustomer, Picture } from '#actions/worlds/pictures.ts'
import { balanceChart } from './balance-chart.ts'
import { monthsChart } from './months-chart.ts'
import { type Html, page } from './page.ts'
import { rankingChart } from './ranking-chart.ts'
import { money, monthName } from './text.ts'

/**
 * Everybody who has a picture. `query` carries the month in which the world begins to the next
 * page, or is empty.
 */
export function picturesPage(customers: readonly NamedCustomer[], query: string): Html {
  return page(
    'Pictures · Sandbank',
    html`<header><h1>The named customers in pictures</h1>
<p class="lead">The first customers of every world, whatever its seed: three years of balances, income and spending.</p></header>
<ul class="people">${customers.map(
      ({ id, name, persona, about }) =>
        html`<li><a href="/pictures/${id}${query}">${name}</a><p>${persona} · <code>${id}</code></p><p>${about}</p></li>`,
    )}</ul>
<nav aria-label="Back"><a href="/">Sandbank</a></nav>`,
  )
}

/**
 * One customer's three years: each account, income against spending, and what the last year went
 * on.
 */
export function picturePage(picture: Picture, query: string): Html {
  const { id, name, persona, about, months, accounts, income, spending, spentOn } = picture
  const years = `${monthName(months[0] as string)} to ${monthName(months.at(-1) as string)}`
  return page(
    `${name} · Sandbank`,
    html`<header><h1>${name}</h1>
<p class="lead">${about}</p>
<p>${persona} · <code>${id}</code> · ${years}</p></header>
<section aria-labelledby="balances"><h2 id="balances">Balance at the end of each month</h2>
<div class="several">${accounts.map(
      ({ title, balances, currency }) =>
        html`<div><h3>${title}</h3>${balanceChart(title, months, balances, currency)}</div>`,
    )}</div>
${balanceTable(picture)}</section>
<section aria-labelledby="months"><h2 id="months">Income against spending</h2>
<p class="legend"><span class="income">Income</span><span class="spending">Spending</span></p>
${monthsChart(months, income, spending)}
${figures(
  'Income and spending',
  ['Month', 'Income', 'Spending'],
  months.map((month, n) => [
    monthName(month),
    money(income[n] as number, 'GBP', 2),
    money(spending[n] as number, 'GBP', 2),
  ]),
)}</section>
<section aria-labelledby="spent"><h2 id="spent">What the last twelve months were spent on</h2>
${rankingChart(spentOn)}
${figures(
  'Spending by category',
  ['Category', 'Spent'],
  spentOn.map(({ what, pence }) => [what, money(pence, 'GBP', 2)]),
)}</section>
<nav aria-label="Where to go next"><a href="/pictures${query}">All named customers</a><a href="/">Sandbank</a></nav>`,
  )
}

function balanceTable({ months, accounts }: Picture): Html {
  return figures(
    'Balances',
    ['Month', ...accounts.map(({ title }) => title)],
    months.map((month, n) => [
      monthName(month),
      ...accounts.map(({ balances, currency }) => {
        const minor = balances[n]
        return minor === undefined ? '' : money(minor, currency, 2)
      }),
    ]),
  )
}

/** The figures behind a chart, for those who would rather read them or cannot see it. */
function figures(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<details><summary>${name} in figures</summary>
<div class="wide" tabindex="0" role="region" aria-label="${name} in figures"><table class="figures">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`
}
