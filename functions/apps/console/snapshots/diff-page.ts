import { html } from 'hono/html'
import { findAccount, holderNameOf } from '#actions/accounts/lookup.ts'
import { diffStates, type ObjectDifference, type WorldDiff } from '#actions/snapshots/diff.ts'
import { listHistory } from '#actions/snapshots/snapshots.ts'
import { stateOfSnapshot, stateOfWorld, type WorldState } from '#actions/snapshots/world-state.ts'
import { backTo } from '#apps/console/back-link.ts'
import { formatInstant } from '#apps/console/instants.ts'
import { formatAmount, formatMinor } from '#apps/console/money.ts'
import { PageProblem } from '#apps/console/page-problem.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type Content, emptyState, type Html, icon, nothing } from '#looks/index.ts'
import type { World } from '#store/world.ts'
import { findOtherWorld, listOtherWorlds, titleOf } from './branches.ts'
import { countNoun, headingOf, kindOf, renderSummary } from './changes.ts'

/** How much one page of a diff shows: it is read by people. */
const pageLimits = { changes: 150, compared: 20_000, characters: 300_000 }

/** Mounts the page that compares a world with a snapshot or another world. */
export function mountDiff(routes: Routes): void {
  routes.get('/diff', async (request) => {
    const id = request.c.req.query('with')
    const others = await listSides(request)
    if (id === undefined || id === '') return buildDiffPage(request, others, undefined)
    const before = await findState(request, id)
    const diff = await diffStates(
      before,
      stateOfWorld(request.world),
      request.grant,
      request.c.req.query('page'),
      pageLimits,
    )
    return buildDiffPage(request, others, diff)
  })
}

/** What the world can be compared with. */
type Side = { readonly id: string; readonly title: string; readonly sort: 'snapshot' | 'world' }

async function listSides(request: WorldRequest): Promise<Side[]> {
  const [snapshots, worlds] = await Promise.all([listHistory(request.world, request.grant), listOtherWorlds(request)])
  return [
    ...snapshots.map((one): Side => ({ id: one.id, title: titleOf(one), sort: 'snapshot' })),
    ...worlds.map(({ id, record }): Side => ({ id, title: titleOf({ id, name: record.name }), sort: 'world' })),
  ]
}

/**
 * Finds what a world is compared with. Another world is compared only if this browser has its key.
 */
async function findState(request: WorldRequest, id: string): Promise<WorldState> {
  if (!id.startsWith('wld_')) return stateOfSnapshot(request.world, id, 'query with')
  const other = await findOtherWorld(request, id)
  if (other) return stateOfWorld(other)
  throw new PageProblem(
    403,
    `This browser has no key for ${id.slice(0, 40)}`,
    'Sign in with its control key too, then compare again.',
    'sign-in',
  )
}

function buildDiffPage(request: WorldRequest, sides: readonly Side[], diff: WorldDiff | undefined): SitePage {
  const { world, base } = request
  const name = titleOf({ id: world.id, name: world.record.name })
  const other = diff && (sides.find(({ id }) => id === diff.before.id)?.title ?? diff.before.id)
  const isSnapshot = diff?.before.id.startsWith('snp_') === true
  const title = diff ? `${other} → ${isSnapshot ? 'now' : name}` : 'Compare'
  return {
    title: `${title} · Sandbank console`,
    main: html`${backTo(request)}<h1>${title}</h1>
<form class="row compare" action="${base}/diff"><label for="with">Compare ${name} with</label><span class="field"><select id="with" name="with">${sides.map(({ id, title, sort }) => html`<option value="${id}"${id === diff?.before.id ? html` selected` : nothing}>${sort}: ${title}</option>`)}</select></span><button class="btn quiet">Compare</button></form>
${sides.length === 0 ? emptyState('diff', 'Nothing to compare with yet', 'Take a snapshot before you try something, or fork the world.', html`<a class="btn line" href="${base}#snapshots">To the snapshots</a>`) : nothing}
${diff ? renderDiff(request, diff) : nothing}`,
  }
}

