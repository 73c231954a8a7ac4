import { buildAttempt, type DeliveryClock, type HeldObject, isDelivered, logForMs } from '#bank/events/delivery.ts'
import type { Send, Sent } from '#bank/events/message.ts'
import { drawJitter, nextAttemptAt, parseRetryAfter } from '#bank/events/retry-schedule.ts'
import type { Subscription } from '#bank/events/subscription.ts'
import type { DeliveryChange, MessageFlaw } from '#bank/scenarios/scenario.ts'
import { readClock } from '#bank/time/clock.ts'
import { deadEvents, deliveryAttempts, heldObjects, nameQueueAlone, waitingEvents } from '#store/events/deliveries.ts'
import type { StoredEvent } from '#store/events/log.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { findDeliveryChange } from './faults.ts'
import type { BuildMessage } from './messages.ts'

/**
 * An event to send. `attempts` were made before; `isStored`: it waits in the store already;
 * `isDelayed`: an armed fault has delayed it.
 */
export type QueuedEvent = {
  readonly stored: StoredEvent
  readonly attempts: number
  readonly isStored: boolean
  readonly isDelayed?: boolean
}

/** The events of one object, in order. */
export type ObjectQueue = {
  readonly object: string
  readonly events: QueuedEvent[]
  /** Why the object was held before, if it was. */
  readonly held: HeldObject | undefined
  /** Whether more of its events wait in the store than `events`. */
  readonly isPartial: boolean
}

/** One batch of messages to one subscription. */
export type Batch = {
  readonly world: World
  readonly subscription: Subscription
  readonly send: Send
  readonly build: BuildMessage
  /** Nothing more is sent from this real instant on. */
  readonly until: number
  /** Set once the receiver has answered 410 Gone: nothing more is sent. */
  isGone?: boolean
  /** Set once the receiver has asked for a pause, until a real instant. */
  notBefore?: number
  /** Set when the process ends. */
  readonly isStopping: () => boolean
}

/** What is to be stored of a queue, and when its object is tried again. */
export type QueueResult = { readonly writes: Write[]; readonly next: number | undefined }

/** Which clock counts the pauses of a subscription. */
export const clockOf = (subscription: Subscription): DeliveryClock =>
  subscription.way === 'webhook' ? subscription.clock : 'real'

/** Reads the clock of a subscription, in epoch milliseconds. */
export function readDeliveryClock({ record, sandbox }: World, subscription: Subscription): number {
  const real = readSteadyTime(sandbox)
  return clockOf(subscription) === 'world' ? readClock(record.clock, real) : real
}

/**
 * Sends the events of one object in order, until one fails. What comes after it waits. An event
 * that was tried for 72 hours is given up, and the next one goes on.
 */
export async function sendQueue(batch: Batch, queue: ObjectQueue): Promise<QueueResult> {
  const { world, subscription } = batch
  const { object, events, held, isPartial } = queue
  const clock = clockOf(subscription)
  const writes: Write[] = []
  let attempts = held?.attempts ?? 0
  // The first failure, unless the subscription has changed its clock since.
  let since = held?.clock === clock ? held.since : undefined
  // When the first event is sent that an armed fault lets others pass.
  let overtaken: number | undefined
  for (const [n, one] of events.entries()) {
    const now = readDeliveryClock(world, subscription)
    if (isOver(batch)) return hold(events.slice(n), { attempts, since, next: now })
    const { id } = one.stored
    const done: Write = { delete: waitingEvents.key(world, subscription.id, object, id), expect: 'anything' }
    const isFirst = one.attempts === 0 && !one.isDelayed
    const { times, delayMs, letsPass, flaw, scenario } =
      (isFirst && (await findDeliveryChange(world, subscription, one.stored))) || none
    if (times === 0) {
      writes.push(...buildGap(batch, one, object, done, scenario))
      continue
    }
    if (delayMs !== undefined && !letsPass) {
      const delayed = { ...one, isStored: false, isDelayed: true }
      return hold([delayed, ...events.slice(n + 1)], { attempts: 0, since: undefined, next: now + delayMs })
    }
    // A second one that waits as long would come after the first: it passes it instead.
    if (delayMs !== undefined && overtaken === undefined && !(await isBeingOvertaken(batch, object))) {
      writes.push(...buildOvertaken(batch, one, object, now + delayMs, done))
      overtaken = Math.min(overtaken ?? Number.POSITIVE_INFINITY, now + delayMs)
      continue
    }
    let attempt = one.attempts + 1
    // A message with a flaw comes first; a large one is the message itself.
    if (flaw !== undefined && flaw !== 'very-large')
      await attemptOnce(batch, one.stored, attempt++, writes, { flaw, scenario })
    const own = flaw === 'very-large' || times === 2 ? { flaw, scenario } : {}
    const sent = await attemptOnce(batch, one.stored, attempt, writes, own)
    if (isDelivered(sent) && times === 2) await attemptOnce(batch, one.stored, ++attempt, writes, own)
    if (isDelivered(sent)) {
      if (one.isStored) writes.push(done)
      attempts = 0
      since = undefined
      continue
    }
    attempts++
    since ??= now
    const next = nextAttemptAt({ attempts, since, now }, drawJitter(world.record.seed, subscription.id, id, attempt))
    if (next !== undefined || batch.isGone)
      return hold([{ ...one, attempts: attempt, isStored: false }, ...events.slice(n + 1)], {
        attempts,
        since,
        next: next ?? now,
      })
    const at = readSteadyTime(world.sandbox)
    writes.push({
      put: deadEvents.key(world, subscription.id, id),
      expect: 'anything',
      value: { at, attempts: attempt, object },
    })
    if (one.isStored) writes.push(done)
    attempts = 0
    since = undefined
  }
  if (isPartial) return hold([], { attempts: 0, since: undefined, next: readDeliveryClock(world, subscription) })
  if (held) writes.push({ delete: heldObjects.key(world, subscription.id, object), expect: 'anything' })
  return { writes, next: overtaken }

  function hold(
    rest: readonly QueuedEvent[],
    { attempts, since, next }: { attempts: number; since: number | undefined; next: number },
  ): QueueResult {
    for (const { stored, attempts, isStored, isDelayed } of rest)
      if (!isStored)
        writes.push({
          put: waitingEvents.key(world, subscription.id, object, stored.id),
          expect: 'anything',
          value: { attempts, ...(isDelayed && { isDelayed }) },
        })
    const value: HeldObject = { attempts, ...(since !== undefined && { since }), next, clock }
    writes.push({ put: heldObjects.key(world, subscription.id, object), expect: 'anything', value })
    return { writes, next: Math.min(next, overtaken ?? next) }
  }
}

