import { AsyncLocalStorage } from 'node:async_hooks'
import type { World } from '#store/world.ts'

/**
 * The world of a request, for the provider's hooks. One provider serves many requests, each at its
 * own instant.
 */
const storage = new AsyncLocalStorage<World>()

/** Runs work with a world as the current one. */
export const runInWorld = <T>(world: World, work: () => Promise<T>): Promise<T> => storage.run(world, work)

/** Returns the world of the current request. */
export function currentWorld(): World {
  const world = storage.getStore()
  if (!world) throw new Error('the provider was called outside a request')
  return world
}
