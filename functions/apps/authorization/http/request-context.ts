import { AsyncLocalStorage } from 'node:async_hooks'
import type { World } from '#store/world.ts'

/**
 * The world that a request is for, as the provider's hooks see it: one provider serves many
 * requests, each with its own instant.
 */
const present = new AsyncLocalStorage<World>()

/** Runs something of the provider's in the instant of a request. */
export const runInWorld = <T>(world: World, work: () => Promise<T>): Promise<T> => present.run(world, work)

/** The world of the request that is being answered. */
export function currentWorld(): World {
  const world = present.getStore()
  if (!world) throw new Error('the provider was called outside a request')
  return world
}
