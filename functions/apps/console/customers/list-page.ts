import { html } from 'hono/html'
import type { CustomerCard, CustomerRow } from '#actions/pictures/cards.ts'
import type { CustomerMatches } from '#actions/pictures/customer-search.ts'
import type { SitePage } from '#apps/site/page.ts'
import { emptyState, face, formatMoney, type Html, icon, nothing } from '#looks/index.ts'
import { renderChange, renderLine } from './line.ts'

/** What the reader asked for. */
export type Query = { readonly text: string; readonly persona: string }

/** What the list page shows of a world, if one is open. */
type World = { readonly id: string; readonly size: number }

/** A persona, as the filter lists it. */
type PersonaOption = { readonly id: string; readonly title: string }

type ListParts = {
  readonly root: string
  readonly world: World | undefined
  readonly query: Query
  readonly personas: readonly PersonaOption[]
}

/** Builds the page of the named customers, as cards. */
export function renderListPage(cards: readonly CustomerCard[], parts: ListParts): SitePage {
  const { root, world } = parts
  return {
    title: 'Customers · Sandbank',
    description: 'The named customers of the sandbox: people with three years of money, the same in every world.',
    current: '/customers',
    styles: ['/looks/customers.css'],
    main: html`<div class="customers"><h1>${cards.length} people you can count on</h1>
<p class="lead">One of each kind, the same in every world, whatever its seed. Tests and demos may know them by name.</p>
<div class="tools"><fieldset class="chips"><legend class="hide">Which customers</legend>
${renderChip('all', `All ${cards.length}`, true)}${renderChip('personal', 'Personal')}${renderChip('business', 'Business')}${renderChip('difficulty', 'In difficulty')}</fieldset>
${renderSearch(parts)}</div>
<div class="grid g21">${cards.map((card) => renderCard(card, root))}</div>
<p class="small soft after">Each line is the account that tells the person's story, month by month for three years. ${world ? html`World ${world.id} has ${world.size.toLocaleString('en-GB')} customers: search them by name, persona or id.` : html`To see the customers of a world, <a href="${root}/console">open it in the console</a>.`}</p></div>`,
  }
}

const renderChip = (id: string, words: string, isChecked = false): Html =>
  html`<label><input type="radio" name="kind" id="kind-${id}"${isChecked ? html` checked` : nothing}>${words}</label>`

/** Builds the form that searches the whole world, or the named customers if no world is open. */
function renderSearch({ root, query, personas }: ListParts): Html {
  return html`<form class="search" action="${root}/customers" role="search"><label class="field">${icon('search')}<span class="hide">Name, persona or id</span><input type="search" name="q" value="${query.text}" maxlength="60" placeholder="Name, persona or cus_16"></label>
<label class="field"><span class="hide">Persona</span><select name="persona"><option value="">Any persona</option>${personas.map(({ id, title }) => html`<option value="${id}"${id === query.persona ? html` selected` : nothing}>${title}</option>`)}</select></label>
<button class="btn quiet" type="submit">Search</button></form>`
}

function renderCard({ story, ...facts }: CustomerCard, root: string): Html {
  const { id, name, persona, about, category, isInDifficulty } = facts
  return html`<article class="card lift person" data-kind="${category === 'Personal' ? 'personal' : 'business'}"${isInDifficulty ? html` data-difficulty` : nothing}><div class="row">${face(name)}<div><h2><a href="${root}/customers/${id}">${name}</a></h2><p class="small soft">${persona} · <code>${id}</code></p></div></div>
<p class="about">${about}</p>${
    story
      ? html`${renderLine(story)}
<p class="ends"><strong class="num">${formatMoney(story.balances.at(-1) ?? 0, story.currency)}</strong><span class="small soft">${renderChange(story)}</span><span class="small soft of">${story.title}</span></p>`
      : html`<p class="ends soft">No account</p>`
  }</article>`
}

/** Builds the page of what a search found. */
export function renderFoundPage(
  found: readonly CustomerRow[],
  searched: Omit<CustomerMatches, 'customers'>,
  parts: ListParts,
): SitePage {
  const { root, query, world, personas } = parts
  const persona = personas.find(({ id }) => id === query.persona)?.title
  const wanted = [...(query.text === '' ? [] : [`“${query.text}”`]), ...(persona === undefined ? [] : [persona])]
  const next =
    searched.next === undefined
      ? undefined
      : `${root}/customers?${new URLSearchParams({ q: query.text, persona: query.persona, from: searched.next })}`
  const isWhole = searched.next === undefined && searched.first === 'cus_0'
  return {
    title: `${wanted.join(', ')} · Customers · Sandbank`,
    current: '/customers',
    styles: ['/looks/customers.css'],
    main: html`<div class="customers"><p class="small"><a class="back" href="${root}/customers">${icon('back')}All named customers</a></p>
<h1>${found.length === 0 ? 'Not found' : found.length === 1 ? 'One customer' : `${found.length} customers`}<span class="hide"> for ${wanted.join(' and ')}</span></h1>
<p class="lead">${isWhole ? html`Looked at all ${searched.total.toLocaleString('en-GB')} customers of ${world?.id ?? 'those with a name'}.` : html`Looked at <code>${searched.first}</code> to <code>${searched.last}</code> of ${searched.total.toLocaleString('en-GB')} customers in ${world?.id ?? 'the sandbox'}.`}</p>
<div class="tools">${renderSearch(parts)}</div>
${found.length === 0 ? emptyState('people', 'No customer here', next ? 'A search looks at a few thousand customers at a time. Search on, or try a persona or an id such as cus_16.' : 'Try a part of a name, a persona, or an id such as cus_16.') : html`<ul class="found card">${found.map((one) => renderFound(one, root))}</ul>`}
${next === undefined ? nothing : html`<p class="row after"><a class="btn quiet" href="${next}">Search on from <code>${searched.next}</code></a></p>`}</div>`,
  }
}

const renderFound = ({ id, name, persona, town, story }: CustomerRow, root: string): Html =>
  html`<li>${face(name)}<div><h2><a href="${root}/customers/${id}">${name}</a></h2><p class="small soft">${persona} · ${town} · <code>${id}</code></p></div>${story ? html`<p class="ends"><strong class="num">${formatMoney(story.balance, story.currency)}</strong><span class="xs soft">${story.title}</span></p>` : nothing}</li>`
