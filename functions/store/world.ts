import { Problem } from '#bank/base/problem.ts'
import type { Send } from '#bank/events/message.ts'
import type { ActiveScenarios } from '#bank/scenarios/active.ts'
import { readClock, realInstantAt } from '#bank/time/clock.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import { rejectOtherGenerator } from '#bank/worlds/generator.ts'
import { isExpired, worldExpired } from '#bank/worlds/life.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { loadEdits } from './edits.ts'
import { wakeUps, worlds } from './records.ts'
import type { RequestLog } from './requests/request-log.ts'
import { retryOnConflict } from './retry-on-conflict.ts'
import { readSteadyTime } from './steady-time.ts'
import { Conflict, type Item, type Key, type Store, type Write } from './store.ts'

/** What the wiring (local.ts, cloud.ts) gives to all code: storage, real time and chance. */
export type Sandbox = {
  readonly store: Store
  /** Reads the host's clock, in epoch milliseconds. It may go back: worlds use `readSteadyTime`. */
  readonly real: () => number
  /** Returns a random text of a-z and 0-9 (5.17 bits per character). */
  readonly randomText: (characters: number) => string
  /** Returns a new UUID, for requests without an interaction id. */
  readonly newInteractionId: () => string
  /**
   * The sandbox's public base URL, without a slash at the end. Issuers and audiences begin with it.
   * It may have a path, which a proxy in front of the sandbox strips.
   */
  readonly baseUrl: string
  /**
   * The port at which links follow the address that the caller used. Absent: links always begin
   * with `baseUrl`, as in the cloud and behind a proxy.
   */
  readonly followedPort?: number
  /** Whether the sandbox runs on a machine of its users, not in the cloud. */
  readonly isLocal?: boolean
  /**
   * The origin for mutual TLS, if it differs. In the cloud it must, because browsers have no client
   * certificates.
   */
  readonly mtlsUrl?: string
  /** Digest of the organiser key, which creates worlds. Absent: anyone may, as on a laptop. */
  readonly organiserDigest?: string
  /** How many worlds the sandbox may have; absent: any number. */
  readonly mostWorlds?: number
  /**
   * Runs the due items of a world, and returns the world after them; undefined if there is no such
   * world. Every request waits for it before it sees the world. With `tellsTimed` it also tells
   * what time alone has made; without, only what comes before a due item.
   */
  readonly catchUp?: (sandbox: Sandbox, worldId: string, tellsTimed?: boolean) => Promise<World | undefined>
  /**
   * The longest time, in milliseconds of real time, that one request catches up. Absent: no limit.
   * The cloud needs one, because API Gateway times out.
   */
  readonly catchUpBudgetMs?: number
  /** Waits for milliseconds of real time. Absent: a timer of the host. Tests do not wait. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** Sends an event to a subscriber. Absent: nothing is delivered. */
  readonly send?: Send
  /** The log of the requests of every world; absent: none is kept. */
  readonly requestLog?: RequestLog
  /** Writes to the log of the process. */
  readonly log: (entry: { level: 'error' | 'info'; interactionId?: string; message: string; error?: unknown }) => void
}

/**
 * One world as an action sees it: tenant, clock, ids and storage. It is the first argument of every
 * action, so that no action reaches another world.
 */
export type World = {
  readonly id: string
  readonly record: WorldRecord
  /** The version of the world's record that was read: a write of the record expects it. */
  readonly version: number
  /** The time of the world's clock, in epoch milliseconds. It stays the same during a request. */
  readonly now: number
  /** The world's custom data; most worlds have none. */
  readonly edits: Edits | undefined
  /** The scenarios that change how this request runs; absent for most requests. */
  readonly scenarios?: ActiveScenarios
  readonly sandbox: Sandbox
}

/**
 * Returns the key under which a process may cache data of a world. It has more than the id, because
 * a new world may reuse the id of a deleted one.
 */
export const cacheKeyOf = ({ id, record: { epoch, start, seed } }: Pick<World, 'id' | 'record'>): string =>
  `${id}/${epoch}/${start}/${seed}`

/** Reads a world's clock, in epoch milliseconds. It never goes back; the host's clock may. */
export const readNow = (sandbox: Sandbox, { clock }: WorldRecord): number => readClock(clock, readSteadyTime(sandbox))

/** Builds the world of an item, at this instant. */
export function openWorld(sandbox: Sandbox, item: Item, edits: Edits | undefined): World {
  const record = worlds.read(item)
  return { id: record.id, record, version: item.version, now: readNow(sandbox, record), edits, sandbox }
}

/**
 * Returns the world of an item, after its due items have run: no caller sees a world that is behind
 * its clock. Loads the edits once per document and process. Returns the world itself, not a
 * promise, if there is nothing to wait for. Rejects a world that has expired.
 */
export function enterWorld(sandbox: Sandbox, item: Item): World | Promise<World> {
  const record = rejectExpired(sandbox, worlds.read(item))
  rejectOtherGenerator(record)
  const { catchUp } = sandbox
  if (record.frozenUntil !== undefined) rejectFrozen(sandbox, record)
  if (catchUp && isDue(record, readNow(sandbox, record))) return catchUpAndOpen(sandbox, item, catchUp)
  return loadEditsAndOpen(sandbox, item)
}

/**
 * Returns a world's record. Rejects with `world-expired` if the world has ended. `path` is where
 * the request names it; the header Authorization if absent.
 */
export function rejectExpired(sandbox: Sandbox, record: WorldRecord, path?: string): WorldRecord {
  const { id, expiresAt } = record
  if (expiresAt !== undefined && isExpired(record, readSteadyTime(sandbox))) throw worldExpired(id, expiresAt, path)
  return record
}

