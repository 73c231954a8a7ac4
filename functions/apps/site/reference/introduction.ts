import { html } from 'hono/html'
import { collectionPath } from '#apps/site/collection/collection.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type Html, icon, nothing, snippet } from '#looks/index.ts'
import { type Catalogue, type Entry, searchCatalogue } from './catalogue.ts'
import { renderExampleAnswer } from './example-answer.ts'
import { pathOf, referencePage, renderLayout, renderMethod, renderSearch } from './navigation.ts'
import { renderSampleTabs } from './sample-tabs.ts'
import type { Sandbox } from './samples/request.ts'
import { buildSamples } from './samples/samples.ts'

/** Builds the first page of the reference: how calls work, and all operations by group. */
export function renderIntroduction(catalogue: Catalogue, sandbox: Sandbox): SitePage {
  const { baseUrl, first } = sandbox
  const accounts = catalogue.entries.find(({ id }) => id === 'GetAccounts')
  const call = accounts && buildSamples(accounts, catalogue, sandbox)
  return {
    ...referencePage,
    title: 'API reference · Sandbank',
    description: 'Every operation of the sandbox, with code samples and test calls.',
    main: renderLayout(
      catalogue,
      undefined,
      html`<div class="columns">
<header class="what">
<h1>API reference</h1>
<p class="lead">The UK Open Banking Read/Write API v4.0 of a synthetic bank, and the control API of its sandbox: ${catalogue.entries.length} operations.</p>
${renderSearch()}
<section aria-labelledby="base"><h2 id="base">Base URLs</h2>
<p>The bank. To go live, replace it with that of another bank:</p>
${snippet('base-bank', `${baseUrl}/open-banking/v4.0`)}
<p>The sandbox, which no bank has:</p>
${snippet('base-control', `${baseUrl}/control`)}</section>
</header>
<aside class="how" aria-label="Code">${call ? html`${renderSampleTabs(call)}${renderExampleAnswer(call.request, sandbox)}` : nothing}</aside>
<div class="details">
${renderTokens(first)}
<section aria-labelledby="profiles"><h2 id="profiles">Security profiles</h2>
<p>A partner that you <a href="/reference/CreatePartner">register</a> has one of two. Both authenticate with a key or a certificate, never with a password.</p>
<table><thead><tr><th scope="col">Profile</th><th scope="col">Request</th><th scope="col">Tokens are bound by</th></tr></thead><tbody>
<tr><td><code>fapi2</code></td><td>pushed (PAR), with PKCE</td><td>DPoP or mutual TLS</td></tr>
<tr><td><code>obuk-fapi1-advanced</code></td><td>signed, as UK banks run it</td><td>mutual TLS</td></tr></tbody></table></section>
<section aria-labelledby="conventions"><h2 id="conventions">What every call has in common</h2>
<dl class="who">
<div><dt>Errors</dt><dd>Those of the bank have the form of the standard (<code>OBErrorResponse1</code>), those of <code>/control</code> are problem details (RFC 9457). Each links to <a href="/problems">its page</a>: what happened, what to do.</dd></div>
<div><dt>Idempotency</dt><dd>Send an <code>x-idempotency-key</code> that you choose for each new request. Repeat a request with the same key and body, and it has its effect once.</dd></div>
<div><dt>Scenarios</dt><dd>Send <code>x-sandbank-scenario</code> with a name, and the bank fails as it says. <a href="/scenarios">All scenarios</a>.</dd></div>
<div><dt>Find a call again</dt><dd>Every answer has an <code>x-fapi-interaction-id</code>. <a href="/reference/ListRequests">ListRequests</a> finds the request by it.</dd></div>
<div><dt>For programs</dt><dd><a href="/openapi.json" download>openapi.json</a>, <a href="${collectionPath}" download>a collection</a> for Postman, Bruno or Insomnia, and <a href="/llms.txt">llms.txt</a> for coding agents.</dd></div>
</dl></section>
</div></div>
${renderGroups(catalogue)}`,
    ),
  }
}

