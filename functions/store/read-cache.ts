import type { Item, Key } from './store.ts'

/** The item that a read found, and the units of the read. */
export type CachedRead = { readonly item: Item | undefined; readonly units: number }

const mostRemembered = 5_000

/**
 * Caches items, and keys known to be absent. It clears itself when another connection has
 * committed. SQLite's `data_version` shows this at half the cost of a read. It checks once per turn
 * of the event loop, because news of such a commit cannot reach this process within the turn. A
 * retry after a conflict checks again (`askAgain`).
 *
 * Without it an account read costs 47 us of CPU instead of 37, and a token 820 us instead of 660
 * (measured 2026-11-30; docs/decisions/0028).
 */
export function createReadCache(dataVersion: () => number) {
  const partitions = new Map<string, Map<string, CachedRead>>()
  let size = 0
  let version: unknown
  let isAsked = false
  const askAgain = () => {
    isAsked = false
  }

  return {
    askAgain,
    forgetWhatOthersChanged(): void {
      if (isAsked && size <= mostRemembered) return
      isAsked = true
      setImmediate(askAgain)
      const now = dataVersion()
      if (now !== version || size > mostRemembered) {
        partitions.clear()
        size = 0
      }
      version = now
    },
    forget({ partition, path }: Key): void {
      partitions.get(partition)?.delete(path)
    },
    get: ({ partition, path }: Key): CachedRead | undefined => partitions.get(partition)?.get(path),
    set({ partition, path }: Key, read: CachedRead): CachedRead {
      const paths = partitions.get(partition) ?? new Map<string, CachedRead>()
      partitions.set(partition, paths.set(path, read))
      size += 1
      return read
    },
  }
}
