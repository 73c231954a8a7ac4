import * as z from 'zod'
import { DeadEvent, DeliveryAttempt, DeliveryProgress, HeldObject, WaitingEvent } from '#bank/events/delivery.ts'
import { defineRecord } from '#store/record-kind.ts'
import { type InEpoch, overlayOf } from '#store/records.ts'
import type { Key } from '#store/store.ts'

/*
 * The delivery of events to one subscription. It is in the overlay, so a reset drops it, and no
 * copy of a world has it.
 */

const inDelivery = ({ id, record }: InEpoch, subscription: string, path: string): Key => ({
  partition: overlayOf(id, record.epoch),
  path: `delivery/${subscription}/${path}`,
})

export const deliveryProgress = defineRecord(DeliveryProgress, (world: InEpoch, subscription: string) =>
  inDelivery(world, subscription, 'progress'),
)
/** An object whose events wait. It exists exactly while one of them does. */
export const heldObjects = defineRecord(HeldObject, (world: InEpoch, subscription: string, object: string) =>
  inDelivery(world, subscription, `held/${object}`),
)
export const waitingEvents = defineRecord(
  WaitingEvent,
  (world: InEpoch, subscription: string, object: string, event: string) =>
    inDelivery(world, subscription, `waiting/${object}/${event}`),
)
/** Returns the name of the queue of one event that later events of its object pass. */
export const nameQueueAlone = (object: string, event: string): string => `${object}~${event}`
/** Returns the object of a queue: of all its events, or of one that later ones pass. */
export const objectOfQueue = (queue: string): string => queue.split('~', 1)[0] as string
export const deliveryAttempts = defineRecord(
  DeliveryAttempt,
  (world: InEpoch, subscription: string, event: string, attempt: number) =>
    inDelivery(world, subscription, `log/${event}/${String(attempt).padStart(5, '0')}`),
)
export const deadEvents = defineRecord(DeadEvent, (world: InEpoch, subscription: string, event: string) =>
  inDelivery(world, subscription, `dead/${event}`),
)
/** A request to send an event again. The worker deletes it. */
export const resendRequests = defineRecord(
  z.strictObject({}),
  ({ id, record }: InEpoch, subscription: string, event: string) => ({
    partition: overlayOf(id, record.epoch),
    path: `resend/${subscription}/${event}`,
  }),
)
/** A subscription with events that wait, for the sweep. */
export const unfinishedDeliveries = defineRecord(z.strictObject({}), (worldId: string, subscription: string) => ({
  partition: 'delivering',
  path: `${worldId}/${subscription}`,
}))
/**
 * A world that the sweep looks at, because time alone will make something there. `isDue`: at once,
 * because a worker could not finish.
 */
export const worldsToDeliver = defineRecord(z.strictObject({ isDue: z.boolean() }), (worldId: string) => ({
  partition: 'delivering-worlds',
  path: worldId,
}))
