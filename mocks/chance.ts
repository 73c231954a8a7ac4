/**
 * The only source of chance in the synthetic bank: a counter-based generator. A draw is a hash of
 * (seed, entity, month, stream, n), so that any month of any account can be had without the months before it,
 * and the bytes are the same on every machine and in every order of access.
 */
export type Chance = () => number

/** A named, independent sequence. Make it once, at module scope. */
export type Stream = number & { readonly stream: true }

/** FNV-1a of the name. */
export function stream(name: string): Stream {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return (hash >>> 0) as Stream
}

function mix(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
}

/**
 * A sequence of numbers in [0, 1) for one entity of one seed, in one month (or 0 where time plays no part).
 * The key is 64 bits wide: with 32, two of a million customers would live the same month.
 */
export function chance(seed: number, entity: number, month: number, of: Stream): Chance {
  const high = mix(mix(seed ^ 0x9e3779b9) + Math.imul(entity, 0x27d4eb2f))
  const low = mix(mix(of + Math.imul(month, 0x165667b1)) ^ mix(Math.imul(entity, 0x2c1b3c6d) + seed))
  let n = 0
  return () => {
    n = (n + 0x9e3779b9) | 0
    return (mix(mix(n ^ high) + low) >>> 0) / 0x1_0000_0000
  }
}

/** A single draw. */
export function draw(seed: number, entity: number, month: number, of: Stream): number {
  return chance(seed, entity, month, of)()
}

/** A whole number between both bounds, which are included. */
export function between(next: Chance, low: number, high: number): number {
  return low + Math.floor(next() * (high - low + 1))
}

/** A number between both bounds. */
export function within(next: Chance, [low, high]: readonly [number, number]): number {
  return low + next() * (high - low)
}

export function pick<T>(next: Chance, list: readonly T[]): T {
  return list[Math.floor(next() * list.length)] as T
}

/** A log-normal draw: half of them lie below the median, and `spread` (sigma of the logarithm) says how far the tail reaches. */
export function around(next: Chance, median: number, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return median * Math.exp(spread * normal)
}
