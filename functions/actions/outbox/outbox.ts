import type { ConsentRecord } from '#bank/consents/consent.ts'
import { deriveEvents, type RecordChange } from '#bank/events/derive.ts'
import type { EventRecord } from '#bank/events/event.ts'
import { computedKinds } from '#bank/events/kinds.ts'
import { deriveTimedEvents, type TimedEvent } from '#bank/events/timed.ts'
import { timedConsentEvents } from '#bank/events/transitions.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { followersOf } from '#store/events/followers.ts'
import { events, sortableInstant, timedEvents } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Store, Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/*
 * The outbox: what happened to consents and orders, stored in the commit that made it happen. The
 * path of an event follows real time, because a world's clock may stand still.
 */

/**
 * Commits the writes of an action, the events of the kinds that are listened to, and what time
 * alone will make of the changed records. Every commit that writes a consent or an order must come
 * this way. Throws as the store does.
 */
export async function commitInWorld(world: World, writes: readonly Write[]): Promise<void> {
  const timed = deriveTimed(world, writes).map((one) => buildTimedWrite(world, one))
  await commitWithEvents(world, [...writes, ...timed], deriveListened(world, writes))
}

/** Commits writes and events, in the order in which the events happened. */
export async function commitWithEvents(
  world: World,
  writes: readonly Write[],
  found: readonly EventRecord[],
): Promise<void> {
  const { store } = world.sandbox
  if (found.length === 0) return store.commit(writes)
  await store.commit([...writes, ...found.map((event) => buildEventWrite(world, event))])
  for (const wake of followersOf(store, world.id)) wake()
}

/**
 * Derives the events of some writes that are listened to in a world: on a laptop, of every kind.
 */
export const deriveListened = (world: World, writes: readonly Write[]): EventRecord[] =>
  keepListened(world, readChanges(writes).flatMap(deriveEvents))

/** Returns the events of the kinds that are listened to. */
export function keepListened({ sandbox, record: { listening = {} } }: World, found: EventRecord[]): EventRecord[] {
  return found.filter(
    ({ kind }) => Object.hasOwn(listening, kind) || (sandbox.isLocal === true && !computedKinds.has(kind)),
  )
}

/**
 * Derives what time alone will make of the records of some writes, as far as it is listened to.
 */
export const deriveTimed = (world: World, writes: readonly Write[]): TimedEvent[] =>
  readChanges(writes)
    .filter((change) => isTimeListened(world, change))
    .flatMap((change) => deriveTimedEvents(change, calendar))

/** Whether a kind of event is listened to that time alone makes of such a record. */
function isTimeListened({ sandbox, record: { listening } }: World, { record }: RecordChange): boolean {
  if (sandbox.isLocal || !listening) return sandbox.isLocal === true
  return Object.keys(listening).some((kind) => (record === 'consent' ? ofConsents : ofOrders).has(kind))
}

const ofOrders: ReadonlySet<string> = new Set(['payment.settled'])
const ofConsents: ReadonlySet<string> = new Set(
  Object.values(timedConsentEvents).flatMap((told) => [`consent.${told}`, `mandate.${told}`]),
)

/** Builds the write that stores what time alone will make. */
export const buildTimedWrite = (world: World, timed: TimedEvent): Write => ({
  put: timedEvents.key(world, timed),
  expect: 'anything',
  value: timed,
})

const readChanges = (writes: readonly Write[]): RecordChange[] =>
  writes.flatMap((write) => ('put' in write && readChange(write)) || [])

/**
 * Reads the change that a write makes; undefined for a record that tells nothing. Throws if a write
 * does not carry the record that was read: its events would be lost.
 */
function readChange({
  put: { path },
  expect,
  before,
  value,
}: Extract<Write, { put: unknown }>): RecordChange | undefined {
  const [first, , third] = path.startsWith('order/') || path.startsWith('consent/') ? path.split('/') : []
  if (first === undefined) {
    const leg = path.includes('/leg/') ? (value as Leg) : undefined
    if (leg?.kind !== 'payment-returned') return undefined
    return { record: 'return', order: requireBefore<OrderRecord>(path, before), after: leg }
  }
  if (third !== undefined) return { record: 'execution', n: Number(third), after: value as OrderRecord }
  const isNew = expect === 'absent'
  if (first === 'consent') {
    const after = value as ConsentRecord
    return { record: 'consent', before: isNew ? undefined : requireBefore<ConsentRecord>(path, before), after }
  }
  const after = value as OrderRecord
  return { record: 'order', before: isNew ? undefined : requireBefore<OrderRecord>(path, before), after }
}

function requireBefore<R>(path: string, before: unknown): R {
  if (before === undefined) throw new Error(`the write of ${path} must carry what was read (\`before\`)`)
  return before as R
}

/** The most events of one instant: the counter in a path has five digits. */
const mostPerInstant = 99_999

/** The last instant at which each store got an event, and how many it got then. */
const counters = new WeakMap<Store, { at: number; count: number }>()

/**
 * Builds the write of an event after all that this process has stored. Random letters keep the
 * paths of several processes apart.
 */
export function buildEventWrite(world: World, event: EventRecord): Write {
  const { store, randomText } = world.sandbox
  const now = readSteadyTime(world.sandbox)
  const last = counters.get(store) ?? { at: now, count: -1 }
  const isFull = last.at >= now && last.count === mostPerInstant
  const at = Math.max(now, isFull ? last.at + 1 : last.at)
  const count = at === last.at ? last.count + 1 : 0
  counters.set(store, { at, count })
  return {
    put: events.key(world, sortableInstant(at), `${String(count).padStart(5, '0')}${randomText(6)}`),
    expect: 'absent',
    value: event,
  }
}