function renderDiff(request: WorldRequest, diff: WorldDiff): Html {
  const groups = Map.groupBy(diff.changes, kindOf)
  const { before, after } = diff
  const page = request.c.req.query('page')
  const next = diff.next && `${request.base}/diff?${new URLSearchParams({ with: before.id, page: diff.next })}`
  return html`<p class="diff-line">${renderSummary(request.world, diff)}</p>
<p class="small soft">${before.now === after.now ? `Both clocks show ${formatInstant(after.now)}.` : `The clock goes from ${formatInstant(before.now)} to ${formatInstant(after.now)}.`}${page === undefined ? '' : ' This is not the first page.'}</p>
${groups.size > 1 ? html`<nav class="row kinds" aria-label="Kinds">${[...groups].map(([kind, { length }]) => html`<a class="badge" href="#${kind}">${countNoun(length, kind)}</a>`)}${diff.balances.length > 0 ? html`<a class="badge" href="#balances">${diff.balances.length} balances</a>` : nothing}</nav>` : nothing}
${renderBalances(request, diff)}
${[...groups].map(([kind, changes]) => html`<section class="card flush differences" id="${kind}" aria-labelledby="${kind}-title"><header><h2 id="${kind}-title">${headingOf(kind)}</h2></header><ul>${changes.map(renderDifference)}</ul></section>`)}
${next === undefined ? nothing : html`<p><a class="btn quiet" href="${next}">More differences${icon('arrow')}</a></p>`}`
}

function renderBalances({ world }: WorldRequest, { balances }: WorldDiff): Html {
  if (balances.length === 0) return nothing
  return html`<section class="card flush" id="balances" aria-labelledby="balances-title"><header><h2 id="balances-title">Balances</h2></header><table class="balances"><thead><tr><th scope="col">Account</th><th scope="col" class="num">Before</th><th scope="col" class="num">After</th></tr></thead><tbody>${balances.map(({ account, currency, before, after }) => html`<tr><td>${nameAccount(world, account)}<code>${account}</code></td><td class="num">${formatAmount(before, currency)}</td><td class="num">${formatAmount(after, currency)}</td></tr>`)}</tbody></table><p class="small soft note">What payments add up to, without the computed history.</p></section>`
}

/** Says whose account it is. What was paid to other banks stands on clearing accounts. */
function nameAccount(world: World, id: string): Html {
  const account = findAccount(world, id)
  const name = account ? holderNameOf(world, account) : id.startsWith('clr_') ? 'Clearing' : undefined
  return name === undefined ? nothing : html`<span class="block">${name}</span>`
}

const signs = {
  added: html`<ins>+<span class="hide"> added</span></ins>`,
  gone: html`<del>−<span class="hide"> gone</span></del>`,
  changed: html`<span class="soft">±<span class="hide"> changed</span></span>`,
}

function renderDifference(one: ObjectDifference): Html {
  const value = one.change === 'added' ? one.after : one.change === 'gone' ? one.before : undefined
  const detail =
    one.change === 'changed'
      ? html`<table class="field-table"><thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${one.fields.map(({ path, before, after }) => html`<tr><th scope="row"><code>${path}</code></th><td>${renderValue(before, 'before')}</td><td>${renderValue(after, 'after')}</td></tr>`)}</tbody></table>`
      : html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`
  return html`<li><details><summary>${signs[one.change]}<span><code>${one.id}</code>${describeChange(one)}</span></summary>${detail}</details></li>`
}

const renderValue = (value: unknown, side: 'before' | 'after'): Html => {
  if (value === undefined) return html`<span class="soft">none</span>`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return side === 'before' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
}

/** Says the main thing of a difference beside its id. */
function describeChange(one: ObjectDifference): Content {
  if (one.change === 'changed')
    return html`<span class="soft xs">${one.fields
      .map(({ path }) => path)
      .slice(0, 4)
      .join(', ')}${one.fields.length > 4 ? ', …' : ''}</span>`
  const value = one.change === 'added' ? one.after : one.before
  const { amount, currency, party, name, partner, customer, account } = value as Record<string, unknown>
  const parts = [
    typeof amount === 'string' && typeof currency === 'string' ? formatMinor(amount, currency) : undefined,
    typeof party === 'object' && party !== null && 'name' in party ? String(party.name) : undefined,
    ...[name, partner, customer, account === undefined || one.id.startsWith(String(account)) ? undefined : account],
  ]
  const text = parts.filter((part) => typeof part === 'string').join(' · ')
  return text === '' ? nothing : html`<span class="soft xs">${text}</span>`
}
