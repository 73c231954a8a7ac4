import { html } from 'hono/html'
import { diffStates } from '#actions/snapshots/diff.ts'
import type { SnapshotInHistory } from '#actions/snapshots/snapshots.ts'
import { stateOfSnapshot, stateOfWorld } from '#actions/snapshots/world-state.ts'
import { worldForm } from '#apps/console/form.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { type Html, icon, nothing } from '#looks/index.ts'
import { renderBranches } from './branch-view.ts'
import { readBranches, titleOf } from './branches.ts'
import { countLegs, countNoun, renderSummary } from './changes.ts'
import { mountDiff } from './diff-page.ts'
import { mountSnapshotPages } from './pages.ts'

/** How many snapshots the screen of a world shows. The page of all has the others. */
const shownHere = 6

/** How far the summary compares: it is on the screen of a world, which must come at once. */
const summaryLimits = { changes: 200, compared: 500, characters: 200_000 }

/** Shows the snapshots and forks of a world as branches, and what happened since the last one. */
export async function renderSnapshotsPanel(request: WorldRequest): Promise<Html> {
  const branches = await readBranches(request)
  const { snapshots } = branches
  const { basedOn } = request.world.record
  // If the last snapshot was deleted, the newest that is left takes its place.
  const base = basedOn === undefined ? undefined : (snapshots.find(({ id }) => id === basedOn) ?? snapshots[0])
  const since = base && (await compareWithNow(request, base))
  return html`<section class="card flush" id="snapshots" aria-labelledby="snapshots-title"><header class="row between"><h2 id="snapshots-title">Snapshots</h2>${takeForm(request)}</header>
${renderBranches(request, branches, { most: shownHere, since: since && `${countNoun(countLegs(since), 'leg')} since ${titleOf(base)}` })}
${since && base ? html`<p class="diff"><a href="${request.base}/diff?with=${base.id}"><strong>${titleOf(base)} → now</strong></a><br>${renderSummary(request.world, since)}</p>` : nothing}</section>`
}

const compareWithNow = async ({ world, grant }: WorldRequest, { id }: SnapshotInHistory) =>
  diffStates(await stateOfSnapshot(world, id, 'snapshot'), stateOfWorld(world), grant, undefined, summaryLimits)

const takeForm = (request: WorldRequest): Html =>
  worldForm(
    request,
    '/snapshots',
    html`<label class="hide" for="snapshot-name">Name of the snapshot</label><input id="snapshot-name" name="name" maxlength="60" placeholder="before the demo" autocomplete="off"><button class="btn line small">${icon('plus')}Take</button>`,
    { look: 'take' },
  )

/** Mounts the pages and forms of snapshots, forks and diffs. */
export function mountSnapshots(routes: Routes): void {
  mountSnapshotPages(routes)
  mountDiff(routes)
}
