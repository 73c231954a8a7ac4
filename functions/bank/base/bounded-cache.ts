/**
 * Remembers the newest `limit` results of a pure function. The key says all that the result depends
 * on, so a remembered result can never be stale; the bound keeps memory flat.
 */
export function boundedCache<T>(limit: number): BoundedCache<T> {
  const known = new Map<string, T>()
  const remember = (key: string, make: () => T): T => {
    let value = known.get(key)
    if (value === undefined) {
      value = make()
      if (known.size >= limit) known.delete(known.keys().next().value as string)
      known.set(key, value)
    }
    return value
  }
  return Object.assign(remember, { get: (key: string) => known.get(key) })
}

/**
 * Called, it makes what it does not know yet; `get` only looks, for results that take waiting to
 * make.
 */
export type BoundedCache<T> = { (key: string, make: () => T): T; get(key: string): T | undefined }
