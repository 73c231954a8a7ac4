import { html } from 'hono/html'
import type { RequestLine } from '#bank/requests/views.ts'
import { badge, type Html, nothing, sandBadge, toneOfStatus } from '#looks/index.ts'
import { callerOf, formatCame, formatDuration, isProblem, listTarget, type PartnerNames } from './texts.ts'

/** What the lines of one list have in common. */
export type Rows = {
  /** The path of the world's screen. */
  readonly base: string
  readonly names: PartnerNames
  /** Real time, in epoch milliseconds. */
  readonly now: number
}

/** Shows the status of an answer; a connection that was cut has none. */
export const statusBadge = (status: number | undefined): Html =>
  status === undefined ? badge('problem', 'cut') : badge(toneOfStatus(status), String(status))

/** Shows a method, in the colour of a read or a write. */
export const verb = (method: string): Html =>
  html`<span class="verb${method === 'GET' ? '' : ' write'}">${method}</span>`

/** Builds one line of the list. It leads to the request's own page; a script opens it in place. */
export function renderRow(line: RequestLine, { base, names, now }: Rows): Html {
  const { id, realAt, method, target, scenarios = [], status, durationMs } = line
  return html`<li class="req${isProblem(line) ? ' bad' : ''}" id="${id}"><a class="req-line" href="${base}/requests/${id}" data-open><time class="num soft" datetime="${realAt}">${formatCame(realAt, now)}</time>${verb(method)}<code>${listTarget(target)}</code><span class="app soft">${scenarios.length === 0 ? callerOf(line, names) : sandBadge(scenarios.map(({ name }) => name).join(', '))}</span>${statusBadge(status)}<span class="num soft ms">${formatDuration(durationMs)}</span></a></li>`
}

/** Builds the lines of a list, newest first. */
export const renderRows = (lines: readonly RequestLine[], rows: Rows): Html =>
  html`${lines.length === 0 ? nothing : lines.map((line) => renderRow(line, rows))}`
