/**
 * Creates a cache that keeps the newest `limit` results of a pure function. The key must contain
 * everything that the result depends on, so that a cached result is never stale. The limit bounds
 * memory.
 */
export function boundedCache<T>(limit: number): BoundedCache<T> {
  const entries = new Map<string, T>()
  const compute = (key: string, make: () => T): T => {
    let value = entries.get(key)
    if (value === undefined) {
      value = make()
      if (entries.size >= limit) entries.delete(entries.keys().next().value as string)
      entries.set(key, value)
    }
    return value
  }
  return Object.assign(compute, { get: (key: string) => entries.get(key) })
}

/**
 * Calling the cache returns a cached result or computes it; `get` only looks it up, for results
 * that are computed asynchronously.
 */
export type BoundedCache<T> = { (key: string, make: () => T): T; get(key: string): T | undefined }
