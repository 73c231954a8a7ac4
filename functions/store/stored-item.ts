import { boundedCache } from '#bank/base/bounded-cache.ts'
import type { Expectation, Item, Key } from './store.ts'

/**
 * The version a put writes; `stored` is the one it replaces, which may have expired unless the put
 * expects absence.
 */
export function nextVersion(expect: Expectation, stored = 0): number {
  if (typeof expect === 'object') return expect.version + 1
  return expect === 'absent' ? 1 : stored + 1
}

/**
 * Epoch seconds, as expiry is kept. An item whose `expiresAt` is not after this second is absent.
 */
export function epochSecond(epochMilliseconds: number): number {
  return Math.floor(epochMilliseconds / 1000)
}

/**
 * Values by their text, for items that are read again and again: the text itself is read anew every
 * time, so none is stale.
 */
const remembered = boundedCache<unknown>(1_000)
const longestRemembered = 2_000

function sharedValue(body: string): unknown {
  if (body.length > longestRemembered) return deepFreeze(JSON.parse(body))
  return remembered(body, () => deepFreeze(JSON.parse(body)))
}

/** Several readers may hold one value, so none may write to it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  // What comes from JSON has nothing but its own names, and `in` is faster than a list of them.
  for (const name in Object.freeze(value)) deepFreeze(value[name])
  return value
}

/** The item as the port tells it. Its value is shared and frozen. */
export function buildItem(key: Key, version: number, body: string, expiresAt?: number | null): Item {
  const value = sharedValue(body)
  return expiresAt == null ? { key, version, value } : { key, version, value, expiresAt }
}
