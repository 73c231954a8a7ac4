import { nextLookOf, tellEvents } from '#actions/events/tell.ts'
import { Problem } from '#bank/base/problem.ts'
import { realInstantAt } from '#bank/time/clock.ts'
import { deliveryProgress, resendRequests, unfinishedDeliveries } from '#store/events/deliveries.ts'
import { listSubscriptions, subscriptions } from '#store/events/subscriptions.ts'
import { findNextTimed } from '#store/events/timed.ts'
import { withLock } from '#store/keyed-lock.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict, limits, type Store, type Write } from '#store/store.ts'
import { findWorld, loadWorldAsStored } from '#store/world.ts'
import { type Deliverer, deliverTo } from './deliver.ts'
import { hasReceiver } from './messages.ts'

/**
 * What the worker knows of a world after a look: whether events are delivered, when to look again,
 * and whether time alone will make something.
 */
export type Look = { readonly hasSubscriptions: boolean; readonly at?: number; readonly isTimed?: boolean }

/** How long the worker waits for a world that cannot be entered now, in milliseconds. */
const waitMs = 2_000

/** Delivers all that can be delivered now to the subscriptions of a world. */
export async function deliverWorld(deliverer: Deliverer, worldId: string): Promise<Look> {
  const { sandbox } = deliverer
  try {
    const found = await findWorld(sandbox, worldId)
    const all = found ? await listSubscriptions(found) : []
    if (!found || all.length === 0) return { hasSubscriptions: false }
    const receivers = all.filter(hasReceiver)
    if (receivers.length === 0) return { hasSubscriptions: true }
    const told = await tellEvents(found)
    const timed = await findNextTimed(told)
    const instants = await Promise.all(receivers.map(({ id }) => deliverTo(deliverer, worldId, id)))
    if (timed !== undefined) instants.push(realInstantAt(told.record.clock, timed))
    instants.push(nextLookOf(told))
    const known = instants.filter((at) => at !== undefined)
    const at = known.length > 0 && { at: Math.min(...known) }
    return { hasSubscriptions: true, ...at, ...(timed !== undefined && { isTimed: true }) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'world-expired') return { hasSubscriptions: false }
    // The world is being copied, or is behind its clock.
    return { hasSubscriptions: true, at: readSteadyTime(sandbox) + waitMs }
  }
}

/**
 * Deletes what is stored of the delivery to a subscription that was deleted, and the mark of one
 * with nothing left to try.
 */
export async function tidyDelivery({ sandbox }: Deliverer, worldId: string, id: string): Promise<void> {
  const { store } = sandbox
  const clearMark: Write = { delete: unfinishedDeliveries.key(worldId, id), expect: 'anything' }
  const world = await loadWorldAsStored(sandbox, worldId)
  if (!world) return store.commit([clearMark])
  await withLock(store, `deliver ${worldId}/${id}`, async () => {
    const key = deliveryProgress.key(world, id)
    const [progress, subscription] = await store.get([key, subscriptions.key(worldId, id)])
    if (!subscription) {
      for (const prefix of [key.path.replace(/progress$/, ''), resendRequests.key(world, id, '').path])
        await deleteAll(store, key.partition, prefix)
      return store.commit([clearMark])
    }
    if (progress && deliveryProgress.read(progress).next !== undefined) return
    const expect = progress ? { version: progress.version } : 'absent'
    // Another process may hold an object at the same time, and mark it.
    await store.commit([clearMark, { check: key, expect }]).catch((error) => {
      if (!(error instanceof Conflict)) throw error
    })
  })
}

async function deleteAll(store: Store, partition: string, prefix: string): Promise<void> {
  for (;;) {
    const items = await store.list(partition, { prefix, limit: limits.writesPerCommit })
    if (items.length === 0) return
    await store.commit(items.map(({ key }): Write => ({ delete: key, expect: 'anything' })))
  }
}
