import * as z from 'zod'
import { formatCursor, parseCursor } from '#bank/base/page-cursor.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { type DeliveryAttempt, isDelivered } from '#bank/events/delivery.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import { type Subscription, wantsEvent } from '#bank/events/subscription.ts'
import { iso } from '#bank/time/clock.ts'
import {
  deadEvents,
  deliveryAttempts,
  deliveryProgress,
  heldObjects,
  objectOfQueue,
  waitingEvents,
} from '#store/events/deliveries.ts'
import { firstEventIdAt, listEvents } from '#store/events/log.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { loadReceiver, statusOf } from './webhook-views.ts'

/** Which attempts a caller asks for. */
export type DeliveryFilter = {
  readonly event?: string | undefined
  readonly object?: string | undefined
  readonly kind?: EventKind | undefined
  readonly result?: 'delivered' | 'failed' | undefined
  readonly page?: string | undefined
}

/** One attempt, as the owner of a world sees it. */
type AttemptView = {
  readonly event: string
  readonly attempt: number
  readonly type: EventKind
  readonly object: string
  readonly at: string
  readonly result: 'delivered' | 'failed'
  readonly status?: number | undefined
  readonly durationMs: number
  readonly body?: string | undefined
  readonly error?: string | undefined
  readonly scenario?: string | undefined
}

/**
 * An event that was not delivered yet. Only the first one of an object has a `nextAttempt`; one
 * that the worker has not read yet, such as during a pause, has none.
 */
type WaitingView = {
  readonly event: string
  readonly object: string
  readonly attempts: number
  readonly nextAttempt?: string
  readonly clock?: 'real' | 'world'
}

/** An event that was given up: a gap in what the receiver got. */
type DeadView = {
  readonly event: string
  readonly object: string
  readonly attempts: number
  readonly at: string
  readonly scenario?: string | undefined
}

export type Deliveries = {
  /** Whether messages are sent: not while paused, and not once the receiver answered 410. */
  readonly status: 'active' | 'paused' | 'disabled'
  readonly attempts: AttemptView[]
  readonly waiting: WaitingView[]
  readonly dead: DeadView[]
  readonly next?: string
}

/** The most attempts of a page, and the most events that are listed as waiting or dead. */
const pageSize = 100
const mostListed = 100

/** How many pages of the store one list reads. */
const mostPages = 5

const Page = z.strictObject({ after: z.string().regex(/^evt_[\w]{1,60}\/\d{5}$/) })

/**
 * Lists the attempts to deliver events to a webhook or to a partner's callback URL, newest event
 * first, and which events wait or were given up, oldest first. Rejects an unknown webhook with
 * `webhook-not-found`.
 */
export async function listDeliveries(
  world: World,
  _grant: Grant<'world'>,
  webhookId: string,
  { page, ...filter }: DeliveryFilter,
): Promise<Deliveries> {
  const receiver = await loadReceiver(world, webhookId)
  const { id } = receiver
  const after = page === undefined ? undefined : parseCursor(Page, page).after
  const [found, waiting, dead] = await Promise.all([
    listAttempts(world, id, filter, after),
    listWaiting(world, receiver, filter),
    listDead(world, id, filter),
  ])
  const { attempts, last } = found
  return {
    status: statusOf(receiver),
    attempts,
    waiting,
    dead,
    ...(last !== undefined && { next: formatCursor({ after: last }) }),
  }
}

async function listAttempts(world: World, id: string, filter: DeliveryFilter, after: string | undefined) {
  const { partition, path } = deliveryAttempts.key(world, id, '', 0)
  const root = path.slice(0, path.indexOf('/log/') + '/log/'.length)
  const prefix = filter.event === undefined ? root : `${root}${filter.event}/`
  const attempts: AttemptView[] = []
  let last = after
  for (let n = 0; n < mostPages; n++) {
    const range = { prefix, newestFirst: true, limit: limits.itemsPerList }
    const items = await world.sandbox.store.list(partition, { ...range, ...(last && { after: root + last }) })
    for (const item of items) {
      if (attempts.length === pageSize) return { attempts, last }
      last = item.key.path.slice(root.length)
      const attempt = deliveryAttempts.read(item)
      if (matches(attempt, filter)) attempts.push(buildAttemptView(last, attempt))
    }
    if (items.length < limits.itemsPerList) return { attempts, last: undefined }
  }
  return { attempts, last }
}

