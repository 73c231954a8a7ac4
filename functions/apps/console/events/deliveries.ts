import { type Deliveries, listDeliveries } from '#actions/events/deliveries.ts'
import { listReceivers, type ReceiverView } from '#actions/events/webhooks.ts'
import { formatSpan } from '#apps/console/instants.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import type { Tone } from '#looks/index.ts'

type Attempt = Deliveries['attempts'][number]

/** How the delivery of one event to one receiver stands. Attempts are newest first. */
export type Delivery = {
  readonly receiver: ReceiverView
  readonly status: Deliveries['status']
  readonly attempts: readonly Attempt[]
  readonly waiting?: Deliveries['waiting'][number] | undefined
  readonly dead?: Deliveries['dead'][number] | undefined
}

/** What events of a world are sent to, with what is known of their deliveries. */
export type Receivers = { readonly receiver: ReceiverView; readonly deliveries: Deliveries }[]

/** Reads the deliveries of a world: the newest attempts, what waits and what was given up. */
export async function readReceivers({ world, grant }: WorldRequest): Promise<Receivers> {
  const receivers = await listReceivers(world, grant)
  return Promise.all(
    receivers.map(async (receiver) => ({ receiver, deliveries: await listDeliveries(world, grant, receiver.id, {}) })),
  )
}

/** Finds the deliveries of an event. A receiver that did not want it has none. */
export const deliveriesOf = (receivers: Receivers, event: string): Delivery[] =>
  receivers.flatMap(({ receiver, deliveries: { status, attempts, waiting, dead } }) => {
    const own = {
      attempts: attempts.filter((one) => one.event === event).toSorted((a, b) => b.attempt - a.attempt),
      waiting: waiting.find((one) => one.event === event),
      dead: dead.find((one) => one.event === event),
    }
    return own.attempts.length > 0 || own.waiting || own.dead ? { receiver, status, ...own } : []
  })

/** How a delivery stands, for people: a badge, and what follows. */
export type DeliveryState = { readonly tone: Tone; readonly words: string; readonly next?: string }

/** Describes how a delivery stands. */
export function describeDelivery({ host, world }: WorldRequest, delivery: Delivery): DeliveryState {
  const { status, waiting, dead, attempts } = delivery
  const [last] = attempts
  if (last?.result === 'delivered' && !waiting) return { tone: 'settled', words: String(last.status) }
  if (dead) return { tone: 'problem', words: 'given up', next: countTries(dead.attempts) }
  if (waiting) {
    if (status === 'paused') return { tone: 'pending', words: 'paused', next: 'sent when the webhook resumes' }
    if (status === 'disabled') return { tone: 'problem', words: 'stopped', next: 'the receiver answered 410' }
    const { nextAttempt, clock, attempts: tries } = waiting
    if (nextAttempt === undefined) return { tone: 'pending', words: 'waits', next: 'behind an earlier event' }
    const now = clock === 'world' ? world.now : host.sandbox.real()
    const span = formatSpan(Date.parse(nextAttempt) - now)
    return {
      tone: 'pending',
      words: tries === 0 ? 'waits' : 'retry',
      next: `again in ${span}${clock === 'world' ? ' of its clock' : ''}`,
    }
  }
  return {
    tone: 'problem',
    words: last?.status === undefined ? 'no answer' : String(last.status),
    next: countTries(attempts.length),
  }
}

const countTries = (tries: number): string => (tries === 1 ? '1 try' : `${tries} tries`)

/** Says what came of an attempt. */
export function describeAttempt({ status, error, body, scenario }: Attempt): string {
  const answer = error ?? (status === undefined ? 'there was no answer' : describeStatus(status))
  const said = body === undefined || body === '' || error !== undefined ? '' : `: ${body.slice(0, 120)}`
  return `${answer}${said}${scenario === undefined ? '' : ` (changed by the fault ${scenario})`}`
}

/** Says what a receiver's answer means. */
function describeStatus(status: number): string {
  if (status >= 200 && status < 300) return `the receiver answered ${status}`
  if (status >= 300 && status < 400) return `the receiver answered ${status}, and redirects are not followed`
  if (status === 410) return 'the receiver answered 410, which stops the webhook'
  return `the receiver answered ${status}, and only 200 to 299 count as delivered`
}

/** What a receiver is called: its name, or the host of its URL. */
export const receiverTitleOf = ({ name, url }: Pick<ReceiverView, 'name' | 'url'>): string =>
  name ?? URL.parse(url)?.host ?? url
