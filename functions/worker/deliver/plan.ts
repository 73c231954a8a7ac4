import type { DeliveryProgress, HeldObject } from '#bank/events/delivery.ts'
import { type Subscription, wantsEvent } from '#bank/events/subscription.ts'
import { deadEvents, deliveryAttempts, heldObjects, resendRequests, waitingEvents } from '#store/events/deliveries.ts'
import { findEvents, firstEventIdAt, listEvents, type StoredEvent } from '#store/events/log.ts'
import { listPages } from '#store/list-pages.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { clockOf, type ObjectQueue, type QueuedEvent, readDeliveryClock } from './send-queue.ts'

/** What a batch sends and stores. */
export type Plan = {
  readonly queues: readonly ObjectQueue[]
  /** New events of objects that are held: they wait. */
  readonly writes: readonly Write[]
  /** The last event that was looked at; undefined before the first. */
  readonly cursor: string | undefined
  /** Whether there may be more new events. */
  readonly isMore: boolean
  /** When the first held object that is not in `queues` is tried; undefined if none is held. */
  readonly next: number | undefined
}

/** The most new events of a batch, the most objects tried again, and the events of each. */
const mostNew = 90
const mostHeld = 90
const mostWaiting = 10

/** Plans the next batch: held objects whose instant has come, and new events in order. */
export async function planBatch(world: World, subscription: Subscription, progress: DeliveryProgress): Promise<Plan> {
  const { cursor = firstEventIdAt(subscription.createdAt) } = progress
  const { due, next } = await findDue(world, subscription, progress)
  const { found, last, isMore } = await listEvents(world, { after: cursor, most: mostNew })
  const wanted = found.filter(({ event }) => wantsEvent(subscription, event))
  const isHeld = await findHeld(world, subscription, progress, wanted, due)
  const queues = new Map<string, ObjectQueue>(due.map((queue) => [queue.object, queue]))
  const writes: Write[] = []
  for (const stored of wanted) {
    const { object } = stored.event
    const queue = queues.get(object)
    if (queue ? queue.isPartial : isHeld.has(object))
      writes.push({
        put: waitingEvents.key(world, subscription.id, object, stored.id),
        expect: 'anything',
        value: { attempts: 0 },
      })
    else if (queue) {
      // A batch whose commit was cut off stored it already.
      if (!queue.events.some((one) => one.stored.id === stored.id))
        queue.events.push({ stored, attempts: 0, isStored: false })
    } else
      queues.set(object, {
        object,
        events: [{ stored, attempts: 0, isStored: false }],
        held: undefined,
        isPartial: false,
      })
  }
  return { queues: [...queues.values()], writes, cursor: last ?? cursor, isMore, next }
}

/** Finds the held objects whose instant has come, and when the first of the others is tried. */
async function findDue(
  world: World,
  subscription: Subscription,
  { next, clock }: DeliveryProgress,
): Promise<{ readonly due: ObjectQueue[]; readonly next: number | undefined }> {
  const now = readDeliveryClock(world, subscription)
  if (next === undefined || (clock === clockOf(subscription) && next > now)) return { due: [], next }
  const { partition, path: prefix } = heldObjects.key(world, subscription.id, '')
  const held: { readonly object: string; readonly value: HeldObject; readonly next: number }[] = []
  for await (const items of listPages(world.sandbox.store, partition, { prefix, limit: limits.itemsPerList }))
    for (const item of items) {
      const value = heldObjects.read(item)
      // The subscription has changed its clock since: the instant says nothing.
      const isOther = value.clock !== clockOf(subscription)
      held.push({ object: item.key.path.slice(prefix.length), value, next: isOther ? now : value.next })
    }
  held.sort((one, other) => one.next - other.next)
  const due = held.filter((one) => one.next <= now).slice(0, mostHeld)
  const queues = await Promise.all(due.map(({ object, value }) => loadQueue(world, subscription, object, value)))
  return { due: queues, next: held[due.length]?.next }
}

/** Loads the events of a held object. */
async function loadQueue(
  world: World,
  subscription: Subscription,
  object: string,
  held: HeldObject,
): Promise<ObjectQueue> {
  const { partition, path: prefix } = waitingEvents.key(world, subscription.id, object, '')
  const items = await world.sandbox.store.list(partition, { prefix, limit: mostWaiting + 1 })
  const waiting = items.slice(0, mostWaiting).map((item) => ({
    id: item.key.path.slice(prefix.length),
    ...waitingEvents.read(item),
  }))
  const found = await findEvents(
    world,
    waiting.map(({ id }) => id),
  )
  const events = waiting.flatMap(({ id, attempts, isDelayed }): QueuedEvent[] => {
    const event = found.get(id)
    return event ? [{ stored: { id, event }, attempts, isStored: true, ...(isDelayed && { isDelayed }) }] : []
  })
  return { object, events, held, isPartial: items.length > mostWaiting }
}

/** Finds which objects of new events are held, and not due. */
async function findHeld(
  world: World,
  { id }: Subscription,
  { next }: DeliveryProgress,
  wanted: readonly StoredEvent[],
  due: readonly ObjectQueue[],
): Promise<ReadonlySet<string>> {
  if (next === undefined) return new Set()
  const objects = [...new Set(wanted.map(({ event }) => event.object))].filter(
    (object) => !due.some((queue) => queue.object === object),
  )
  if (objects.length === 0) return new Set()
  const items = await world.sandbox.store.get(objects.map((object) => heldObjects.key(world, id, object)))
  return new Set(objects.filter((_, n) => items[n] !== undefined))
}

/** What was asked for by the control API. */
export type Resends = { readonly writes: readonly Write[]; readonly isMore: boolean }

/** The most events that one commit takes up again, with at most five writes each. */
const mostResends = 18

/**
 * Takes up events that the control API wants to be sent again: they wait for an attempt at once,
 * before later events of their object.
 */
export async function takeResends(world: World, subscription: Subscription): Promise<Resends> {
  const { store } = world.sandbox
  const { id } = subscription
  const { partition, path: prefix } = resendRequests.key(world, id, '')
  const asked = await store.list(partition, { prefix, limit: mostResends })
  if (asked.length === 0) return { writes: [], isMore: false }
  const events = asked.map(({ key }) => key.path.slice(prefix.length))
  const found = await findEvents(world, events)
  const now = readDeliveryClock(world, subscription)
  const held = new Map<string, HeldObject>()
  const writes: Write[] = asked.map(({ key }) => ({ delete: key, expect: 'anything' }))
  for (const [event, { object }] of found) {
    const [before] = await store.get([heldObjects.key(world, id, object)])
    const since = before && heldObjects.read(before)
    held.set(object, { attempts: 0, ...since, next: now, clock: clockOf(subscription) })
    const { path: log } = deliveryAttempts.key(world, id, event, 0)
    const [last] = await store.list(partition, {
      prefix: log.slice(0, log.lastIndexOf('/') + 1),
      newestFirst: true,
      limit: 1,
    })
    const attempts = last ? Number(last.key.path.slice(last.key.path.lastIndexOf('/') + 1)) : 0
    writes.push({ put: waitingEvents.key(world, id, object, event), expect: 'anything', value: { attempts } })
    writes.push({ delete: deadEvents.key(world, id, event), expect: 'anything' })
  }
  for (const [object, value] of held)
    writes.push({ put: heldObjects.key(world, id, object), expect: 'anything', value })
  return { writes, isMore: asked.length === mostResends }
}
