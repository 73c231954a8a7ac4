import type { Item, Key } from './store.ts'

/** What a read found, and the units it costs. */
export type CachedRead = { readonly item: Item | undefined; readonly units: number }

const mostRemembered = 5_000

/**
 * Items that were read, and what is known to be absent. SQLite is asked whether another connection
 * has committed since (`data_version`), at half the price of reading, and then everything is
 * forgotten. It is asked once in a turn of the event loop: nobody outside can have learnt of such a
 * commit and told us within the turn. One who tries again after a conflict asks anew.
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
