import { sortableInstant, timedEvents } from '#store/records.ts'
import type { World } from '#store/world.ts'

/**
 * Finds the next instant, by the world's clock, at which time alone makes something, or has made
 * something that was not told yet.
 */
export async function findNextTimed(world: World): Promise<number | undefined> {
  const { partition, path } = timedEvents.key(world, { at: 0, object: '', n: 0 })
  const prefix = path.slice(0, path.indexOf('/') + 1)
  const [first] = await world.sandbox.store.list(partition, { prefix, limit: 1 })
  return first && timedEvents.read(first).at
}

/**
 * Tells what time alone has made in a world until its now, and returns the world after it. Every
 * reader of events calls it before it lists them. Costs one read where there is nothing to tell.
 */
export async function tellTimedEvents(world: World): Promise<World> {
  const { id, now, sandbox } = world
  if (!sandbox.catchUp) return world
  const { partition, path } = timedEvents.key(world, { at: 0, object: '', n: 0 })
  const from = path.slice(0, path.indexOf('/') + 1)
  const [first] = await sandbox.store.list(partition, { from, to: from + sortableInstant(now + 1), limit: 1 })
  return first ? ((await sandbox.catchUp(sandbox, id, true)) ?? world) : world
}
