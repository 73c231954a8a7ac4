import { type EventFilter, type EventRecord, matchesEventFilter } from '#bank/events/event.ts'
import { events, sortableInstant } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { limits } from '#store/store.ts'
import type { World } from '#store/world.ts'

/** A stored event and its id. */
export type StoredEvent = { readonly id: string; readonly event: EventRecord }

/**
 * How long a commit may take in the cloud, in milliseconds. A reader stays as far behind, so that
 * it does not pass an event that is stored late. A laptop stores events in the order of paths.
 */
export const longestCommitMs = 5_000

/**
 * Lists the events of a world that pass a filter, oldest first. A caller that looks for the events
 * of its own commit sets `lagMs` to 0.
 */
export async function listEvents(
  world: World,
  {
    after,
    most,
    lagMs = longestCommitMs,
    ...filter
  }: EventFilter & { readonly after?: string | undefined; readonly most: number; readonly lagMs?: number },
): Promise<{ readonly found: StoredEvent[]; readonly last?: string | undefined; readonly isMore: boolean }> {
  const { store, isLocal } = world.sandbox
  const to = readSteadyTime(world.sandbox) + (isLocal || lagMs === 0 ? 1 : -lagMs)
  const { partition, path: first } = events.key(world, '', '')
  const from = first.slice(0, first.indexOf('/') + 1)
  const limit = Object.values(filter).some((one) => one !== undefined) ? limits.itemsPerList : most
  const found: StoredEvent[] = []
  let last = after === undefined ? undefined : pathOf(after)
  for (let page = 1; page <= mostPages; page++) {
    const range = { from, to: from + sortableInstant(to), limit }
    const items = await store.list(partition, { ...range, ...(last !== undefined && { after: last }) })
    for (const item of items) {
      last = item.key.path
      const event = events.read(item)
      if (matchesEventFilter(event, filter)) found.push({ id: eventIdOf(last), event })
      if (found.length === most) return { found, last: eventIdOf(last), isMore: true }
    }
    if (items.length < limit) return { found, last: last === undefined ? undefined : eventIdOf(last), isMore: false }
  }
  return { found, last: last === undefined ? undefined : eventIdOf(last), isMore: true }
}

/** Returns the id of the last event of a world; undefined if nothing has happened. */
export async function findLastEvent(world: World): Promise<string | undefined> {
  const { partition, path } = events.key(world, '', '')
  const range = { prefix: path.slice(0, path.indexOf('/') + 1), newestFirst: true, limit: 1 }
  const [item] = await world.sandbox.store.list(partition, range)
  return item && eventIdOf(item.key.path)
}

/**
 * Lists the events of a world that pass a filter, newest first. `before` is the last event of the
 * page before.
 */
export async function listNewestEvents(
  world: World,
  { before, most, ...filter }: EventFilter & { readonly before?: string | undefined; readonly most: number },
): Promise<{ readonly found: StoredEvent[]; readonly last?: string | undefined }> {
  const { partition, path } = events.key(world, '', '')
  const prefix = path.slice(0, path.indexOf('/') + 1)
  const limit = Object.values(filter).some((one) => one !== undefined) ? limits.itemsPerList : most + 1
  const found: StoredEvent[] = []
  let last = before === undefined ? undefined : pathOf(before)
  for (let page = 1; page <= mostPages; page++) {
    const range = { prefix, newestFirst: true, limit, ...(last !== undefined && { after: last }) }
    const items = await world.sandbox.store.list(partition, range)
    for (const item of items) {
      if (found.length === most) return { found, last: eventIdOf(last as string) }
      last = item.key.path
      const event = events.read(item)
      if (matchesEventFilter(event, filter)) found.push({ id: eventIdOf(last), event })
    }
    if (items.length < limit) return { found }
  }
  return { found, last: eventIdOf(last as string) }
}

/** Finds events by their ids, which may be any text. */
export async function findEvents(world: World, ids: readonly string[]): Promise<Map<string, EventRecord>> {
  const found = new Map<string, EventRecord>()
  const known = ids.filter((id) => eventIdShape.test(id))
  for (let n = 0; n < known.length; n += limits.keysPerGet) {
    const some = known.slice(n, n + limits.keysPerGet)
    const items = await world.sandbox.store.get(some.map((id) => eventKeyOf(world, id)))
    for (const [at, item] of items.entries()) if (item) found.set(some[at] as string, events.read(item))
  }
  return found
}

/** How many pages of the store one list reads. */
const mostPages = 5

/** The shape of an event's id. Callers may send anything. */
export const eventIdShape = /^evt_(\d{15})_(\d{5}[0-9a-z]{6})$/

/** Returns the id of an event: its path, as a word. */
const eventIdOf = (path: string): string => path.replace('event/', 'evt_').replace('/', '_')
const pathOf = (id: string): string => id.replace(eventIdShape, 'event/$1/$2')
const eventKeyOf = (world: World, id: string) => {
  const [, real, name] = eventIdShape.exec(id) as unknown as [string, string, string]
  return events.key(world, real, name)
}

/** Returns an id that comes before those of all events from a real instant on. */
export const firstEventIdAt = (instant: number): string => `evt_${sortableInstant(instant)}_00000000000`

/** Returns the real instant at which an event was recorded, in epoch milliseconds. */
export const recordedAtOf = (id: string): number => Number(eventIdShape.exec(id)?.[1])
