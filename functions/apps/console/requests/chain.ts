import { html } from 'hono/html'
import type { DeliveryOutcome } from '#actions/events/events-of-objects.ts'
import type { ConsentState } from '#bank/consents/consent.ts'
import { eventKinds } from '#bank/events/kinds.ts'
import { type Content, type Html, type IconName, icon, nothing } from '#looks/index.ts'
import type { Story } from './story.ts'
import { callerOf, formatDuration, formatSigned, shortTarget } from './texts.ts'

/** The states of a consent, for people. */
const consentWords: Readonly<Record<ConsentState, string>> = {
  AWUP: 'Awaits its file',
  AWAU: 'Awaits authorisation',
  AUTH: 'Authorised',
  RJCT: 'Refused',
  CANC: 'Revoked',
  EXPD: 'Expired',
  COND: 'Used by its order',
}

/** The statuses of an order, for people. */
const orderWords: Readonly<Record<string, string>> = {
  RCVD: 'Received',
  PDNG: 'Held for a check',
  PATC: 'Waits for another director',
  ACSP: 'Accepted, on its way',
  ACWP: "At the payee's bank",
  ACSC: 'Settled',
  ACCC: 'Settled at the payee',
  RJCT: 'Rejected',
  CANC: 'Cancelled',
  INCO: 'Set up',
  INFA: 'Failed',
}

/** Shows what a request led to, link by link: request, consent, order, legs, events. */
export function renderChain(story: Story): Html {
  const { whole, names, consent, order, legs, events } = story
  const { method, target, status, durationMs, interactionId } = whole
  const links = [
    link('code', 'Request', `${method} ${shortTarget(target).replace(/^\/(aisp|pisp|cbpii)\//, '')}`, [
      html`${status ?? 'Cut'} in ${formatDuration(durationMs)}`,
      callerOf(whole, names),
      html`<code title="Interaction id">${interactionId}</code>`,
    ]),
    consent &&
      link('lock', 'Consent', consentWords[consent.state], [
        consent.customer ? `by ${consent.customer}` : '',
        html`<code>${consent.id}</code>`,
      ]),
    order &&
      link('arrow', 'Order', html`${orderWords[order.status] ?? order.status} (<code>${order.status}</code>)`, [
        order.why ?? '',
        `by ${order.rail}`,
        html`<code>${order.id}</code>`,
      ]),
    legs.length > 0 &&
      link(
        'scale',
        'Legs',
        sumOf(legs),
        legs
          .slice(0, mostLegs)
          .map(
            ({ amount, currency, holder }) =>
              html`<span class="num">${formatSigned(BigInt(amount), currency)}</span> ${holder}`,
          ),
      ),
    events.length > 0 && linkOfEvents(events),
  ].filter((one) => one !== undefined && one !== false)
  return html`<ol class="chain">${links}</ol>${links.length === 1 ? html`<p class="small soft">${method === 'GET' ? 'It only read: no order, no legs, no event.' : 'It led to no consent, order or event.'}</p>` : nothing}`
}

/** Shows the events that a request led to. */
function linkOfEvents(events: Story['events']): Html {
  const [one] = events
  if (one && events.length === 1) return link('bell', 'Event', eventKinds[one.kind].title, sayDeliveries(one))
  const lines = events.flatMap((event) => [
    html`<span class="strong">${eventKinds[event.kind].title}</span>`,
    ...sayDeliveries(event),
  ])
  return link('bell', 'Events', `${events.length} events`, lines)
}

const sayDeliveries = ({ id, deliveries }: Story['events'][number]): Content[] => [
  ...(deliveries.length === 0 ? ['no subscriber'] : deliveries.map(sayDelivery)),
  html`<code>${id}</code>`,
]

const mostLegs = 6

const link = (name: IconName, title: string, main: Content, more: readonly Content[]): Html =>
  html`<li><span class="node">${icon(name)}</span><div><strong>${title}</strong><p>${main}</p>${more.filter((one) => one !== '').map((one) => html`<p class="soft xs">${one}</p>`)}</div></li>`

/** Says how many legs there are, and that they sum to zero where all of them are known. */
function sumOf(legs: Story['legs']): string {
  const [{ currency = 'GBP' } = {}] = legs
  const sum = legs.reduce((total, { amount }) => total + BigInt(amount), 0n)
  const count = `${legs.length} ${legs.length === 1 ? 'leg' : 'legs'}`
  return sum === 0n && legs.every((one) => one.currency === currency)
    ? `${count}, sum ${formatSigned(0n, currency)}`
    : count
}

/** Says how one subscriber got an event. */
function sayDelivery({ to, state, attempts, status, durationMs }: DeliveryOutcome): string {
  if (state === 'polled') return `${to} polls for it`
  const answer =
    status === undefined ? '' : ` (${status}${durationMs === undefined ? '' : ` in ${formatDuration(durationMs)}`})`
  if (state === 'delivered') return `delivered to ${to}${answer}, try ${attempts}`
  if (state === 'given-up') return `given up for ${to} after ${attempts} tries${answer}`
  return attempts === 0 ? `waits for ${to}` : `${to} failed${answer}, try ${attempts}; sent again later`
}