const matches = (attempt: DeliveryAttempt, { object, kind, result }: DeliveryFilter): boolean =>
  (object === undefined || attempt.object === object) &&
  (kind === undefined || attempt.kind === kind) &&
  (result === undefined || resultOf(attempt) === result)

const resultOf = (attempt: DeliveryAttempt) => (isDelivered(attempt) ? 'delivered' : 'failed')

function buildAttemptView(place: string, attempt: DeliveryAttempt): AttemptView {
  const [event, number] = place.split('/') as [string, string]
  const { kind, object, at, ...rest } = attempt
  const result = resultOf(attempt)
  return { event, attempt: Number(number), type: kind, object, at: iso(at), result, ...rest }
}

async function listWaiting(world: World, receiver: Subscription, filter: DeliveryFilter): Promise<WaitingView[]> {
  const { store } = world.sandbox
  const { event, object } = filter
  const { id } = receiver
  const { partition, path } = waitingEvents.key(world, id, '', '')
  const root = path.slice(0, path.indexOf('/waiting/') + '/waiting/'.length)
  const prefix = root + (object ?? '')
  const items = await store.list(partition, { prefix, limit: event === undefined ? mostListed : limits.itemsPerList })
  const found = items.map((item) => {
    const [queue, name] = item.key.path.slice(root.length).split('/') as [string, string]
    return { event: name, queue, attempts: waitingEvents.read(item).attempts }
  })
  const queues = [...new Set(found.map((one) => one.queue))]
  const held = new Map<string, { nextAttempt: string; clock: 'real' | 'world' }>()
  for (let n = 0; n < queues.length; n += limits.keysPerGet) {
    const some = queues.slice(n, n + limits.keysPerGet)
    const read = await store.get(some.map((of) => heldObjects.key(world, id, of)))
    for (const [at, item] of read.entries()) {
      const value = item && heldObjects.read(item)
      if (value) held.set(some[at] as string, { nextAttempt: iso(value.next), clock: value.clock })
    }
  }
  // Only the first event of a queue has a next attempt; the others wait behind it.
  const waiting = found.map(({ queue, ...one }, n): WaitingView => {
    const view = { event: one.event, object: objectOfQueue(queue), attempts: one.attempts }
    return found[n - 1]?.queue === queue ? view : { ...view, ...held.get(queue) }
  })
  return [...waiting, ...(await listUnread(world, receiver, new Set(found.map((one) => one.event))))]
    .filter((one) => (event === undefined || one.event === event) && (object === undefined || one.object === object))
    .sort((one, other) => (one.event < other.event ? -1 : 1))
    .slice(0, mostListed)
}

/** Lists the events that the worker has not read yet, such as those of a pause. */
async function listUnread(world: World, receiver: Subscription, listed: ReadonlySet<string>): Promise<WaitingView[]> {
  const [item] = await world.sandbox.store.get([deliveryProgress.key(world, receiver.id)])
  const { cursor = firstEventIdAt(receiver.createdAt) } = item ? deliveryProgress.read(item) : {}
  const { found } = await listEvents(world, { after: cursor, most: mostListed })
  return found
    .filter(({ id, event }) => wantsEvent(receiver, event) && !listed.has(id))
    .map(({ id, event }) => ({ event: id, object: event.object, attempts: 0 }))
}

async function listDead(world: World, id: string, { event, object }: DeliveryFilter): Promise<DeadView[]> {
  const { partition, path: root } = deadEvents.key(world, id, '')
  const items = await world.sandbox.store.list(partition, { prefix: root + (event ?? ''), limit: mostListed })
  return items
    .map((item) => {
      const { at, attempts, object: of, scenario } = deadEvents.read(item)
      const event = item.key.path.slice(root.length)
      return { event, object: of, attempts, at: iso(at), ...(scenario !== undefined && { scenario }) }
    })
    .filter((one) => (event === undefined || one.event === event) && (object === undefined || one.object === object))
}
