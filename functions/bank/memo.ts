/**
 * Remembers the newest `limit` results of a pure function. The key says all that the result depends on, so a remembered
 * result can never be stale; the bound keeps memory flat.
 */
export function memo<T>(limit: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>()
  return (key, make) => {
    let value = known.get(key)
    if (value === undefined) {
      value = make()
      if (known.size >= limit) known.delete(known.keys().next().value as string)
      known.set(key, value)
    }
    return value
  }
}
