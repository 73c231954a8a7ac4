import { html } from 'hono/html'
import { type Html, icon, nothing } from '#looks/index.ts'
import type { Catalogue, Entry } from './catalogue.ts'

/** Returns the path of the page of an operation or an event. */
export const pathOf = ({ id }: { readonly id: string }): string => `/reference/${id}`

/** Shows the method of a call. */
export const renderMethod = ({ operation: { method } }: Entry): Html =>
  html`<span class="method ${method}">${method === 'delete' ? 'DEL' : method.toUpperCase()}</span>`

/** Shows the box that searches operations. It works without a script. */
export const renderSearch = (query = ''): Html =>
  html`<form class="search" role="search" action="/reference"><label class="field">${icon('search')}<span class="hide">Search operations</span><input type="search" name="q" value="${query}" placeholder="Search: balance, pay, clock" maxlength="100"></label><button class="btn quiet small">Search</button></form>`

/** Shows all operations by group, with that of the page marked. `current` is its name. */
function renderNavigation({ groups, messages }: Catalogue, current?: string): Html {
  const isOpen = (ids: readonly { readonly id: string }[]) => ids.some(({ id }) => id === current)
  const link = (id: string, text: string, method: Html) =>
    html`<li><a href="/reference/${id}"${id === current ? html` aria-current="page"` : nothing}>${method}<span>${text}</span></a></li>`
  return html`<div><p class="to-side"><a class="btn quiet" href="#operations">${icon('list')}All operations</a></p>
<nav class="side" id="operations" aria-label="Operations"><a class="to-side" href="#main">Close the list</a>
<a href="/reference"${current === undefined ? html` aria-current="page"` : nothing} class="intro">Introduction</a>
${groups.map(
  ({
    name,
    entries,
  }) => html`<details${isOpen(entries) ? html` open` : nothing}><summary>${name}</summary><ul>${entries.map((one) => link(one.id, one.title, renderMethod(one)))}</ul></details>
`,
)}<details${isOpen(messages) ? html` open` : nothing}><summary>Events that are sent</summary><ul>${messages.map(({ id }) => link(id, id, html`<span class="method sent">EVENT</span>`))}</ul></details></nav></div>`
}

/** Lays out a page of the reference: the operations at the side, and what it shows. */
export const renderLayout = (catalogue: Catalogue, current: string | undefined, content: Html): Html =>
  html`<div class="reference">${renderNavigation(catalogue, current)}<div class="content">${content}</div></div>`

/** What every page of the reference loads and belongs to. */
export const referencePage = {
  current: '/reference',
  styles: ['/looks/reference.css'],
  scripts: ['/looks/reference.js'],
} as const
