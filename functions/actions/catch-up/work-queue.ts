import { readFilePayments } from '#actions/files/payments.ts'
import { readLastLegs } from '#actions/ledger/ledger.ts'
import { commitWithEvents } from '#actions/outbox/outbox.ts'
import type { Job } from '#actions/payments/due-payments.ts'
import type { ConsentRecord, PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { EventRecord } from '#bank/events/event.ts'
import type { TimedEvent } from '#bank/events/timed.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { type DueItem, isInterest } from '#bank/schedule/due.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { consents, dueItems, orders, timedEvents } from '#store/records.ts'
import { type Item, limits, type Write } from '#store/store.ts'
import { DamagedRecord } from '#store/store-failure.ts'
import { buildRecordUpdate, type World } from '#store/world.ts'
import { prepareJob, type ScheduledOrder } from './prepare.ts'

/** The page size of the list of due items. */
const itemsPerList = limits.itemsPerList
/** The orders, consents and legs of this many due items are read together. */
const itemsPerRead = 40

type LoadedOrder = ScheduledOrder & { readonly version: number }

/**
 * The due items of a world that is catching up, with everything read for them. Each commit updates
 * the queue; after a conflict a new one is opened.
 */
export type WorkQueue = {
  world: World
  /** Due items in order, future ones included. */
  readonly items: DueItem[]
  /** The last item that was listed, where the store holds more; absent where `items` are all. */
  readonly listedUntil: DueItem | undefined
  /** What time alone makes, in order, future ones included. */
  readonly timed: TimedEvent[]
  /** Whether `timed` is all that the store holds. */
  readonly hasAllTimed: boolean
  /** Orders that were read, with their consents; undefined for one that no longer exists. */
  readonly orders: Map<string, LoadedOrder | undefined>
  /** Consents that were read because time alone changes them. */
  readonly consents: Map<string, ConsentRecord | undefined>
  readonly jobs: WeakMap<DueItem, Job | undefined>
  /** The last legs of the accounts that were read. */
  readonly lastLegs: Map<string, Leg>
  readonly accountsRead: Set<string>
}

/** Lists the first due items of a world. */
export async function openQueue(world: World): Promise<WorkQueue> {
  const { partition, path } = dueItems.key(world, { at: 0, seq: 0, order: '', n: 0 })
  const prefix = path.slice(0, path.indexOf('/') + 1)
  const listed = await world.sandbox.store.list(partition, { prefix, limit: itemsPerList })
  const items = listed.flatMap((item) => skipIfDamaged(world, () => dueItems.read(item)) ?? [])
  const timed = await listTimed(world)
  return {
    world,
    items,
    listedUntil: listed.length < itemsPerList ? undefined : items.at(-1),
    timed: timed.flatMap((item) => skipIfDamaged(world, () => timedEvents.read(item)) ?? []),
    hasAllTimed: timed.length < itemsPerList,
    orders: new Map(),
    consents: new Map(),
    jobs: new WeakMap(),
    lastLegs: new Map(),
    accountsRead: new Set(),
  }
}

/** Lists the first of what time alone makes in a world. */
function listTimed(world: World): Promise<Item[]> {
  const { partition, path } = timedEvents.key(world, { at: 0, object: '', n: 0 })
  return world.sandbox.store.list(partition, { prefix: path.slice(0, path.indexOf('/') + 1), limit: itemsPerList })
}

/** Reads a record; undefined, and logged, if it is damaged. */
function skipIfDamaged<T>(world: World, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    return logDamage(world, error)
  }
}

/**
 * Logs a damaged record and returns undefined; throws any other error. What is due of its order is
 * not executed, so that the rest of the world can go on.
 */
function logDamage({ sandbox }: World, error: unknown): undefined {
  if (!(error instanceof DamagedRecord)) throw error
  sandbox.log({ level: 'error', message: 'a due item was not executed', error })
}

/** Inserts a new due item in order, unless it comes after the last item that was listed. */
export function enqueue({ items, listedUntil }: WorkQueue, due: DueItem): void {
  if (listedUntil && isBefore(listedUntil, due)) return
  const place = items.findIndex((other) => isBefore(due, other))
  items.splice(place < 0 ? items.length : place, 0, due)
}

/** Compares due items as the store orders their keys, so that a queue is the same after a crash. */
function isBefore(one: DueItem, other: DueItem): boolean {
  if (one.at !== other.at) return one.at < other.at
  if (one.seq !== other.seq) return one.seq < other.seq
  return `${one.order}/${one.n}` < `${other.order}/${other.n}`
}

