import type { DeliveryProgress } from '#bank/events/delivery.ts'
import type { Subscription } from '#bank/events/subscription.ts'
import { realInstantAt } from '#bank/time/clock.ts'
import { deliveryProgress, unfinishedDeliveries } from '#store/events/deliveries.ts'
import { subscriptions } from '#store/events/subscriptions.ts'
import { withLock } from '#store/keyed-lock.ts'
import { worlds } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict, limits, type Write } from '#store/store.ts'
import { enterWorld, type Sandbox, type World } from '#store/world.ts'
import { type BuildMessage, buildMessage, hasReceiver } from './messages.ts'
import { type Plan, planBatch, takeResends } from './plan.ts'
import { type Batch, clockOf, type QueueResult, readDeliveryClock, sendQueue } from './send-queue.ts'

/*
 * Delivery to one subscription. The worker sends a batch, and then stores in one commit how far it
 * came. What a crash cuts off is sent again: at least once.
 */

/** A worker of one process. */
export type Deliverer = {
  readonly sandbox: Sandbox
  /** The name of the process, for leases. */
  readonly by: string
  readonly build?: BuildMessage
  /** Whether the process is about to end: then nothing more is sent. */
  readonly isStopping?: () => boolean
  /** Whether the process keeps its leases from one pass to the next. */
  readonly keepsLease?: boolean
  /** Waits after a batch that took some milliseconds, while the process has other work. */
  readonly rest?: (tookMs: number) => Promise<void>
  /** No batch begins from this real instant on; absent: no limit. */
  readonly until?: number
}

/** How many messages to one receiver are under way at once. */
const mostAtOnce = 16

/**
 * How long a batch may send, and for how long its worker has the subscription to itself, in
 * milliseconds. A lease outlives the last attempt of a batch.
 */
const batchMs = 20_000
const leaseMs = 60_000
const leaseLeftMs = 40_000

/**
 * Delivers all that can be delivered now to a subscription. Returns the real instant at which the
 * worker must look again; undefined if only a new event needs it.
 */
export function deliverTo(deliverer: Deliverer, worldId: string, id: string): Promise<number | undefined> {
  return withLock(deliverer.sandbox.store, `deliver ${worldId}/${id}`, async () => {
    for (;;) {
      const { isMore, at } = await deliverBatch(deliverer, worldId, id)
      if (!isMore) return at
      if (readSteadyTime(deliverer.sandbox) >= (deliverer.until ?? Number.POSITIVE_INFINITY)) return 0
    }
  })
}

/** What is left after a batch: more to do at once, or from a real instant on. */
type Left = { readonly isMore: boolean; readonly at?: number | undefined }
const nothing: Left = { isMore: false }

async function deliverBatch(deliverer: Deliverer, worldId: string, id: string): Promise<Left> {
  const { sandbox, by, build = buildMessage, isStopping = () => false } = deliverer
  const { send, store } = sandbox
  const [item, stored] = await store.get([worlds.key(worldId), subscriptions.key(worldId, id)])
  if (!send || !item || !stored || isStopping()) return nothing
  const subscription = subscriptions.read(stored)
  if (!hasReceiver(subscription)) return nothing
  const world = await enterWorld(sandbox, item)
  const state = await loadState(world, subscription)
  const { lease, notBefore } = state.progress
  const now = readSteadyTime(sandbox)
  if (lease && lease.by !== by && lease.until > now) return { isMore: false, at: lease.until }

  const resends = await takeResends(world, subscription)
  if (resends.writes.length > 0) {
    const next = readDeliveryClock(world, subscription)
    const isStored = await storeProgress(
      state,
      { ...state.progress, next, clock: clockOf(subscription) },
      resends.writes,
    )
    return isStored ? { isMore: true } : { isMore: false, at: now + leaseLeftMs }
  }
  if (notBefore !== undefined && notBefore > now) return { isMore: false, at: notBefore }

  const plan = await planBatch(world, subscription, state.progress)
  const isIdle = plan.queues.length === 0 && plan.writes.length === 0
  if (isIdle && !plan.isMore && plan.next === state.progress.next) return { isMore: false, at: lookAgainAt(state) }
  if (plan.queues.length > 0 && !(await takeLease(state, by))) return { isMore: false, at: now + leaseLeftMs }

  const batch: Batch = { world, subscription, send, build, isStopping, until: now + batchMs }
  const results = await sendAll(batch, plan)
  const keepsLease = deliverer.keepsLease === true || plan.isMore
  if (!(await storeBatch(state, plan, results, batch, keepsLease))) return { isMore: false, at: now + leaseLeftMs }
  await deliverer.rest?.(readSteadyTime(sandbox) - now)
  if (batch.isGone) await stopGone(sandbox, worldId, id)
  const { next } = state.progress
  const isDue = next !== undefined && next <= readDeliveryClock(world, subscription)
  const isOpen = !batch.isGone && batch.notBefore === undefined && !isStopping()
  return { isMore: isOpen && (plan.isMore || isDue), at: lookAgainAt(state) }
}

