import type { Store } from '#store/store.ts'
import type { Sandbox } from '#store/world.ts'

/** Callbacks of readers that wait for the next event, by world. */
const waiting = new WeakMap<Store, Map<string, Set<() => void>>>()
const none: ReadonlySet<() => void> = new Set()

/** Returns the callbacks of a world. */
export const followersOf = (store: Store, worldId: string): ReadonlySet<() => void> =>
  waiting.get(store)?.get(worldId) ?? none

/**
 * Calls back after each commit of this process that stores events of a world. Returns how to stop.
 */
export function followEvents({ store }: Sandbox, worldId: string, wake: () => void): () => void {
  const worlds = waiting.get(store) ?? new Map<string, Set<() => void>>()
  waiting.set(store, worlds)
  const own = worlds.get(worldId) ?? new Set()
  worlds.set(worldId, own.add(wake))
  return () => {
    own.delete(wake)
    if (own.size === 0) worlds.delete(worldId)
  }
}
