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
const longestCommitMs = 5_000

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
  const found: StoredEvent[] = []
  let last = after === undefined ? undefined : pathOf(after)
  for (let page = 1; page <= mostPages; page++) {
    const range = { from, to: from + sortableInstant(to), limit: limits.itemsPerList }
    const items = await store.list(partition, { ...range, ...(last !== undefined && { after: last }) })
    for (const item of items) {
      last = item.key.path
      const event = events.read(item)
      if (matchesEventFilter(event, filter)) found.push({ id: eventIdOf(last), event })
      if (found.length === most) return { found, last: eventIdOf(last), isMore: true }
    }
    if (items.length < limits.itemsPerList)
      return { found, last: last === undefined ? undefined : eventIdOf(last), isMore: false }
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

/** How many pages of the store one list reads. */
const mostPages = 5

/** The shape of an event's id. Callers may send anything. */
export const eventIdShape = /^evt_(\d{15})_(\d{5}[0-9a-z]{6})$/

/** Returns the id of an event: its path, as a word. */
const eventIdOf = (path: string): string => path.replace('event/', 'evt_').replace('/', '_')
const pathOf = (id: string): string => id.replace(eventIdShape, 'event/$1/$2')
