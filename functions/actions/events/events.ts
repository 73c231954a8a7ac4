import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { EventFilter } from '#bank/events/event.ts'
import { type EventKind, eventKindNames } from '#bank/events/kinds.ts'
import { iso } from '#bank/time/clock.ts'
import { followEvents } from '#store/events/followers.ts'
import { eventIdShape, listEvents, type StoredEvent } from '#store/events/log.ts'
import { worldDirectory } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { findWorld, type World } from '#store/world.ts'

/** An event as callers see it: the names of Standard Webhooks, and the fields of the standard. */
export type EventView = {
  readonly id: string
  readonly type: EventKind
  /** When it happened, by the world's clock. */
  readonly timestamp: string
  readonly data: {
    readonly partner: string
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

/** How long a reader waits before it looks again, in milliseconds: another process may write. */
const longestPauseMs = 1_000

/**
 * Lists what happened in a world after an event, oldest first. Waits up to `waitS` seconds if
 * nothing has happened yet. While it waits, the world catches up with its clock.
 */
export async function listWorldEvents(world: World, _grant: Grant<'world'>, range: EventRange): Promise<EventPage> {
  const { sandbox } = world
  const { waitS = 0, ...filter } = range
  let after = range.after === undefined ? undefined : checkAfter(range.after, 'after')
  const { wait = pause, catchUpBudgetMs = Number.POSITIVE_INFINITY } = sandbox
  const waitMs = Math.min(waitS * 1_000, catchUpBudgetMs)
  const until = readSteadyTime(sandbox) + waitMs
  let current = world
  let wake = () => {}
  const end = followEvents(sandbox, world.id, () => wake())
  try {
    for (let waited = 0; ; ) {
      const woken = new Promise<undefined>((resolve) => {
        wake = () => resolve(undefined)
      })
      const { found, last, isMore } = await listEvents(current, { ...filter, after, most: pageSize })
      after = last
      const left = Math.min(until - readSteadyTime(sandbox), waitMs - waited)
      if (found.length > 0 || isMore || left <= 0) {
        const recorded = await readRecorded(current)
        return { events: found.map(buildEventView), ...(last !== undefined && { last }), isMore, recorded }
      }
      const pauseMs = Math.min(left, longestPauseMs)
      const passed = await Promise.race([woken, wait(pauseMs).then(() => pauseMs)])
      waited += passed ?? 0
      current = (await findWorld(sandbox, world.id)) ?? current
    }
  } finally {
    end()
  }
}

/** Builds the view of an event. */
export const buildEventView = ({ id, event }: StoredEvent): EventView => {
  const { kind, at, partner, accounts, data } = event
  return { id, type: kind, timestamp: iso(at), data: { partner, ...(accounts && { accounts }), ...data } }
}

/** Reads the kinds that are recorded in a world, and since when. */
async function readRecorded({ id, record, sandbox }: World): Promise<Record<string, string>> {
  if (!sandbox.isLocal)
    return Object.fromEntries(Object.entries(record.listening ?? {}).map(([kind, since]) => [kind, iso(since)]))
  const [item] = await sandbox.store.get([worldDirectory.key(id)])
  const since = item && worldDirectory.read(item).createdAt
  return Object.fromEntries(since === undefined ? [] : eventKindNames.map((kind) => [kind, since]))
}

/** Rejects what is no id of an event. `path` is where the caller sent it. */
export function checkAfter(after: string, name: 'after' | 'Last-Event-ID'): string {
  if (eventIdShape.test(after)) return after
  const path = name === 'after' ? 'query after' : 'header Last-Event-ID'
  const why = `${path}: must be the id of an event, such as evt_001796083198000_00000k2m7qx (got ${after.slice(0, 60)})`
  throw new Problem('field-invalid', why, { path })
}
