import { html } from 'hono/html'
import { listLatestEvents } from '#actions/events/events.ts'
import { resendEvent } from '#actions/events/resends.ts'
import { listWebhooks } from '#actions/events/webhooks.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { formatInstant, formatTime } from '#apps/console/instants.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type EventKind, eventKindNames, eventKinds } from '#bank/events/kinds.ts'
import { badge, emptyState, type Html, icon, nothing, plainBadge } from '#looks/index.ts'
import {
  type Delivery,
  deliveriesOf,
  describeAttempt,
  describeDelivery,
  type Receivers,
  readReceivers,
  receiverTitleOf,
} from './deliveries.ts'
import { renderWebhooks } from './webhooks-view.ts'
import { nameKind } from './words.ts'

/** How many events a page lists. */
const pageSize = 30

/** Mounts the page of all events, and what sends one again. */
export function mountEventPages(routes: Routes): void {
  routes.get('/events', (request) => renderEventsPage(request))
  routes.post('/events/:EventId/resend', async ({ c, world, grant, base }, form) => {
    const event = c.req.param('EventId') ?? ''
    await resendEvent(world, grant, form.get('receiver') ?? '', event)
    return { to: `${base}/events?open=${event}#${event}`, said: 'The event is sent again within a second.' }
  })
}

/** Builds the page of events. A form for a webhook that was rejected is shown with the reason. */
export async function renderEventsPage(
  request: WorldRequest,
  rejected?: { readonly notice: Html; readonly form: URLSearchParams },
): Promise<SitePage> {
  const { c, world, grant, base } = request
  const kind = eventKindNames.find((one) => one === c.req.query('kind'))
  const before = c.req.query('before')
  const partner = c.req.query('partner') || undefined
  const [{ events, next }, receivers, webhooks] = await Promise.all([
    listLatestEvents(world, grant, { kind, partner, before, most: pageSize }),
    readReceivers(request),
    listWebhooks(world, grant),
  ])
  const older =
    next &&
    `${base}/events?${new URLSearchParams({ ...(kind && { kind }), ...(partner && { partner }), before: next })}`
  return {
    title: 'Events · Sandbank console',
    main: html`${backTo(request)}${rejected?.notice ?? nothing}<div class="title"><h1>Events</h1><a class="btn line small" href="${base}/trigger">${icon('bolt')}Trigger one…</a></div>
<p class="lead">What happened to consents, payments and accounts, newest first, and who was told.</p>
<div class="cols"><div><section class="card flush" aria-labelledby="list-title"><header class="row between"><h2 id="list-title">What happened</h2>${renderFilter(base, kind, partner)}</header>
${
  events.length === 0
    ? emptyState('bell', before ? 'No older events' : 'No events yet', describeEmpty(request))
    : html`<ol class="events">${events.map((event) => renderEvent(request, event, receivers))}</ol>`
}</section>${older === undefined ? nothing : html`<p><a class="btn quiet" href="${older}">Older events${icon('arrow')}</a></p>`}</div>
<div>${renderWebhooks(request, webhooks, rejected?.form)}</div></div>`,
  }
}

const renderFilter = (base: string, kind: EventKind | undefined, partner: string | undefined): Html =>
  html`<form class="row" action="${base}/events"><label class="hide" for="kind">Kind</label><span class="field small"><select id="kind" name="kind"><option value="">every kind</option>${eventKindNames.map((one) => html`<option value="${one}"${one === kind ? html` selected` : nothing}>${nameKind(one)}</option>`)}</select></span>${partner === undefined ? nothing : html`<label class="check"><input type="checkbox" name="partner" value="${partner}" checked>only of <code>${partner}</code></label>`}<button class="btn quiet small">Show</button></form>`

/** Says how events come about. In the cloud only what a listener wants is recorded. */
export const describeEmpty = ({ host }: WorldRequest): string =>
  host.sandbox.isLocal
    ? 'Authorise a consent, pay something or trigger an event, and it appears here.'
    : 'Add a webhook first: in the cloud only the kinds that a listener wants are recorded.'

type Event = Awaited<ReturnType<typeof listLatestEvents>>['events'][number]

function renderEvent(request: WorldRequest, event: Event, receivers: Receivers): Html {
  const { id, type, timestamp, object, data } = event
  const deliveries = deliveriesOf(receivers, id)
  const badges = deliveries.map((one) => {
    const { tone, words } = describeDelivery(request, one)
    return badge(tone, words)
  })
  return html`<li class="event" id="${id}"><details${request.c.req.query('open') === id ? html` open` : nothing}><summary><span class="what"><strong>${nameKind(type)}</strong><span class="soft xs">${formatInstant(timestamp)} · <code>${object}</code></span></span><span class="row">${badges.length === 0 ? plainBadge('recorded') : badges}</span></summary>
<div class="open stack"><p>${eventKinds[type].title}.</p>
${deliveries.length === 0 ? html`<p class="small soft">No receiver wanted it, or none was there yet.</p>` : deliveries.map((one) => renderDelivery(request, id, one))}
<pre tabindex="0">${JSON.stringify({ id, type, timestamp, data }, null, 2)}</pre>
<p class="row"><a class="btn line small" href="${request.base}/trigger?${new URLSearchParams({ object })}">${icon('bolt')}Make something else happen to it…</a></p></div></details></li>`
}

/** Shows each attempt to deliver an event to one receiver, and the button that sends it again. */
function renderDelivery(request: WorldRequest, event: string, delivery: Delivery): Html {
  const { receiver, attempts, waiting } = delivery
  const { tone, words, next } = describeDelivery(request, delivery)
  const fields = { receiver: receiver.id }
  return html`<div class="delivery"><div class="row between"><span><strong>${receiverTitleOf(receiver)}</strong> ${badge(tone, words)}${next === undefined ? nothing : html` <span class="soft xs">${next}</span>`}</span>${worldForm(request, `/events/${event}/resend`, html`<button class="btn quiet small">${icon('repeat')}${waiting && waiting.attempts > 0 ? 'Retry now' : 'Send again'}</button>`, { fields })}</div>
${attempts.length === 0 ? nothing : html`<ul class="small soft">${attempts.map((one) => html`<li><span class="num">${formatTime(one.at)}</span> ${describeAttempt(one)}, in ${one.durationMs} ms</li>`)}</ul>`}</div>`
}