/**
 * Rejects with `unavailable` while a copy of the world waits for the requests in progress to end.
 */
export function rejectFrozen(sandbox: Sandbox, { id, frozenUntil = 0 }: WorldRecord): void {
  if (readSteadyTime(sandbox) < frozenUntil)
    throw new Problem('unavailable', `${id} is being copied (snapshot, fork or export); retry in 2 seconds`, {
      headers: { 'retry-after': '2' },
    })
}

function loadEditsAndOpen(sandbox: Sandbox, item: Item): World | Promise<World> {
  const record = worlds.read(item)
  if (record.edits === undefined) return openWorld(sandbox, item, undefined)
  return loadEdits(sandbox.store, record).then((edits) => openWorld(sandbox, item, edits))
}

async function catchUpAndOpen(sandbox: Sandbox, item: Item, catchUp: NonNullable<Sandbox['catchUp']>): Promise<World> {
  // Another request deleted the world during the catch-up: this one sees it as it was read.
  return (await catchUp(sandbox, worlds.read(item).id)) ?? loadEditsAndOpen(sandbox, item)
}

/** Whether a due item may exist at an instant of the world's clock: none is before `nextDue`. */
export const isDue = ({ nextDue }: WorldRecord, now: number): boolean => nextDue !== undefined && nextDue <= now

/** Loads the world of an id, caught up with its clock; undefined if there is none. */
export async function findWorld(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  return item && enterWorld(sandbox, item)
}

/**
 * Returns a world with its present record, at the same instant: one request keeps its instant.
 * Rejects with `conflict` if the overlay was replaced since.
 */
export async function reloadRecord(world: World): Promise<World> {
  const fresh = await loadWorldAsStored(world.sandbox, world.id)
  if (!fresh) return world
  rejectOtherEpoch(world, fresh)
  return { ...world, record: fresh.record, version: fresh.version }
}

/**
 * Rejects with `conflict` if a world was reset or restored since it was read. What was decided by
 * the old overlay must not be committed with the new record.
 */
export function rejectOtherEpoch({ id, record }: World, current: World): void {
  if (record.epoch !== current.record.epoch)
    throw new Problem('conflict', `${id} was reset or restored by another request at the same time; retry`)
}

/** Loads a world without running its due items, for the code that runs them. */
export async function loadWorldAsStored(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  return item && loadEditsAndOpen(sandbox, item)
}

/**
 * Returns the real instant at which the sweep must look at a world: when an item is due, or when
 * the world expires. Undefined if it never must.
 */
export function wakeInstantOf({ clock, nextDue, expiresAt }: WorldRecord): number | undefined {
  const due = nextDue === undefined ? undefined : realInstantAt(clock, nextDue)
  return due === undefined || expiresAt === undefined ? (due ?? expiresAt) : Math.min(due, expiresAt)
}

/**
 * Builds the writes that replace a world's record, and the world after them. They also move the
 * world's wake-up, the real instant at which the sweep looks at the world. A wake-up may stay too
 * early if an item is already due; it is never too late.
 */
export function buildRecordUpdate(
  world: World,
  after: WorldRecord,
): { readonly world: World; readonly writes: readonly Write[] } {
  const { id, version, record: before, sandbox } = world
  const { wakesAt: _, ...rest } = after
  const due = wakeInstantOf(rest)
  const mayStay =
    due !== undefined && before.wakesAt !== undefined && before.wakesAt <= due && due <= readSteadyTime(sandbox)
  const wakesAt = mayStay ? before.wakesAt : due
  const record = wakesAt === undefined ? rest : { ...rest, wakesAt }
  const writes: Write[] = [{ put: worlds.key(id), expect: { version }, value: record }]
  if (wakesAt !== before.wakesAt) {
    if (before.wakesAt !== undefined) writes.push(deleteWakeUp(before.wakesAt, id))
    if (wakesAt !== undefined) writes.push({ put: wakeUps.key(wakesAt, id), expect: 'anything', value: { id } })
  }
  return { world: { ...world, version: version + 1, record }, writes }
}

/** Builds the write that removes a wake-up of a world. */
export const deleteWakeUp = (wakesAt: number, id: string): Write => ({
  delete: wakeUps.key(wakesAt, id),
  expect: 'anything',
})

/**
 * Whether a commit failed only because another one wrote the world's record first: then it may be
 * retried on the new record.
 */
export const isWorldRecordConflict = (error: unknown): boolean =>
  error instanceof Conflict && error.failed.every(isWorldRecordKey)

/** Whether a key belongs to a world's record: the record itself, or its wake-up. */
export const isWorldRecordKey = ({ partition, path }: Key): boolean => path === 'world' || partition === 'waking'

/**
 * Commits writes together with a change of the world's record. Retries on the new record if only
 * that has changed. Throws `Conflict` if another expectation fails, and the problem
 * `conflict` if the world was deleted, reset or restored. Returns the world after the commit.
 */
export async function commitWithRecord(
  world: World,
  change: (current: World) => WorldRecord | Promise<WorldRecord>,
  writes: readonly Write[],
): Promise<World> {
  const { sandbox, id } = world
  return retryOnConflict(async (attempt) => {
    const current = attempt === 1 ? world : await loadWorldAsStored(sandbox, id)
    if (!current) throw new Problem('conflict', `${id} was deleted by another request at the same time`)
    rejectOtherEpoch(world, current)
    const update = buildRecordUpdate(current, await change(current))
    await sandbox.store.commit([...writes, ...update.writes])
    return update.world
  }, isWorldRecordConflict)
}
