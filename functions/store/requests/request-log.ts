import type { RequestRecord, SeenRequest } from '#bank/requests/request-record.ts'
import { RequestRing } from './request-ring.ts'

/** A logged request with its number. Numbers count up, and newer requests have higher ones. */
export type NumberedRequest = { readonly number: number; readonly record: RequestRecord }

/** The log of the requests of all worlds of a process. */
export type RequestLog = {
  /** Returns milliseconds of a clock that never goes back, for durations. */
  readonly now: () => number
  /** When the log began, in epoch milliseconds of real time: ids contain it. */
  readonly beganAt: number
  add(request: SeenRequest): void
  /** Yields the requests of a world in one epoch, newest first; `before` is a number. */
  newest(worldId: string, epoch: number, before?: number): Iterable<NumberedRequest>
  /** Yields the requests of a world in one epoch after the number `after`, oldest first. */
  since(worldId: string, epoch: number, after: number): Iterable<NumberedRequest>
  /** Yields every request that is kept, oldest first. */
  all(): Iterable<NumberedRequest>
  /** The number of the newest request of any world; 0 if there is none. */
  last(): number
  /** Calls a listener for each request that is added. Returns how to end that. */
  follow(listener: (request: NumberedRequest) => void): () => void
}

/** The memory that the log of a laptop takes: 32 MB for all worlds. */
export const mostLogBytes = 32 * 1024 * 1024

/**
 * How many requests are written to the ring at once. Nothing waits for that: a reader writes the
 * rest first. Of 64 requests the bodies outlived collections, and the process grew by 100 MB.
 */
const batch = 8

/** Creates a log in memory. The oldest requests of all worlds go first. */
export function memoryRequestLog({
  now,
  beganAt,
  most = mostLogBytes,
}: Pick<RequestLog, 'now' | 'beganAt'> & { most?: number }): RequestLog {
  const ring = new RequestRing(most)
  /** The epoch of the last admitted request of each world. */
  const epochs = new Map<string, number>()
  /** Requests that were added since the ring was written. */
  let pending: SeenRequest[] = []
  const listeners = new Set<(request: NumberedRequest) => void>()

  function add(request: SeenRequest): void {
    pending.push(request)
    if (pending.length >= batch || listeners.size > 0) flush()
  }

  function flush(): void {
    if (pending.length === 0) return
    const requests = pending
    pending = []
    const first = ring.last + 1
    ring.add(requests, requests.map(epochOf))
    if (listeners.size === 0) return
    for (let number = Math.max(first, ring.first); number <= ring.last; number++) {
      const record = ring.read(number)
      for (const listener of listeners) listener({ number, record })
    }
  }

  /** A caller who was not admitted belongs to the epoch of the requests around its own. */
  function epochOf({ worldId, epoch }: SeenRequest): number | undefined {
    if (epoch === undefined) return epochs.get(worldId)
    if (epochs.get(worldId) !== epoch) epochs.set(worldId, epoch)
    return epoch
  }

  function last(): number {
    flush()
    return ring.last
  }

  function* range(worldId: string, epoch: number, from: number, to: number, step: 1 | -1): Generator<NumberedRequest> {
    for (let number = from; step * (to - number) >= 0; number += step)
      // The reader may pause, and the request be gone when it goes on.
      if (number >= ring.first && ring.isOf(number, worldId, epoch)) yield { number, record: ring.read(number) }
  }

  return {
    now,
    beganAt,
    add,
    newest: (world, epoch, before = Number.POSITIVE_INFINITY) =>
      range(world, epoch, Math.min(before - 1, last()), ring.first, -1),
    since: (world, epoch, after) => {
      const newest = last()
      return range(world, epoch, Math.max(after + 1, ring.first), newest, 1)
    },
    *all() {
      const newest = last()
      for (let number = ring.first; number <= newest; number++) yield { number, record: ring.read(number) }
    },
    last,
    follow(listener) {
      flush()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
