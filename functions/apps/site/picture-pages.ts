import { html } from 'hono/html'
import type { NamedCustomer, Picture } from '#actions/worlds/pictures.ts'
import type { Html } from '#looks/index.ts'
import { renderBalanceChart } from './balance-chart.ts'
import { formatMoney, formatMonth } from './format.ts'
import { renderMonthsChart } from './months-chart.ts'
import type { SitePage } from './page.ts'
import { renderRankingChart } from './ranking-chart.ts'

/**
 * Builds the list of the named customers. `query` passes the world's first month (`?start=2026-11`)
 * on to the next page, or is empty.
 */
export function renderPicturesPage(customers: readonly NamedCustomer[], query: string): SitePage {
  return {
    title: 'Pictures · Sandbank',
    main: html`<header><h1>The named customers in pictures</h1>
<p class="lead">The first customers are the same in every world, whatever its seed. Each picture shows three years of balances, income and spending.</p></header>
<ul class="people">${customers.map(
      ({ id, name, persona, about }) =>
        html`<li><a href="/pictures/${id}${query}">${name}</a><p>${persona} · <code>${id}</code></p><p>${about}</p></li>`,
    )}</ul>
<nav aria-label="Back"><a href="/">Sandbank</a></nav>`,
  }
}

/**
 * Builds the page of one customer: three years of balances, income and spending, and the spending
 * of the last year by category. `query` as above.
 */
export function renderPicturePage(picture: Picture, query: string): SitePage {
  const { id, name, persona, about, months, accounts, income, spending, spentOn } = picture
  const years = `${formatMonth(months[0] as string)} to ${formatMonth(months.at(-1) as string)}`
  return {
    title: `${name} · Sandbank`,
    main: html`<header><h1>${name}</h1>
<p class="lead">${about}</p>
<p>${persona} · <code>${id}</code> · ${years}</p></header>
<section aria-labelledby="balances"><h2 id="balances">Balance at the end of each month</h2>
<div class="several">${accounts.map(
      ({ title, balances, currency }) =>
        html`<div><h3>${title}</h3>${renderBalanceChart(title, months, balances, currency)}</div>`,
    )}</div>
${renderBalanceTable(picture)}</section>
<section aria-labelledby="months"><h2 id="months">Income and spending by month</h2>
<p class="legend"><span class="income">Income</span><span class="spending">Spending</span></p>
${renderMonthsChart(months, income, spending)}
${renderFigures(
  'Income and spending',
  ['Month', 'Income', 'Spending'],
  months.map((month, n) => [
    formatMonth(month),
    formatMoney(income[n] as number, 'GBP', 2),
    formatMoney(spending[n] as number, 'GBP', 2),
  ]),
)}</section>
<section aria-labelledby="spent"><h2 id="spent">Spending in the last twelve months, by category</h2>
${renderRankingChart(spentOn)}
${renderFigures(
  'Spending by category',
  ['Category', 'Spent'],
  spentOn.map(({ what, pence }) => [what, formatMoney(pence, 'GBP', 2)]),
)}</section>
<nav aria-label="Where to go next"><a href="/pictures${query}">All named customers</a><a href="/">Sandbank</a></nav>`,
  }
}

function renderBalanceTable({ months, accounts }: Picture): Html {
  return renderFigures(
    'Balances',
    ['Month', ...accounts.map(({ title }) => title)],
    months.map((month, n) => [
      formatMonth(month),
      ...accounts.map(({ balances, currency }) => {
        const minor = balances[n]
        return minor === undefined ? '' : formatMoney(minor, currency, 2)
      }),
    ]),
  )
}

/**
 * Builds the table of a chart's figures, for readers who cannot see the chart or prefer a table.
 */
function renderFigures(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<details><summary>${name} in figures</summary>
<div class="wide" tabindex="0" role="region" aria-label="${name} in figures"><table class="figures">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`
}
