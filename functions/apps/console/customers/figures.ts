import { html } from 'hono/html'
import type { Picture } from '#actions/pictures/picture.ts'
import { formatMoney, type Html } from '#looks/index.ts'
import { formatMonth } from './format.ts'

/** Builds the table of the balances that the chart shows, by month and account. */
export const renderBalanceFigures = ({ months, accounts, total }: Picture): Html =>
  renderFigures(
    'Balances',
    ['Month', ...accounts.map(({ title }) => title), 'All accounts'],
    months.map((month, n) => [
      formatMonth(month),
      ...accounts.map(({ balances, currency }) => {
        const minor = balances[n]
        return minor === undefined ? '' : formatMoney(minor, currency, 2)
      }),
      formatMoney(total[n] ?? 0, 'GBP', 2),
    ]),
  )

/** Builds the table of income and spending by month. */
export const renderFlowFigures = ({ months, income, spending }: Picture): Html =>
  renderFigures(
    'Income and spending',
    ['Month', 'Income', 'Spending'],
    months.map((month, n) => [
      formatMonth(month),
      formatMoney(income[n] ?? 0, 'GBP', 2),
      formatMoney(spending[n] ?? 0, 'GBP', 2),
    ]),
  )

/** Builds the table of the spending of a year by category. */
export const renderCategoryFigures = ({ spentOn }: Picture): Html =>
  renderFigures(
    spentOn.length > shownCategories ? `${spentOn.length - shownCategories} more, and all figures` : 'All figures',
    ['Category', 'Spent'],
    spentOn.map(({ what, pence }) => [what, formatMoney(pence, 'GBP', 2)]),
  )

/** How many categories the page shows as bars. */
export const shownCategories = 7

/** Builds a table behind a summary, for readers who cannot see a chart or prefer figures. */
function renderFigures(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): Html {
  return html`<details class="figures"><summary>${name} as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${name} as a table"><table>
<thead><tr>${heads.map((head, n) => html`<th scope="col"${n === 0 ? html`` : html` class="num"`}>${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...cells]) =>
      html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td class="num">${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`
}
