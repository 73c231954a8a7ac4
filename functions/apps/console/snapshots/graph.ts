import { html } from 'hono/html'
import { type Html, nothing } from '#looks/index.ts'

/**
 * A point of the graph, in the order of its rows: from now at the top to the start at the bottom.
 */
export type GraphNode = {
  readonly id: string
  readonly kind: 'now' | 'snapshot' | 'fork' | 'start'
  /** The point that it continues from; absent for the start. */
  readonly parent?: string | undefined
}

/** A point with its lane: 0 is the line that leads to now. */
export type PlacedNode = GraphNode & { readonly lane: number; readonly row: number; readonly from?: number | undefined }

/** The most lanes beside the line to now. More branches share the last one. */
const mostLanes = 3

/** Gives each point a lane, so that no branch crosses a point of another. */
export function placeNodes(nodes: readonly GraphNode[]): PlacedNode[] {
  const rows = new Map(nodes.map(({ id }, row) => [id, row]))
  const last = nodes.length - 1
  const parentOf = (row: number): number | undefined => {
    const { kind, parent } = nodes[row] as GraphNode
    if (kind === 'start') return undefined
    if (parent === undefined) return last
    // A deleted snapshot is passed over to the next older one.
    const found = rows.get(parent) ?? nodes.findIndex((one, at) => at > row && one.kind === 'snapshot')
    return found > row ? found : last
  }
  const lanes = new Map<number, number>()
  for (let row: number | undefined = nodes.findIndex(({ kind }) => kind === 'now'); row !== undefined && row >= 0; ) {
    lanes.set(row, 0)
    row = parentOf(row)
  }
  const taken: { readonly lane: number; readonly top: number; readonly bottom: number }[] = []
  const continued = new Set<number>()
  for (let row = last; row >= 0; row--) {
    if (lanes.has(row)) continue
    const from = parentOf(row) ?? last
    const lane = lanes.get(from) ?? 0
    const isOnward = lane > 0 && !continued.has(from)
    const isFree = (one: number) => taken.every((span) => span.lane !== one || span.top >= from || span.bottom <= row)
    let own = isOnward ? lane : 1
    while (!isOnward && own < mostLanes && !isFree(own)) own++
    continued.add(from)
    taken.push({ lane: own, top: row, bottom: from })
    lanes.set(row, own)
  }
  return nodes.map((node, row) => ({ ...node, row, lane: lanes.get(row) ?? 0, from: parentOf(row) }))
}

/** The height of a row, and where the line to now stands, in pixels. */
const [rowHeight, left, top] = [58, 14, 14]

/** Draws the lines and points beside the rows. The rows say the same in words. */
export function renderGraph(nodes: readonly GraphNode[]): Html {
  const placed = placeNodes(nodes)
  const spread = Math.max(...placed.map(({ lane }) => lane)) > 1 ? 16 : 28
  const x = (lane: number) => left + lane * spread
  const y = (row: number) => top + row * rowHeight
  const edge = ({ row, lane, from }: PlacedNode): Html => {
    const parent = from === undefined ? undefined : placed[from]
    if (!parent) return nothing
    const [x0, y0, x1, y1] = [x(parent.lane), y(parent.row), x(lane), y(row)]
    if (x0 === x1) return html`<path${lane === 0 ? nothing : html` class="branch"`} d="M${x0} ${y0}V${y1}"/>`
    const bend = y0 - rowHeight
    return html`<path class="branch" d="M${x0} ${y0}C${x0} ${y0 - 32} ${x1} ${bend + 34} ${x1} ${bend}V${y1}"/>`
  }
  const point = ({ kind, row, lane }: PlacedNode): Html =>
    html`<circle class="${kind === 'now' ? 'now' : lane === 0 ? 'on' : 'branch'}" cx="${x(lane)}" cy="${y(row)}" r="${kind === 'now' ? 7 : 6}"/>`
  const height = y(placed.length - 1) + top + 6
  return html`<svg class="gitgraph" viewBox="0 0 64 ${height}" width="64" height="${height}" aria-hidden="true">${placed.map(edge)}${placed.map(point)}</svg>`
}
