import { html } from 'hono/html'
import { hiddenFields } from '#apps/console/form.ts'
import { mostKeys } from '#apps/console/session.ts'
import { counted } from '#apps/console/words.ts'
import { formatClock } from '#apps/site/format.ts'
import type { SitePage } from '#apps/site/page.ts'
import type { Host } from '#edge/host.ts'
import { type Content, emptyState, errorNotice, type Html, icon, nothing, plainBadge } from '#looks/index.ts'
import type { OtherEntry, OwnEntry } from './entries.ts'

/** What the page of worlds shows. */
export type WorldsView = {
  readonly host: Host
  readonly formToken: string
  /** The path of the base URL. */
  readonly root: string
  readonly own: readonly OwnEntry[]
  readonly others: readonly OtherEntry[]
  /** Where the next page of other worlds begins. */
  readonly next?: string | undefined
  /** Whether the browser may create worlds. */
  readonly mayCreate: boolean
  /** Whether it has a session that it can leave. */
  readonly isSignedIn: boolean
  /** What went wrong with the form that was sent. */
  readonly error?: { readonly title: string; readonly what: string } | undefined
}

/**
 * Builds the page of worlds: those of the browser's keys, the sign-in, and the ways to get more.
 */
export function renderWorldsPage(view: WorldsView): SitePage {
  const { own, others, next, mayCreate, error, root, isSignedIn } = view
  return {
    title: 'Worlds · Sandbank console',
    main: html`<div class="title"><div><h1>Worlds</h1><p class="lead">A world is a sandbox of its own: its bank, its clock, its keys.</p></div>
${isSignedIn ? formOf(view, '/console/sign-out', html`<button class="btn quiet small">${icon('out')} Sign out</button>`) : nothing}</div>
${error ? html`<div class="gap">${errorNotice(error.title, error.what)}</div>` : nothing}
<div class="cols"><div>
<section class="card flush side" aria-labelledby="own"><header><h2 id="own">Worlds of this browser</h2></header>
${own.length === 0 ? emptyState('key', 'No world yet', 'Sign in with a control key, or make a world.') : html`<ul>${own.map((one) => renderOwn(view, one))}</ul>`}</section>
${
  others.length === 0
    ? nothing
    : html`<section class="card flush side" aria-labelledby="others"><header class="row between"><h2 id="others">Other worlds of this sandbox</h2><span class="small soft">each opens with its own key</span></header>
<ul>${others.map(({ id, name, labels, expiresAt }) => html`<li><strong>${name ?? id}</strong> ${name === undefined ? nothing : html`<code class="xs soft">${id}</code>`} ${labelsOf(labels)}${expiresAt === undefined ? nothing : html`<span class="soft xs block">${describeEnd(Date.parse(expiresAt))}</span>`}</li>`)}</ul>
${next === undefined ? nothing : html`<p class="more small"><a href="${root}/console/worlds?page=${next}">More worlds</a></p>`}</section>`
}
</div><div>
<section class="card stack" id="sign-in" aria-labelledby="sign-in-title"><h2 id="sign-in-title">Sign in</h2>
${formOf(
  view,
  '/console/sign-in',
  html`<label class="small" for="key">Control key of a world</label><input class="box" id="key" name="key" type="password" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="ctl_…" required aria-describedby="key-hint">
<p class="xs soft" id="key-hint">It was shown when the world was made. This browser keeps up to ${mostKeys} keys, in a cookie that no script can read.${view.host.sandbox.organiserDigest === undefined ? '' : ' The organiser key works, too.'}</p>
<button class="btn">Sign in</button>`,
)}</section>
${mayCreate ? renderCreate(view) : nothing}
</div></div>`,
  }
}

const formOf = (view: WorldsView, path: string, content: Content, type?: string): Html =>
  html`<form method="post" action="${view.root}${path}" class="stacked"${type === undefined ? nothing : html` enctype="${type}"`}>${hiddenFields(view)}${content}</form>`

function renderOwn(view: WorldsView, entry: OwnEntry): Html {
  const { id } = entry
  if ('why' in entry)
    return html`<li class="row"><span><strong>${id}</strong><span class="soft xs block">${entry.why}</span></span>${formOf(view, '/console/forget', html`<input type="hidden" name="world" value="${id}"><button class="btn quiet small" aria-label="Forget the key of ${id}">Forget key</button>`)}</li>`
  const { record, now } = entry.world
  const { name, labels, expiresAt, size, seed, seedText } = record
  return html`<li class="row"><span><a href="${view.root}/console/${id}"><strong>${name ?? id}</strong></a> ${name === undefined ? nothing : html`<code class="xs soft">${id}</code>`} ${labelsOf(labels)}<span class="soft xs block">${formatClock(now)} · seed ${seedText ?? seed} · ${counted(size, 'customer')}${expiresAt === undefined ? '' : ` · ${describeEnd(expiresAt)}`}</span></span><a class="btn quiet small" href="${view.root}/console/${id}" aria-label="Open ${name ?? id}">Open</a></li>`
}

/** Shows the labels of a world. */
export const labelsOf = (labels: Readonly<Record<string, string>> = {}): Html[] =>
  Object.entries(labels).map(([key, value]) => html`${plainBadge(`${key}: ${value}`)} `)

/** Says when a world ends, in real time. */
export const describeEnd = (expiresAt: number): string => `ends ${formatClock(expiresAt)} (real time)`

const renderCreate = (view: WorldsView): Html =>
  html`<section class="card stack" id="create" aria-labelledby="create-title"><h2 id="create-title">Make a world</h2>
${formOf(
  view,
  '/console/worlds',
  html`<label class="small" for="name">Name</label><input class="box" id="name" name="name" maxlength="60" placeholder="Demo day" autocomplete="off">
<label class="small" for="seed">Seed: the same one gives the same bank</label><input class="box" id="seed" name="seed" placeholder="random" autocomplete="off">
<label class="small" for="size">Customers</label><input class="box" id="size" name="size" inputmode="numeric" placeholder="1,000" autocomplete="off">
<label class="small" for="labels">Labels</label><input class="box" id="labels" name="labels" placeholder="team:blue, pr:123" autocomplete="off">
<label class="small" for="hours">Hours until it ends</label><input class="box" id="hours" name="hours" inputmode="decimal" placeholder="no end" autocomplete="off">
<button class="btn quiet">Make the world</button>`,
)}</section>
<section class="card stack" id="import" aria-labelledby="import-title"><h2 id="import-title">Import a world</h2>
${formOf(
  view,
  '/console/import',
  html`<label class="small" for="document">The document of an export</label><input class="box" id="document" name="document" type="file" accept=".ndjson,application/x-ndjson" required>
<button class="btn quiet">${icon('upload')} Import</button>`,
  'multipart/form-data',
)}</section>`
