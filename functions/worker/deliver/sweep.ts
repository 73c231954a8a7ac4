import { setTimeout as pause } from 'node:timers/promises'
import { unfinishedDeliveries, worldsToDeliver } from '#store/events/deliveries.ts'
import { longestCommitMs } from '#store/events/log.ts'
import { findNextTimed } from '#store/events/timed.ts'
import { listPages } from '#store/list-pages.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { type Change, Conflict, type Item, limits } from '#store/store.ts'
import { loadWorldAsStored } from '#store/world.ts'
import type { Deliverer } from './deliver.ts'
import { deliverWorld, type Look, tidyDelivery } from './worlds.ts'

/*
 * Delivery in the cloud, where no process stays: the table's stream brings each event, and a sweep
 * each minute tries again what failed.
 */

/** The beginnings of the paths whose changes the worker hears of (infra/deliverer.ts). */
const deliveryPaths = ['event/', 'timed/', 'resend/', 'subscription/'] as const

/** How often the sweep runs, in milliseconds: what is due earlier is marked for it. */
const sweepMs = 60_000

/**
 * Delivers the events among the changes of the table's stream. A reader stays some seconds behind
 * the events of a world, so this first waits for the newest one. A world that fails is left to the
 * sweep.
 */
export async function deliverChanges(deliverer: Deliverer, changes: readonly Change[]): Promise<void> {
  const { sandbox } = deliverer
  const worlds = new Set<string>()
  const deleted: [worldId: string, id: string][] = []
  let newest = 0
  for (const { key, value } of changes) {
    const [, worldId] = key.partition.split('/')
    const start = deliveryPaths.find((one) => key.path.startsWith(one))
    if (worldId === undefined || start === undefined) continue
    const [, name = ''] = key.path.split('/')
    if (value !== undefined) worlds.add(worldId)
    else if (start === 'subscription/') deleted.push([worldId, name])
    if (start === 'event/') newest = Math.max(newest, Number(name))
  }
  for (const [worldId, id] of deleted) await tidyDelivery(deliverer, worldId, id)
  const waitMs = newest + longestCommitMs + 1 - readSteadyTime(sandbox)
  const { wait = pause } = sandbox
  if (waitMs > 0) await wait(Math.min(waitMs, longestCommitMs + 1))
  await Promise.all([...worlds].map((worldId) => lookAt(deliverer, worldId)))
}

/** Delivers the events of a world, and leaves to the sweep what it must look at again. */
async function lookAt(deliverer: Deliverer, worldId: string, mark?: Item): Promise<void> {
  const { store, log } = deliverer.sandbox
  let look: Look
  try {
    look = await deliverWorld(deliverer, worldId)
  } catch (error) {
    log({ level: 'error', message: `delivery: the events of ${worldId} failed`, error })
    look = { hasSubscriptions: true, at: 0 }
  }
  const isDue = look.at !== undefined && look.at < readSteadyTime(deliverer.sandbox) + sweepMs
  const isMarked = isDue || look.isTimed === true
  const key = worldsToDeliver.key(worldId)
  if (isMarked) {
    const [before] = mark ? [mark] : await store.get([key])
    if (before && worldsToDeliver.read(before).isDue === isDue) return
    await store.commit([{ put: key, expect: 'anything', value: { isDue } }])
  } else if (mark) {
    // Another process may have marked it again since.
    await store.commit([{ delete: key, expect: { version: mark.version } }]).catch(ignoreConflict)
  }
}

function ignoreConflict(error: unknown): void {
  if (!(error instanceof Conflict)) throw error
}

/**
 * Delivers in every world what waits for its next attempt, and what time alone has made. A world
 * that fails does not stop the others.
 */
export async function sweepDeliveries(deliverer: Deliverer): Promise<void> {
  const { sandbox } = deliverer
  const { store } = sandbox
  const seen = new Set<string>()
  const { partition: ofWorlds } = worldsToDeliver.key('')
  for await (const items of listPages(store, ofWorlds, { limit: limits.itemsPerList }))
    for (const item of items) {
      const worldId = item.key.path
      const world = worldsToDeliver.read(item).isDue ? undefined : await loadWorldAsStored(sandbox, worldId)
      const timed = world && (await findNextTimed(world))
      if (world && timed !== undefined && timed > world.now) continue
      seen.add(worldId)
      await lookAt(deliverer, worldId, item)
    }
  const { partition } = unfinishedDeliveries.key('', '')
  for await (const items of listPages(store, partition, { limit: limits.itemsPerList }))
    for (const { key } of items) {
      const [worldId, id] = key.path.split('/') as [string, string]
      if (!seen.has(worldId)) await lookAt(deliverer, worldId)
      seen.add(worldId)
      await tidyDelivery(deliverer, worldId, id)
    }
}
