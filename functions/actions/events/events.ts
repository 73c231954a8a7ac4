import { checkFilter } from '#actions/partners/known-filters.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { EventFilter } from '#bank/events/event.ts'
import { computedKinds, type EventKind, eventKindNames } from '#bank/events/kinds.ts'
import { iso } from '#bank/time/clock.ts'
import { eventIdShape, listEvents, listNewestEvents, type StoredEvent } from '#store/events/log.ts'
import { worldDirectory } from '#store/records.ts'
import type { World } from '#store/world.ts'
import { waitForEvents } from './wait.ts'

/** An event as callers see it: the names of Standard Webhooks, and the fields of the standard. */
export type EventView = {
  readonly id: string
  readonly type: EventKind
  /** When it happened, by the world's clock. */
  readonly timestamp: string
  readonly data: {
    readonly partner?: string
    readonly accounts?: string[]
    readonly kind: string
    readonly [field: string]: unknown
  }
}

/** Which events a caller asks for, and how long it waits for one, in seconds of real time. */
export type EventRange = EventFilter & { readonly after?: string | undefined; readonly waitS?: number | undefined }

/** One page of events, oldest first. */
export type EventPage = {
  readonly events: EventView[]
  /** What the caller sends as `after` next; absent while nothing has happened. */
  readonly last?: string
  readonly isMore: boolean
  /** The kinds that are recorded, each since a real instant. */
  readonly recorded: Record<string, string>
}

/** The most events of a page. */
const pageSize = 100

/**
 * Lists what happened in a world after an event, oldest first. Waits up to `waitS` seconds if
 * nothing has happened yet. While it waits, the world catches up with its clock.
 */
export async function listWorldEvents(world: World, grant: Grant<'world'>, range: EventRange): Promise<EventPage> {
  const { waitS = 0, ...filter } = range
  let after = range.after === undefined ? undefined : checkAfter(range.after, 'after')
  const look = async (current: World) => {
    const page = await listEvents(current, { ...filter, after, most: pageSize })
    after = page.last
    return { ...page, current }
  }
  const isEnough = ({ found, isMore }: Awaited<ReturnType<typeof look>>) => found.length > 0 || isMore
  const { found, last, isMore, current } = await waitForEvents(world, waitS, look, isEnough)
  // A filter that nothing can ever pass is a slip. A deleted partner may still have events.
  if (found.length === 0 && range.after === undefined) await checkFilter(current, grant, filter, 'query ')
  const recorded = await readRecorded(current)
  return { events: found.map(buildEventView), ...(last !== undefined && { last }), isMore, recorded }
}

/**
 * One page of events, newest first. `next` is what the caller sends as `before` to get older ones.
 */
export type NewestEvents = { readonly events: (EventView & { readonly object: string })[]; readonly next?: string }

/**
 * Lists what happened in a world, newest first, each with the id of the object that it happened to.
 */
export async function listLatestEvents(
  world: World,
  _grant: Grant<'world'>,
  { before, most, ...filter }: EventFilter & { readonly before?: string | undefined; readonly most: number },
): Promise<NewestEvents> {
  if (before !== undefined && !eventIdShape.test(before))
    throw new Problem('field-invalid', `query before: must be the id of an event (got ${before.slice(0, 60)})`, {
      path: 'query before',
    })
  const { found, last } = await listNewestEvents(world, { ...filter, before, most })
  return {
    events: found.map((one) => ({ ...buildEventView(one), object: one.event.object })),
    ...(last !== undefined && { next: last }),
  }
}

/** Builds the view of an event. */
export const buildEventView = ({ id, event }: StoredEvent): EventView => {
  const { kind, at, partner, accounts, data } = event
  return {
    id,
    type: kind,
    timestamp: iso(at),
    data: { ...(partner !== undefined && { partner }), ...(accounts && { accounts }), ...data },
  }
}

/**
 * Reads the kinds that are recorded in a world, and since when: those with a listener, and on a
 * laptop all that are not of the computed history.
 */
async function readRecorded({ id, record, sandbox }: World): Promise<Record<string, string>> {
  const listening = Object.entries(record.listening ?? {}).map(([kind, since]) => [kind, iso(since)])
  if (!sandbox.isLocal) return Object.fromEntries(listening)
  const [item] = await sandbox.store.get([worldDirectory.key(id)])
  const since = item && worldDirectory.read(item).createdAt
  const always = since === undefined ? [] : eventKindNames.filter((kind) => !computedKinds.has(kind))
  return Object.fromEntries([...listening, ...always.map((kind) => [kind, since])])
}

/** Rejects what is no id of an event. `path` is where the caller sent it. */
export function checkAfter(after: string, name: 'after' | 'Last-Event-ID'): string {
  if (eventIdShape.test(after)) return after
  const path = name === 'after' ? 'query after' : 'header Last-Event-ID'
  const why = `${path}: must be the id of an event, such as evt_001796083198000_00000k2m7qx (got ${after.slice(0, 60)})`
  throw new Problem('field-invalid', why, { path })
}