/** Reads the orders and last legs that the next items need and that were not read before. */
export async function readForNextItems(queue: WorkQueue): Promise<void> {
  const { world, items, timed, orders: known, lastLegs, accountsRead } = queue
  const next = items.slice(0, itemsPerRead).filter((due) => due.at <= world.now && !isInterest(due))
  const told = timed.slice(0, itemsPerRead).filter(({ at }) => at <= world.now)
  const ofOrders = told.filter(({ of }) => of === 'order').map(({ object }) => object)
  const unknown = new Set([...next.map(({ order }) => order), ...ofOrders].filter((id) => !known.has(id)))
  if (unknown.size > 0) await readOrders(queue, [...unknown])
  await readConsents(queue, told)
  const accounts = next.flatMap((due) => jobFor(queue, due)?.accounts ?? [])
  const unread = [...new Set(accounts)].filter((account) => !accountsRead.has(account))
  for (const [account, leg] of await readLastLegs(world, unread)) lastLegs.set(account, leg)
  for (const account of unread) accountsRead.add(account)
}

async function readOrders({ world, orders: known }: WorkQueue, ids: readonly string[]): Promise<void> {
  const { store } = world.sandbox
  const found = await store.get(ids.map((id) => orders.key(world, id)))
  const loaded = found.flatMap((item) => {
    const order = item && skipIfDamaged(world, () => orders.read(item))
    return order ? [{ order, version: item.version }] : []
  })
  // The only due item of a mandate's payment is its return, which needs no mandate. Several
  // payments may have the same mandate, and a get takes no key twice.
  const withConsent = loaded.map(({ order }) => order).filter(({ kind }) => kind !== 'domestic-vrp')
  const keys = withConsent.map(({ consent }) => consents.key(world, consent))
  const consentItems = keys.length === 0 ? [] : await store.get(keys)
  for (const id of ids) known.set(id, undefined)
  for (const { order, version } of loaded) {
    const item = consentItems[withConsent.indexOf(order)]
    const consent = item && skipIfDamaged(world, () => consents.read(item) as PaymentConsentRecord)
    const payments =
      consent && order.file && !order.stopped
        ? await readFilePayments(world, consent).catch((error: unknown) => logDamage(world, error))
        : undefined
    known.set(order.id, { order, version, ...(consent && { consent }), ...(payments && { payments }) })
  }
}

async function readConsents(queue: WorkQueue, told: readonly TimedEvent[]): Promise<void> {
  const { world, consents: known } = queue
  const ids = told.filter(({ of, object }) => of === 'consent' && !known.has(object)).map(({ object }) => object)
  const unknown = [...new Set(ids)]
  if (unknown.length === 0) return
  const items = await world.sandbox.store.get(unknown.map((id) => consents.key(world, id)))
  for (const [n, id] of unknown.entries()) {
    const item = items[n]
    known.set(id, item && skipIfDamaged(world, () => consents.read(item)))
  }
}

/**
 * Returns the job of a due item as of its own instant. Its order must have been read. Undefined if
 * nothing is left to do.
 */
export function jobFor({ world, orders: known, jobs }: WorkQueue, due: DueItem): Job | undefined {
  if (jobs.has(due)) return jobs.get(due)
  const scheduled = known.get(due.order)
  // A return is executed even where the order was stopped or its mandate deleted since.
  const isOpen = scheduled && (due.back || (scheduled.consent && !scheduled.order.stopped))
  const job = isOpen ? prepareJob({ ...world, now: due.at }, scheduled, due) : undefined
  jobs.set(due, job)
  return job
}

/** Whether the clock has reached a due item. */
export const isDueNow = ({ world }: WorkQueue, due: DueItem | undefined): due is DueItem =>
  due !== undefined && due.at <= world.now

/** Each commit reserves this many writes for the world's record and its entry in the sweep. */
export const reservedWrites = 3

/**
 * Commits writes and their events with the world's record: its next due item, and whether money has
 * moved.
 */
export async function commitWithQueue(
  queue: WorkQueue,
  writes: readonly Write[],
  hasMoved: boolean,
  events: readonly EventRecord[] = [],
): Promise<void> {
  const { world, items, listedUntil } = queue
  const { nextDue: _, ...rest } = world.record
  const nextDue = items[0]?.at ?? listedUntil?.at
  const record: WorldRecord = {
    ...rest,
    ...(nextDue !== undefined && { nextDue }),
    ...(hasMoved && { moved: true }),
  }
  const changed = buildRecordUpdate(world, record)
  await commitWithEvents(world, [...writes, ...changed.writes], events)
  queue.world = changed.world
}
