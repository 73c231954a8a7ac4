import { AsyncLocalStorage } from 'node:async_hooks'
import type { World } from '#store/world.ts'

/** The world that a request is for, as the provider's hooks see it: one provider serves many requests, each with its own instant. */
export const present = new AsyncLocalStorage<World>()

/** The world of the request that is being answered. */
export function presentWorld(): World {
  const world = present.getStore()
  if (!world) throw new Error('the provider was called outside a request')
  return world
}
