/**
 * Returns a function that makes one value per object, on first use, and returns the same value
 * afterwards. The value lives as long as its object. For a cache per sandbox or store:
 * `perObject(() => boundedCache(1_000))`.
 */
export function perObject<Owner extends object, Value>(make: (owner: Owner) => Value): (owner: Owner) => Value {
  const values = new WeakMap<Owner, Value>()
  return (owner) => {
    let value = values.get(owner)
    if (value === undefined) {
      value = make(owner)
      values.set(owner, value)
    }
    return value
  }
}
