import { html } from 'hono/html'
import type { SnapshotInHistory } from '#actions/snapshots/snapshots.ts'
import { worldForm } from '#apps/console/form.ts'
import { formatInstant } from '#apps/console/instants.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { type Content, type Html, icon, nothing, sandBadge } from '#looks/index.ts'
import type { World } from '#store/world.ts'
import { type Branches, titleOf } from './branches.ts'
import { type GraphNode, renderGraph } from './graph.ts'

type Row = GraphNode & { readonly title: Content; readonly detail: Content; readonly actions: Content }

/** Draws the branches of a world with their names and buttons. */
export function renderBranches(
  request: WorldRequest,
  { snapshots, forks }: Branches,
  { most, since }: { readonly most: number; readonly since?: string | undefined },
): Html {
  const shown = snapshots.slice(0, most)
  const rows: Row[] = [nowRow(request, since)]
  const forksOf = (id: string | undefined) =>
    forks
      .filter(({ record }) =>
        shown.some((one) => one.id === record.forkedFrom?.snapshot)
          ? record.forkedFrom?.snapshot === id
          : id === undefined,
      )
      .map((fork) => forkRow(request, fork, snapshots))
  for (const snapshot of shown) rows.push(...forksOf(snapshot.id), snapshotRow(request, snapshot))
  rows.push(...forksOf(undefined), startRow(request))
  return html`<div class="snaps">${renderGraph(rows)}<ol>${rows.map(({ title, detail, actions }) => html`<li><span class="what"><span class="name">${title}</span><span class="soft xs">${detail}</span></span><span class="mini">${actions}</span></li>`)}</ol></div>
${snapshots.length > most ? html`<p class="more"><a href="${request.base}/snapshots">All ${snapshots.length} snapshots</a></p>` : nothing}`
}

const nowRow = (request: WorldRequest, since: string | undefined): Row => ({
  id: 'now',
  kind: 'now',
  parent: request.world.record.basedOn,
  title: html`<strong>Now</strong>`,
  detail: since ?? formatInstant(request.world.now),
  actions: forkButton(request, 'now'),
})

const snapshotRow = (request: WorldRequest, snapshot: SnapshotInHistory): Row => {
  const { id, parent, now } = snapshot
  const title = titleOf(snapshot)
  return {
    id,
    kind: 'snapshot',
    parent,
    title: html`<a class="strong" href="${request.base}/snapshots/${id}" title="${title}">${title}</a>`,
    detail: formatInstant(now),
    actions: html`${forkButton(request, title, id)}${diffLink(request, id, title)}`,
  }
}

function forkRow(request: WorldRequest, fork: World, snapshots: readonly SnapshotInHistory[]): Row {
  const { id, record, now } = fork
  const title = titleOf({ id, name: record.name })
  const from = snapshots.find((one) => one.id === record.forkedFrom?.snapshot)
  const root = request.base.slice(0, request.base.lastIndexOf('/'))
  return {
    id,
    kind: 'fork',
    parent: record.forkedFrom?.snapshot,
    title: html`<a class="strong" href="${root}/${id}" title="${title}">${title}</a> ${sandBadge('fork')}`,
    detail: `${from ? `from ${titleOf(from)}, ` : ''}its clock: ${formatInstant(now)}`,
    actions: diffLink(request, id, title),
  }
}

const startRow = (request: WorldRequest): Row => {
  const { start, seed, seedText, forkedFrom } = request.world.record
  return {
    id: 'start',
    kind: 'start',
    title: html`<strong>${forkedFrom ? 'Fork' : 'Start'}</strong>`,
    detail: forkedFrom
      ? `of ${forkedFrom.world}${forkedFrom.snapshot === undefined ? '' : `, ${forkedFrom.name ?? forkedFrom.snapshot}`}`
      : `${formatInstant(start)} · seed ${seedText ?? seed}`,
    actions: html`<a href="${request.base}/reset" title="Reset" aria-label="Reset the world to its start">${icon('restore')}</a>`,
  }
}

const forkButton = (request: WorldRequest, title: string, snapshot?: string): Html =>
  worldForm(request, '/fork', html`<button title="Fork" aria-label="Fork ${title}">${icon('fork')}</button>`, {
    fields: snapshot === undefined ? {} : { snapshot },
  })

const diffLink = ({ base }: WorldRequest, id: string, title: string): Html =>
  html`<a href="${base}/diff?with=${id}" title="Diff" aria-label="Compare ${title} with now">${icon('diff')}</a>`
