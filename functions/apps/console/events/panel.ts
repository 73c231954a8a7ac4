import { html } from 'hono/html'
import { listLatestEvents } from '#actions/events/events.ts'
import { formatTime } from '#apps/console/instants.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { badge, emptyState, type Html, nothing, plainBadge } from '#looks/index.ts'
import { deliveriesOf, describeDelivery, type Receivers, readReceivers, receiverTitleOf } from './deliveries.ts'
import { describeEmpty, mountEventPages } from './events-page.ts'
import { mountTriggers } from './trigger-page.ts'
import { mountWebhooks } from './webhook-pages.ts'
import { nameKind } from './words.ts'

/** How many events the screen of a world shows. */
const shownHere = 5

/** Shows what happened in a world last, and whether the receivers got it. */
export async function renderEventsPanel(request: WorldRequest): Promise<Html> {
  const { world, grant, base } = request
  const [{ events }, receivers] = await Promise.all([
    listLatestEvents(world, grant, { most: shownHere }),
    readReceivers(request),
  ])
  return html`<section class="card flush side" id="events" aria-labelledby="events-title"><header class="row between"><h2 id="events-title">Events</h2><a class="small" href="${base}/events#webhooks">${countReceivers(receivers)}</a></header>
${
  events.length === 0
    ? emptyState('bell', 'No events yet', describeEmpty(request))
    : html`<ul>${events.map((event) => renderLine(request, event, receivers))}</ul>`
}
<p class="more row between"><a href="${base}/events">All events</a><a href="${base}/trigger">Trigger one…</a></p></section>`
}

function countReceivers({ length }: Receivers): string {
  if (length === 0) return 'Add a webhook'
  return length === 1 ? 'to 1 receiver' : `to ${length} receivers`
}

type Event = Awaited<ReturnType<typeof listLatestEvents>>['events'][number]

function renderLine(request: WorldRequest, { id, type, timestamp, object }: Event, receivers: Receivers): Html {
  const deliveries = deliveriesOf(receivers, id)
  const states = deliveries.map((one) => ({ ...describeDelivery(request, one), receiver: one.receiver }))
  // One badge a line: what needs attention comes first.
  const order = ['problem', 'pending', 'told', 'settled']
  const [shown] = states.toSorted((a, b) => order.indexOf(a.tone) - order.indexOf(b.tone))
  const detail = [
    shown && receiverTitleOf(shown.receiver),
    shown?.next ?? formatTime(timestamp),
    states.length > 1 && shown?.next === undefined && `${states.length} receivers`,
  ]
  return html`<li class="row"><span class="what"><a class="strong" href="${request.base}/events?open=${id}#${id}">${nameKind(type)}</a><span class="soft xs"><code>${object}</code>${detail.map((one) => (one ? html` · ${one}` : nothing))}</span></span>${shown ? badge(shown.tone, shown.words) : plainBadge('recorded')}</li>`
}

/** Mounts the pages and forms of events, webhooks and triggers. */
export function mountEvents(routes: Routes): void {
  mountEventPages(routes)
  mountWebhooks(routes)
  mountTriggers(routes)
}
