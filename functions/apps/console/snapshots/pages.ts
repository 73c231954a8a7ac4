import { html } from 'hono/html'
import { diffStates } from '#actions/snapshots/diff.ts'
import { forkWorld } from '#actions/snapshots/fork.ts'
import { restoreWorld } from '#actions/snapshots/restore.ts'
import { createSnapshot, deleteSnapshot, listHistory, type SnapshotInHistory } from '#actions/snapshots/snapshots.ts'
import { stateOfSnapshot, stateOfWorld } from '#actions/snapshots/world-state.ts'
import { resetWorld } from '#actions/worlds/reset.ts'
import type { NewWorld } from '#actions/worlds/worlds.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { orContinue } from '#apps/console/form-again.ts'
import { formatInstant } from '#apps/console/instants.ts'
import { PageProblem, stalePage } from '#apps/console/page-problem.ts'
import { keyOf } from '#apps/console/routes.ts'
import { newSession, readSession, withKey, writeSession } from '#apps/console/session.ts'
import type { Done, Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { parseToken } from '#bank/consents/token.ts'
import { ForkRequest, SnapshotRequest } from '#bank/worlds/snapshot.ts'
import { type Html, icon, snippet } from '#looks/index.ts'
import { renderBranches } from './branch-view.ts'
import { readBranches, titleOf } from './branches.ts'
import { renderSummary } from './changes.ts'

/** Mounts the pages of snapshots, and what can be done with them. */
export function mountSnapshotPages(routes: Routes): void {
  const postCopy: Routes['post'] = (path, act) =>
    routes.post(path, (request, form) => orContinue(request, form, () => act(request, form)))
  routes.get('/snapshots', async (request) => {
    const branches = await readBranches(request)
    return {
      title: 'Snapshots · Sandbank console',
      main: html`${backTo(request)}<div class="narrow"><h1>Snapshots</h1><p class="lead">A snapshot keeps all that was done in a world, and its clock. Go back to it, or fork it into a world of its own.</p>
<section class="card flush">${renderBranches(request, branches, { most: branches.snapshots.length })}</section></div>`,
    }
  })
  postCopy('/snapshots', async (request, form) => {
    const { world, grant } = request
    const body = parseStrict(SnapshotRequest, optional(form, 'name'))
    const snapshot = await createSnapshot(world, grant, body, form.get('once') ?? '')
    return toPanel(request, `Snapshot ${titleOf(snapshot)} keeps the world as it is now.`)
  })
  routes.get('/snapshots/:SnapshotId', async (request) => renderSnapshotPage(request, await findSnapshot(request)))
  routes.get('/snapshots/:SnapshotId/restore', async (request) =>
    renderRestorePage(request, await findSnapshot(request)),
  )
  postCopy('/snapshots/:SnapshotId/restore', async (request, form) => {
    const snapshot = await findSnapshot(request)
    rejectOtherEpoch(request, form)
    const { world, grant } = request
    const once = form.get('once') ?? ''
    const kept = form.has('keep') && (await keep(request, `before ${titleOf(snapshot)} was restored`, once))
    const restored = await restoreWorld(world, grant, snapshot.id, once)
    const also = kept ? ` What was there before is the snapshot ${titleOf(kept)}.` : ''
    return toPanel(
      request,
      `The world is as it was at ${titleOf(snapshot)}, and its clock shows ${formatInstant(restored.now)}.${also}`,
    )
  })
  routes.post('/snapshots/:SnapshotId/delete', async (request, form) => {
    const snapshot = await findSnapshot(request)
    await deleteSnapshot(request.world, request.grant, snapshot.id, form.get('once') ?? '')
    return toPanel(request, `Snapshot ${titleOf(snapshot)} is deleted.`)
  })
  postCopy('/fork', async (request, form) => renderForkPage(request, await fork(request, form)))
  routes.get('/reset', renderResetPage)
  postCopy('/reset', async (request, form) => {
    rejectOtherEpoch(request, form)
    const { world, grant } = request
    const once = form.get('once') ?? ''
    const kept = form.has('keep') && (await keep(request, 'before the reset', once))
    const reset = await resetWorld(world, grant, once)
    const also = kept ? ` What was there before is the snapshot ${titleOf(kept)}.` : ''
    return toPanel(request, `The world is as it began, and its clock shows ${formatInstant(reset.now)}.${also}`)
  })
}

const toPanel = ({ base }: WorldRequest, said: string): Done => ({ to: `${base}#snapshots`, said })

/** Returns a field of a form for a schema; a blank one is absent. */
function optional(form: URLSearchParams, name: string): Record<string, string> {
  const text = form.get(name)?.trim() ?? ''
  return text === '' ? {} : { [name]: text }
}

/** Finds the snapshot that the path names. */
async function findSnapshot({ c, world, grant }: WorldRequest): Promise<SnapshotInHistory> {
  const id = c.req.param('SnapshotId')
  const found = (await listHistory(world, grant)).find((one) => one.id === id)
  if (found) return found
  throw new PageProblem(
    404,
    'This snapshot does not exist',
    'It was deleted, or it belongs to another world. The screen of the world shows those that it has.',
    'world',
  )
}

/** Rejects a form of a page that showed the world before it was restored or reset. */
function rejectOtherEpoch({ world }: WorldRequest, form: URLSearchParams): void {
  if (form.get('epoch') !== String(world.record.epoch)) throw stalePage('The world was restored or reset since.')
}

/** Keeps how the world is now. A form that is sent again, to continue, keeps the same snapshot. */
const keep = ({ world, grant }: WorldRequest, name: string, once: string) =>
  createSnapshot(world, grant, { name: name.slice(0, 60) }, once)

function renderSnapshotPage(request: WorldRequest, snapshot: SnapshotInHistory): SitePage {
  const { base } = request
  const { id, now, createdAt, items } = snapshot
  const title = titleOf(snapshot)
  return {
    title: `${title} · Sandbank console`,
    main: html`${backTo(request)}<div class="narrow"><h1>${title}</h1>
<dl class="facts"><div><dt>The world's clock</dt><dd>${formatInstant(now)}</dd></div><div><dt>Taken</dt><dd>${formatInstant(createdAt)}</dd></div><div><dt>Stored items</dt><dd>${items}</dd></div><div><dt>Id</dt><dd><code>${id}</code></dd></div></dl>
<section class="sandy stack" aria-labelledby="fork-title"><h2 id="fork-title">Fork it</h2><p class="small">A world of its own with all that was done up to here, under the same ids. Its keys are shown once, and this browser keeps the control key.</p>
${worldForm(request, '/fork', html`<label for="fork-name">Name of the fork</label><span class="field"><input id="fork-name" name="name" maxlength="60" value="${`fork of ${title}`.slice(0, 60)}"></span><button class="btn sand">${icon('fork')}Fork ${title}</button>`, { fields: { snapshot: id }, look: 'stack' })}</section>
<div class="row"><a class="btn quiet" href="${base}/diff?with=${id}">${icon('diff')}Compare with now</a><a class="btn line" href="${base}/snapshots/${id}/restore">${icon('restore')}Restore…</a></div>
<section class="stack" aria-labelledby="delete-title"><h2 id="delete-title">Delete it</h2><p class="small soft">The snapshot cannot be restored or forked any more. The world and its forks stay as they are.</p>${worldForm(request, `/snapshots/${id}/delete`, html`<button class="btn quiet">${icon('trash')}Delete ${title}</button>`)}</section></div>`,
  }
}

/** How far the page of a restore compares, to say what is lost. */
const lostLimits = { changes: 2_000, compared: 20_000, characters: 2_000_000 }

async function renderRestorePage(request: WorldRequest, snapshot: SnapshotInHistory): Promise<SitePage> {
  const { base, world, grant } = request
  const { id, now } = snapshot
  const title = titleOf(snapshot)
  const lost = await diffStates(
    stateOfWorld(world),
    await stateOfSnapshot(world, id, 'snapshot'),
    grant,
    undefined,
    lostLimits,
  )
  return {
    title: `Restore ${title} · Sandbank console`,
    main: html`${backTo(request)}<div class="narrow"><h1>Go back to ${title}?</h1>
<section class="card stack"><h2>What is lost</h2><p class="diff-line">${renderSummary(world, lost)}</p><ul class="plain small"><li>${describeClock(world.now, Date.parse(now))}</li><li>Access tokens of customers end. Their refresh tokens of the snapshot work again.</li><li>Partners, keys, developer tokens and webhooks stay as they are.</li></ul><p class="small"><a href="${base}/diff?with=${id}">See each difference</a></p></section>
${keepForm(request, `/snapshots/${id}/restore`, html`${icon('restore')}Restore ${title}`)}</div>`,
  }
}

const describeClock = (from: number, to: number): Html =>
  from === to
    ? html`The clock stays at ${formatInstant(from)}.`
    : html`The clock goes from ${formatInstant(from)} back to <strong>${formatInstant(to)}</strong>.`

async function renderResetPage(request: WorldRequest): Promise<SitePage> {
  const { world } = request
  const { start } = world.record
  return {
    title: 'Reset the world · Sandbank console',
    main: html`${backTo(request)}<div class="narrow"><h1>Start over?</h1>
<section class="card stack"><h2>What is lost</h2><ul class="plain small"><li>Everything that was done: consents, payments, custom data, sessions, tokens of customers, armed faults.</li><li>${describeClock(world.now, start)}</li><li>Snapshots, partners, keys, developer tokens and webhooks stay.</li></ul></section>
${keepForm(request, '/reset', html`${icon('restore')}Reset ${world.record.name ?? world.id}`)}</div>`,
  }
}

const keepForm = (request: WorldRequest, path: string, button: Html): Html =>
  worldForm(
    request,
    path,
    html`<label class="check"><input type="checkbox" name="keep" checked>Keep a snapshot of how it is now</label><div class="row"><button class="btn sand">${button}</button><a class="btn quiet" href="${request.base}">Cancel</a></div>`,
    { fields: { epoch: String(request.world.record.epoch) }, look: 'stack' },
  )

/** Forks a world or a snapshot. This browser gets the key of the fork. */
async function fork(request: WorldRequest, form: URLSearchParams): Promise<NewWorld> {
  const { c, host, world, grant } = request
  const session = readSession(c, host)
  const fields = { ...optional(form, 'snapshot'), ...optional(form, 'name') }
  const secret = parseToken(keyOf(world.id, session, host) ?? '')?.secret ?? ''
  const made = await forkWorld(world, grant, {
    request: parseStrict(ForkRequest, { name: await nameFork(request, fields.snapshot), ...fields }),
    idempotencyKey: form.get('once') ?? '',
    secret,
  })
  writeSession(c, host, withKey(session ?? newSession(host), made.controlKey))
  return made
}

/** Names a fork after what was forked. */
async function nameFork({ world, grant }: WorldRequest, snapshot: string | undefined): Promise<string> {
  const found = snapshot === undefined ? undefined : (await listHistory(world, grant)).find(({ id }) => id === snapshot)
  return `fork of ${found ? titleOf(found) : titleOf({ id: world.id, name: world.record.name })}`.slice(0, 60)
}

function renderForkPage(request: WorldRequest, made: NewWorld): SitePage {
  const root = request.base.slice(0, request.base.lastIndexOf('/'))
  return {
    title: `${made.name ?? made.id} · Sandbank console`,
    main: html`${backTo(request)}<div class="narrow"><h1>${made.name ?? 'Your fork'} is ready</h1><p class="lead">It has the same bank and all that was done, under the same ids. Customers authorise again.</p>
<section class="sandy stack"><h2>Its keys, shown once</h2><p class="small">This browser keeps the control key. Copy both for your tests and your team: they cannot be read again.</p>
<h3>Control key</h3>${snippet('control-key', made.controlKey)}<h3>Developer token of ${made.customer}</h3>${snippet('developer-token', made.developerToken)}</section>
<div class="row"><a class="btn" href="${root}/${made.id}">Open the fork</a><a class="btn quiet" href="${request.base}#snapshots">Back to ${request.world.record.name ?? request.world.id}</a></div></div>`,
  }
}
