import { html } from 'hono/html'
import type { LogPage } from '#actions/requests/log-page.ts'
import { listRequests } from '#actions/requests/requests.ts'
import { hasStoredLog } from '#actions/requests/stored.ts'
import { updateWorld } from '#actions/worlds/update.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { badge, type Content, emptyState, errorNotice, type Html, nothing } from '#looks/index.ts'
import { mountReplays } from './compare.ts'
import { mountDownloads } from './downloads.ts'
import { readFilter, renderFilters, type Shown } from './filters.ts'
import { mountLive } from './live.ts'
import { renderOpened } from './opened.ts'
import { sendPart } from './part.ts'
import { buildRequestPage } from './request-page.ts'
import { renderRows } from './row.ts'
import { readNames, readStory } from './story.ts'
import { isProblem } from './texts.ts'

/** How many requests the world's screen shows. */
const mostShown = 25

/** Shows the newest requests of a world. New ones come in while it is open. */
export async function renderRequestsPanel(request: WorldRequest): Promise<Html> {
  const { base } = request
  const head = (more: Content) => html`<header class="row between"><h2 id="requests">Requests</h2>${more}</header>`
  if (!keepsLog(request))
    return html`<section class="card flush" aria-labelledby="requests">${head('')}${renderNoLog(request)}</section>`
  const page = await listRequests(request.world, request.grant, {})
  const shown = { ...page, requests: page.requests.slice(0, mostShown) }
  return html`<section class="card flush log" aria-labelledby="requests">${head(
    html`<span class="row">${liveBadge}${renderCounts(page)}<label class="tick small"><input type="checkbox" class="only"> Only problems</label></span>`,
  )}${await renderList(request, shown, { filter: {}, query: '', faults: [] }, 2 * mostShown)}<p class="more small"><a href="${base}/requests">All requests, with filters</a></p></section>`
}

/** Shows that new requests come in. Without a script the page must be loaded again. */
const liveBadge = html`<span data-live-state hidden>${badge('told', 'live')}</span>`

/** Counts the requests that are shown. The script counts on. */
const renderCounts = ({ requests, next }: LogPage): Html => {
  const problems = requests.filter(isProblem).length
  const count = next === undefined ? String(requests.length) : `newest ${requests.length}`
  return html`<span class="small soft num"><span data-count="">${count}</span> shown · <span data-count=".bad">${problems}</span> with problems</span>`
}

/** Whether requests of this world are logged at all. */
const keepsLog = ({ world }: WorldRequest): boolean => world.sandbox.requestLog !== undefined || hasStoredLog(world)

/** Shows a list of requests, into which new ones come. */
async function renderList(request: WorldRequest, page: LogPage, { filter, query }: Shown, most: number): Promise<Html> {
  const { base, host } = request
  const rows = renderRows(page.requests, { base, names: await readNames(request), now: host.sandbox.real() })
  const isFiltered = Object.keys(filter).length > 0
  const way = host.sandbox.requestLog ? 'stream' : 'poll'
  return html`<ol class="reqs" data-live="${way}" data-from="${base}/requests" data-query="${query}" data-most="${most}" data-last="${page.last}">${rows}</ol>
<div class="none">${
    isFiltered
      ? emptyState('search', 'No request fits this filter', 'Those that come in appear here.')
      : emptyState('list', 'No requests yet', 'Call the bank: each call appears here within a second.')
  }</div>`
}

/** Offers to store the requests of a world whose sandbox keeps none in memory. */
const renderNoLog = (request: WorldRequest): Html =>
  html`<div class="none on">${emptyState(
    'list',
    'This world stores no requests',
    'In the cloud a world says which share of its requests is stored, and for how long. Each costs a write.',
    worldForm(request, '/requests/log', html`<button class="btn" type="submit">Store them for a day</button>`),
  )}</div>`

/** Builds the page of all requests, with filters. */
async function renderListPage(request: WorldRequest): Promise<SitePage> {
  const { base, c, world, grant } = request
  const title = `Requests · ${world.id} · Sandbank`
  const heading = html`${backTo(request)}<h1>Requests</h1>`
  if (!keepsLog(request)) return { title, main: html`${heading}${renderNoLog(request)}` }
  const { page, ...query } = c.req.query()
  const shown = readFilter(query)
  const found = await listRequests(world, grant, { ...shown.filter, ...(page && { page }) })
  const names = await readNames(request)
  const older = new URLSearchParams([...new URLSearchParams(shown.query), ['page', found.next ?? '']])
  return {
    title,
    main: html`${heading}
${shown.faults.length === 0 ? nothing : errorNotice('This filter was left out', shown.faults.join('; '))}
${renderFilters(request, shown, names, found.requests)}
<section class="card flush log" aria-labelledby="list"><header class="row between"><h2 id="list">${page ? 'Older requests' : 'Newest first'}</h2><span class="row">${page ? nothing : liveBadge}${renderCounts(found)}</span></header>
${page ? html`<ol class="reqs">${renderRows(found.requests, { base, names, now: request.host.sandbox.real() })}</ol>` : await renderList(request, found, shown, 200)}
${found.next === undefined ? nothing : html`<p class="more small"><a href="${base}/requests?${older}">Older requests</a></p>`}</section>`,
  }
}

const one = '/requests/:RequestId{req_[\\w-]+}'

/** Mounts the pages of requests: the list, its live parts, one request, and its replays. */
export function mountRequests(routes: Routes): void {
  routes.get('/requests', renderListPage)
  mountLive(routes)
  routes.get(one, async (request) => {
    const story = await readStory(request, request.c.req.param('RequestId') ?? '')
    return buildRequestPage(request, story, renderOpened(request, story, true))
  })
  routes.get(`${one}/part`, async (request) => {
    const story = await readStory(request, request.c.req.param('RequestId') ?? '')
    return sendPart(request, renderOpened(request, story))
  })
  mountDownloads(routes, one)
  mountReplays(routes, one)
  routes.post('/requests/log', async ({ world, grant, base }) => {
    await updateWorld(world, grant, { requestLog: { sample: 1, days: 1 } })
    return { to: `${base}#requests`, said: 'From now on this world stores its requests, each for a day.' }
  })
}