const none: DeliveryChange & { readonly scenario?: string } = {}

/** Builds the writes of an event that an armed fault never sends: the list shows the gap. */
function buildGap(
  { world, subscription }: Batch,
  one: QueuedEvent,
  object: string,
  done: Write,
  scenario?: string,
): Write[] {
  const at = readSteadyTime(world.sandbox)
  const value = { at, attempts: 0, object, ...(scenario !== undefined && { scenario }) }
  const gap: Write = { put: deadEvents.key(world, subscription.id, one.stored.id), expect: 'anything', value }
  return one.isStored ? [gap, done] : [gap]
}

/** Whether an event of an object waits in a queue of its own, so that later ones pass it. */
async function isBeingOvertaken({ world, subscription }: Batch, object: string): Promise<boolean> {
  const { partition, path: prefix } = heldObjects.key(world, subscription.id, nameQueueAlone(object, ''))
  return (await world.sandbox.store.list(partition, { prefix, limit: 1 })).length > 0
}

/**
 * Builds the writes of an event that an armed fault delays while later ones go on: it waits in a
 * queue of its own.
 */
function buildOvertaken(
  { world, subscription }: Batch,
  { stored, isStored, attempts }: QueuedEvent,
  object: string,
  next: number,
  done: Write,
): Write[] {
  const alone = nameQueueAlone(object, stored.id)
  const held: HeldObject = { attempts: 0, next, clock: clockOf(subscription) }
  return [
    ...(isStored ? [done] : []),
    {
      put: waitingEvents.key(world, subscription.id, alone, stored.id),
      expect: 'anything',
      value: { attempts, isDelayed: true },
    },
    { put: heldObjects.key(world, subscription.id, alone), expect: 'anything', value: held },
  ]
}

/** Whether nothing more is sent in this batch. */
const isOver = ({ world, until, isGone, notBefore, isStopping }: Batch): boolean =>
  isGone === true || notBefore !== undefined || isStopping() || readSteadyTime(world.sandbox) >= until

/** Sends one event, adds the entry of the log, and notes what the receiver asks for. */
async function attemptOnce(
  batch: Batch,
  stored: StoredEvent,
  attempt: number,
  writes: Write[],
  { flaw, scenario }: { readonly flaw?: MessageFlaw | undefined; readonly scenario?: string | undefined } = {},
): Promise<Sent> {
  const { world, subscription, send, build } = batch
  const at = world.sandbox.real()
  let sent: Sent
  try {
    sent = await send(await build(world, subscription, stored, at, flaw))
  } catch (error) {
    world.sandbox.log({ level: 'error', message: `delivery: the message of ${stored.id} cannot be built`, error })
    sent = { durationMs: 0, error: 'the sandbox could not build the message; its log says why' }
  }
  if (sent.status === 410) batch.isGone = true
  const wanted = sent.status === 429 || sent.status === 503 ? parseRetryAfter(sent.retryAfter, at) : undefined
  if (wanted !== undefined) batch.notBefore = Math.max(wanted, batch.notBefore ?? 0)
  writes.push({
    put: deliveryAttempts.key(world, subscription.id, stored.id, attempt),
    expect: 'anything',
    value: buildAttempt(stored.event, sent, at, scenario),
    expiresAt: Math.ceil((at + logForMs) / 1_000),
  })
  return sent
}
