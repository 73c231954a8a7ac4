import { html } from 'hono/html'
import { worldForm } from '#apps/console/form.ts'
import { panels } from '#apps/console/panels.ts'
import { renderProofBadge } from '#apps/console/proof/panel.ts'
import { counted } from '#apps/console/words.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { basePathOf } from '#edge/origin.ts'
import { codeBlock, type Html, icon, nothing, plainBadge, sandBadge, snippet } from '#looks/index.ts'
import { describeEnd, labelsOf } from './worlds-page.ts'

/** Builds the screen of a world: its facts above, and its panels in two columns. */
export async function renderWorldPage(request: WorldRequest): Promise<SitePage> {
  const { id, record } = request.world
  const [proof, ...rendered] = await Promise.all([
    renderProofBadge(request),
    ...panels.map(({ render }) => render(request)),
  ])
  const columnOf = (name: 'left' | 'right'): Html[] => rendered.filter((_, n) => panels[n]?.column === name)
  return {
    title: `${record.name ?? id} · Sandbank console`,
    main: html`<div class="title"><div><p class="small soft"><a href="${basePathOf(request.host.sandbox)}/console/worlds">Worlds</a>${record.name === undefined ? nothing : html` · <code>${id}</code>`}</p><h1>${record.name ?? id}</h1></div>
<div class="row head-facts">${renderFacts(request)}${proof}${renderKeys(request)}${renderSettings(request)}</div></div>
<div class="cols"><div>${columnOf('left')}</div><div>${columnOf('right')}</div></div>`,
  }
}

/** Says what a world is made of, and what it was forked from. */
function renderFacts({ world: { record } }: WorldRequest): Html {
  const { seed, seedText, size, generator, forkedFrom, labels, expiresAt } = record
  const fork = forkedFrom && html`${icon('fork')} from ${forkedFrom.name ?? forkedFrom.snapshot ?? forkedFrom.world}`
  return html`${plainBadge(`seed ${seedText ?? seed}`)}${plainBadge(counted(size, 'customer'))}${generator === undefined ? nothing : plainBadge(`rules ${generator}`)}${fork ? sandBadge(fork) : nothing}${labelsOf(labels)}${expiresAt === undefined ? nothing : plainBadge(describeEnd(expiresAt))}`
}

/**
 * Shows the addresses and keys that an app needs. Secrets that are stored as digests are not shown.
 */
function renderKeys(request: WorldRequest): Html {
  const { world, host } = request
  const { baseUrl } = world.sandbox
  const token = host.first?.id === world.id ? host.first.developerToken : undefined
  return html`<details class="pop" id="keys"><summary class="btn quiet small">${icon('key')} Keys</summary><div class="pop-body stack">
<div><h2>Accounts of a customer</h2>${
    token === undefined
      ? html`<p class="small soft">Developer tokens are shown once, when they are made.</p>`
      : html`<p class="small soft">This token reads the accounts of ${host.first?.customer}.</p>${codeBlock('first-call', 'A first call', `curl -H "Authorization: Bearer ${token}" ${baseUrl}/open-banking/v4.0/aisp/accounts`)}`
  }</div>
${token === undefined ? nothing : html`<div><h2>Developer token</h2>${snippet('token', token)}</div>`}
${worldForm(
  request,
  '/tokens',
  html`<label class="small" for="token-of">A token for a customer, or for <code>all</code></label><div class="row"><input class="box" id="token-of" name="customer" value="cus_0" size="10" autocomplete="off"><button class="btn quiet small">Make a token</button></div>`,
)}
<div><h2>For apps with a consent</h2><p class="small soft">Issuer of the authorization server</p>${snippet('issuer', `${baseUrl}/authorization/${world.id}`)}</div>
</div></details>`
}

/** Offers what is done to the world as a whole. */
function renderSettings(request: WorldRequest): Html {
  const { world, base, host } = request
  const { name = '', labels = {} } = world.record
  return html`<details class="pop" id="settings"><summary class="btn quiet small">${icon('list')} World</summary><div class="pop-body stack">
${worldForm(
  request,
  '/settings',
  html`<label class="small" for="world-name">Name</label><input class="box" id="world-name" name="name" maxlength="60" value="${name}" autocomplete="off">
<label class="small" for="world-labels">Labels</label><input class="box" id="world-labels" name="labels" value="${Object.entries(
    labels,
  )
    .map(([key, value]) => `${key}:${value}`)
    .join(', ')}" placeholder="team:blue, pr:123" autocomplete="off">
<label class="small" for="world-hours">Hours until it ends, from now</label><input class="box" id="world-hours" name="hours" inputmode="decimal" placeholder="as it is" autocomplete="off">
<button class="btn quiet small">Save</button>`,
  { look: 'stacked' },
)}
<p class="row"><a class="btn quiet small" href="${base}/export" download="${world.id}.ndjson">${icon('download')} Export</a>${host.first?.id === world.id ? nothing : html`<a class="btn quiet small" href="${base}/delete">${icon('trash')} Delete</a>`}</p>
</div></details>`
}