/** The stored progress of a delivery, and the expectation under which it is replaced. */
type State = {
  readonly world: World
  readonly subscription: Subscription
  progress: DeliveryProgress
  version: number | undefined
}

async function loadState(world: World, subscription: Subscription): Promise<State> {
  const [item] = await world.sandbox.store.get([deliveryProgress.key(world, subscription.id)])
  return { world, subscription, progress: item ? deliveryProgress.read(item) : {}, version: item?.version }
}

/**
 * Stores the progress together with other writes. All but the last commit only check that nothing
 * else has moved it, so a crash between two of them repeats the batch. Returns false if another
 * worker has taken over.
 */
async function storeProgress(state: State, next: DeliveryProgress, writes: readonly Write[]): Promise<boolean> {
  const { world, subscription, progress, version } = state
  const { store } = world.sandbox
  const key = deliveryProgress.key(world, subscription.id)
  const expect = version === undefined ? 'absent' : { version }
  const mark = unfinishedDeliveries.key(world.id, subscription.id)
  const marks: Write[] =
    (next.next === undefined) === (progress.next === undefined)
      ? []
      : next.next === undefined
        ? [{ delete: mark, expect: 'anything' }]
        : [{ put: mark, expect: 'anything', value: {} }]
  const all = [...writes, ...marks]
  const room = limits.writesPerCommit - 1
  try {
    while (all.length > room) await store.commit([...all.splice(0, room), { check: key, expect }])
    await store.commit([...all, { put: key, expect, value: next }])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
    return false
  }
  state.progress = next
  state.version = (version ?? 0) + 1
  return true
}

/** Takes or keeps the subscription for this process. Returns false if another one was faster. */
async function takeLease(state: State, by: string): Promise<boolean> {
  const now = readSteadyTime(state.world.sandbox)
  const { lease } = state.progress
  if (lease?.by === by && lease.until - now >= leaseLeftMs) return true
  return storeProgress(state, { ...state.progress, lease: { by, until: now + leaseMs } }, [])
}

/** Sends the queues of a batch, some at a time. */
async function sendAll(batch: Batch, { queues }: Plan): Promise<QueueResult[]> {
  const results: QueueResult[] = []
  const left = queues.values()
  const work = async () => {
    for (const queue of left) results.push(await sendQueue(batch, queue))
  }
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, queues.length) }, work))
  return results
}

/** Stores what came of a batch. */
function storeBatch(
  state: State,
  plan: Plan,
  results: readonly QueueResult[],
  batch: Batch,
  keepsLease: boolean,
): Promise<boolean> {
  const { lease } = state.progress
  const nexts = [plan.next, ...results.map(({ next }) => next)].filter((next) => next !== undefined)
  const now = readSteadyTime(state.world.sandbox)
  const progress: DeliveryProgress = {
    ...(plan.cursor !== undefined && { cursor: plan.cursor }),
    ...(nexts.length > 0 && { next: Math.min(...nexts), clock: clockOf(state.subscription) }),
    ...(batch.notBefore !== undefined && { notBefore: batch.notBefore }),
    ...(lease && keepsLease && { lease: { ...lease, until: results.length > 0 ? now + leaseMs : lease.until } }),
  }
  return storeProgress(state, progress, [...plan.writes, ...results.flatMap(({ writes }) => writes)])
}

/** Returns the real instant at which something held can be tried again. */
function lookAgainAt({ world, progress: { next, clock, notBefore } }: State): number | undefined {
  if (next === undefined) return notBefore
  const at = clock === 'world' ? realInstantAt(world.record.clock, next) : next
  return at === undefined ? undefined : Math.max(at, notBefore ?? 0)
}

/** Stops a webhook whose receiver answers 410 Gone. What was not delivered waits. */
async function stopGone({ store, log, real }: Sandbox, worldId: string, id: string): Promise<void> {
  await retryOnConflict(async () => {
    const [item] = await store.get([subscriptions.key(worldId, id)])
    if (!item) return
    const subscription = subscriptions.read(item)
    if (subscription.stopped) return
    const value: Subscription = { ...subscription, stopped: { by: 'gone', at: real() } }
    await store.commit([{ put: item.key, expect: { version: item.version }, value }])
    log({ level: 'info', message: `delivery: ${id} of ${worldId} answered 410 Gone and is stopped` })
  })
}

/**
 * Ends the lease of a subscription: that of this process at its end, or that of an earlier process,
 * which was killed, at the start of the only one.
 */
export async function releaseLease({ sandbox, by }: Deliverer, world: World, id: string, of: 'own' | 'earlier') {
  await retryOnConflict(async () => {
    const [item] = await sandbox.store.get([deliveryProgress.key(world, id)])
    const { lease, ...rest } = item ? deliveryProgress.read(item) : {}
    if (!item || !lease || (lease.by === by) !== (of === 'own')) return
    await sandbox.store.commit([{ put: item.key, expect: { version: item.version }, value: rest }])
  })
}
