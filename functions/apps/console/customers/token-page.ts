import { html } from 'hono/html'
import type { CustomerFacts } from '#actions/pictures/cards.ts'
import type { SitePage } from '#apps/site/page.ts'
import { codeBlock, icon } from '#looks/index.ts'

/** Builds the page that shows a new developer token, once, with a call that uses it. */
export function renderTokenPage(
  { id, name }: CustomerFacts,
  made: { readonly developerToken: string; readonly id: string; readonly world: string; readonly accountsUrl: string },
  root: string,
): SitePage {
  const back = `${root}/customers/${id}`
  return {
    title: `Token for ${name} · Sandbank`,
    current: '/customers',
    styles: ['/looks/customers.css'],
    main: html`<div class="customers narrow"><p class="small"><a class="back" href="${back}">${icon('back')}${name}</a></p>
<h1>A token for ${name}</h1>
<p class="lead">It reads the accounts of <code>${id}</code> in ${made.world} and pays from them, without a consent. Copy it now: it is not shown again.</p>
${codeBlock('token', 'Developer token', made.developerToken)}
${codeBlock('call', 'List the accounts', html`<span class="v">curl</span> -H <span class="t">"Authorization: Bearer ${made.developerToken}"</span> ${made.accountsUrl}`)}
<p class="small soft">To end it, delete <code>${made.id}</code> on the control API.</p>
<p class="row"><a class="btn quiet" href="${back}">Back to ${name}</a></p></div>`,
  }
}
