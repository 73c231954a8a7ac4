import { html } from 'hono/html'
import type { Picture } from '#actions/pictures/picture.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type Content, emptyState, face, formatMoney, type Html, icon, nothing, rankedBars } from '#looks/index.ts'
import { eventIcons, troubles } from './event-icons.ts'
import { renderBalanceFigures, renderCategoryFigures, renderFlowFigures, shownCategories } from './figures.ts'
import { formatCount, formatDay, formatMonth } from './format.ts'
import { renderLifeChart } from './life-chart.ts'
import { renderChange, renderLine } from './line.ts'
import { renderPayments } from './payments.ts'

/** What the page of a person needs besides the picture. */
type PersonParts = {
  readonly root: string
  /** What can be done as this customer; nothing if no world is open. */
  readonly actions: Content
}

/** Builds the page of a customer: who it is, three years of money, and what happened. */
export function renderPersonPage(picture: Picture, { root, actions }: PersonParts): SitePage {
  const { id, name, shortName, persona, about, age, town, category, months, events, spentOn, accounts } = picture
  const years = months.length > 36 ? 'Three years' : 'The time'
  return {
    title: `${name} · Sandbank`,
    description: `${persona}: ${about}`,
    current: '/customers',
    styles: ['/looks/customers.css'],
    main: html`<div class="customers"><p class="small"><a class="back" href="${root}/customers">${icon('back')}Customers</a></p>
<div class="who">${face(name, 'big')}<div><h1>${name}</h1><p class="soft">${persona} · ${category === 'Personal' ? `${age}, ` : ''}${town} · <code>${id}</code></p></div>
<div class="row">${actions}</div></div>
<p class="lead">${about}</p>
${renderSums(picture)}
<figure class="card life"><figcaption class="row between"><h2>${years} of ${shortName}</h2><span class="row small soft">${renderKey('d1', 'Income')}${renderKey('d2', 'Spending')}</span></figcaption>
${renderLifeChart(picture)}
<div class="tables">${renderBalanceFigures(picture)}${renderFlowFigures(picture)}</div></figure>
<div class="two"><div>
<section class="card" aria-labelledby="happened"><h2 id="happened">What happened</h2>${events.length === 0 ? emptyState('calendar', 'Quiet years', 'No event stands out in the entries of these accounts.') : html`<ol class="told">${events.toReversed().map(renderEvent)}</ol>`}</section>
<section class="card" aria-labelledby="accounts"><h2 id="accounts">${formatCount(accounts.length, 'account')}</h2><ul class="accounts">${accounts.map((account) => renderAccount(account, months))}</ul></section>
</div><div>
<section class="card" aria-labelledby="spent"><h2 id="spent">Spent in the last twelve months</h2>${spentOn.length === 0 ? emptyState('card', 'Nothing spent', 'What is spent in a whole month shows here.') : html`${rankedBars(spentOn.slice(0, shownCategories))}${renderCategoryFigures(picture)}`}</section>
<section class="card" aria-labelledby="regular"><h2 id="regular">Regular payments</h2>${renderPayments(picture)}</section>
</div></div></div>`,
  }
}

const renderKey = (kind: 'd1' | 'd2', words: string): Html =>
  html`<span class="key"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10" rx="2"/></svg>${words}</span>`

function renderSums({ total, months, comesIn, goesOut, payday }: Picture): Html {
  const line = { title: 'All accounts', currency: 'GBP', balances: total, since: months[0] as string } as const
  const sum = (label: string, figure: Content, more: Content) =>
    html`<div class="card"><dt class="small soft">${label}</dt><dd><strong class="num">${figure}</strong><span class="xs soft">${more}</span></dd></div>`
  return html`<dl class="sums">${sum('All accounts', formatMoney(total.at(-1) ?? 0), renderChange(line))}
${sum('Comes in', formatMoney(comesIn), 'a month, on average')}
${sum('Goes out', formatMoney(goesOut), 'a month, on average')}
${
  payday
    ? sum(
        payday.kind === 'salary' || payday.kind === 'direct-credit' ? 'Next payday' : 'Next money in',
        formatDay(payday.at),
        `${payday.party}, ${formatMoney(payday.amount, 'GBP', 2)}`,
      )
    : sum('Next payday', '–', 'no income is due')
}</dl>`
}

const renderEvent = ({ kind, title, text, month }: Picture['events'][number]): Html =>
  html`<li${troubles.has(kind) ? html` class="trouble"` : nothing}><span class="sign">${icon(eventIcons[kind])}</span><span><strong>${title}</strong><span class="small soft">${text}</span></span><span class="small soft num">${formatMonth(month)}</span></li>`

function renderAccount(
  { title, currency, balances, id }: Picture['accounts'][number],
  months: readonly string[],
): Html {
  const known = balances.filter((balance) => balance !== undefined)
  const since = months[balances.length - known.length] ?? (months.at(-1) as string)
  const last = known.at(-1) ?? 0
  return html`<li><span>${title}<code class="xs soft">${id}</code></span>${renderLine({ title, currency, balances: known, since })}<strong class="num">${formatMoney(last, currency, 2)}</strong></li>`
}