const renderTokens = (
  first: Sandbox['first'],
): Html => html`<section aria-labelledby="token"><h2 id="token">Get a token</h2>
<p>Send it as <code>Authorization: Bearer ...</code>.</p>
${
  first
    ? html`<p>The <strong>developer token</strong> acts as an app and as its customer: it reads and pays without OAuth. This sandbox runs on your machine, so the samples have it already:</p>
${snippet('developer-token', first.developerToken)}
<p>The <strong>control key</strong> moves the clock, arms faults and registers partners in the world <code>${first.id}</code>:</p>
${snippet('control-key', first.controlKey)}`
    : html`<p><a href="/reference/CreateWorld">CreateWorld</a> makes a world of your own and returns both of its keys. The <strong>developer token</strong> (<code>dev_...</code>) acts as an app and as its customer: it reads and pays without OAuth. The <strong>control key</strong> (<code>ctl_...</code>) moves the clock, arms faults and registers partners.</p>`
}
<p>An <strong>access token</strong> is what an app has at a real bank: <a href="/reference/CreatePartner">register a partner</a>, create a consent, and send the customer to the bank to authorise it.</p></section>`

/** Builds the page of a search. */
export function renderSearchPage(catalogue: Catalogue, query: string): SitePage {
  const found = searchCatalogue(catalogue, query)
  const count = found.entries.length + found.messages.length
  return {
    ...referencePage,
    title: `${query} · Sandbank API reference`,
    main: renderLayout(
      catalogue,
      '',
      html`<header class="what"><h1>${count === 0 ? 'Nothing' : count} for “${query}”</h1>${renderSearch(query)}</header>
${count === 0 ? html`<p>Search for one word of a title or a path, such as <a href="/reference?q=balance">balance</a>, <a href="/reference?q=consent">consent</a> or <a href="/reference?q=clock">clock</a>, or look through <a href="/reference">all operations</a>.</p>` : renderGroups(found)}`,
    ),
  }
}

const renderGroups = ({ groups, messages }: Catalogue): Html =>
  html`${groups.map(
    ({
      name,
      anchor,
      about,
      entries,
    }) => html`<section class="group" aria-labelledby="${anchor}"><h2 id="${anchor}">${name}</h2><p class="soft">${about}</p>
${listEntries(entries)}</section>
`,
  )}${
    messages.length === 0
      ? nothing
      : html`<section class="group" aria-labelledby="events-sent"><h2 id="events-sent">Events that are sent</h2><p class="soft">Messages to the URL of a webhook, signed by Standard Webhooks.</p>
<ul class="operations">${messages.map(({ id, title }) => html`<li><a href="/reference/${id}"><span class="method sent">EVENT</span><span>${title}<code>${id}</code></span></a></li>`)}</ul></section>`
  }`

/** What the paths of the bank begin with: the page says it once. */
const bankBase = /^\/open-banking\/v4\.0/

const listEntries = (entries: readonly Entry[]): Html =>
  html`<ul class="operations">${entries.map((one) => html`<li><a href="${pathOf(one)}">${renderMethod(one)}<span>${one.title}<code>${one.path.replace(bankBase, '')}</code></span></a></li>`)}</ul>`

/** Builds the page for a name that no operation has, with the nearest ones. */
export const renderUnknownPage = (
  catalogue: Catalogue,
  name: string,
  nearest: readonly { readonly id: string; readonly title: string }[],
): SitePage => ({
  ...referencePage,
  title: 'No such operation · Sandbank API reference',
  main: renderLayout(
    catalogue,
    '',
    html`<header class="what"><h1>No operation ${name}</h1><p>The names nearest to it:</p></header>
<ul class="operations">${nearest.map(({ id, title }) => html`<li><a href="/reference/${id}">${icon('arrow')}<span>${title}<code>${id}</code></span></a></li>`)}</ul>
${renderSearch()}`,
  ),
})
