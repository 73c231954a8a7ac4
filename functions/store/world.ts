import { Problem } from '#bank/base/problem.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { readClock, realInstantAt } from '#bank/time/clock.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { loadEdits } from './edits.ts'
import { wakeUps, worlds } from './records.ts'
import { retryOnConflict } from './retry-on-conflict.ts'
import { Conflict, type Item, type Key, type Store, type Write } from './store.ts'

/**
 * What the wiring (local.ts, cloud.ts) gives to everything else: the only way to storage, real time
 * and randomness.
 */
export type Sandbox = {
  readonly store: Store
  /** Real time in epoch milliseconds. Only clocks of worlds read it. */
  readonly real: () => number
  /** A fresh random text of so many characters out of a-z and 0-9 (5.17 bits each). */
  readonly randomText: (characters: number) => string
  /** A fresh UUID, for interaction ids that callers did not send. */
  readonly newInteractionId: () => string
  /**
   * Where callers reach the sandbox, without a slash at the end. Links in answers begin with it.
   */
  readonly baseUrl: string
  /**
   * Where partners show client certificates, if that is another place: browsers have none, so it
   * cannot be the same in the cloud.
   */
  readonly mtlsUrl?: string
  /** Digest of the key that may make worlds; absent where anyone may, as on a laptop. */
  readonly organiserDigest?: string
  /**
   * Does what is due in a world by its clock, and gives the world as it stands then; undefined
   * where there is none. Every request waits for it before it sees the world.
   */
  readonly catchUp?: (sandbox: Sandbox, worldId: string) => Promise<World | undefined>
  /**
   * How long one request waits for that, milliseconds of real time, where somebody in front of us
   * waits no longer; absent where nobody does.
   */
  readonly catchUpBudgetMs?: number
  /** Called with what nobody foresaw. */
  readonly log: (entry: { level: 'error' | 'info'; interactionId?: string; message: string; error?: unknown }) => void
}

/**
 * One world as an action sees it: tenant, clock, ids and storage. Every action takes it first, so
 * that no action can reach another world, real time or real chance.
 */
export type World = {
  readonly id: string
  readonly record: WorldRecord
  /** The version that was read: what a write of the world itself expects. */
  readonly version: number
  /** What the world's clock says, in epoch milliseconds. One request, one instant. */
  readonly now: number
  /** Custom data that lies over the synthetic bank; most worlds have none. */
  readonly edits: Edits | undefined
  /**
   * Legs of the accounts that a request is about, where money has moved (store/legs.ts): by
   * account, oldest first. The same arrays for the same legs, so that others may hang what they
   * worked out on them.
   */
  readonly legs?: ReadonlyMap<string, readonly Leg[]>
  readonly sandbox: Sandbox
}

/**
 * The name under which a process may remember what lies in a world. Two of one id may have followed
 * each other; they began differently.
 */
export const cacheKeyOf = ({ id, record: { epoch, start, seed } }: Pick<World, 'id' | 'record'>): string =>
  `${id}/${epoch}/${start}/${seed}`

/** The world of an item, at this instant, with the edits that its record names. */
export function openWorld(sandbox: Sandbox, item: Item, edits: Edits | undefined): World {
  const record = worlds.read(item)
  return { id: record.id, record, version: item.version, now: readClock(record.clock, sandbox.real()), edits, sandbox }
}

/**
 * The world of an item that was just read, with everything done that is due by its clock: nobody
 * sees one that time has half gone over. Only one with edits asks the store again, and then once a
 * document and process.
 */
export function enterWorld(sandbox: Sandbox, item: Item): World | Promise<World> {
  const record = worlds.read(item)
  const { catchUp } = sandbox
  if (catchUp && isDue(record, readClock(record.clock, sandbox.real()))) return catchUpAndOpen(sandbox, item, catchUp)
  return loadEditsAndOpen(sandbox, item)
}

function loadEditsAndOpen(sandbox: Sandbox, item: Item): World | Promise<World> {
  const record = worlds.read(item)
  if (record.edits === undefined) return openWorld(sandbox, item, undefined)
  return loadEdits(sandbox.store, record).then((edits) => openWorld(sandbox, item, edits))
}

async function catchUpAndOpen(sandbox: Sandbox, item: Item, catchUp: NonNullable<Sandbox['catchUp']>): Promise<World> {
  // Taken away meanwhile: what was read stands for the moment it was read in.
  return (await catchUp(sandbox, worlds.read(item).id)) ?? loadEditsAndOpen(sandbox, item)
}

/**
 * Whether something is due in a world at an instant of its clock, or may be: nothing is due before
 * `nextDue`.
 */
export const isDue = ({ nextDue }: WorldRecord, now: number): boolean => nextDue !== undefined && nextDue <= now

/** The world of an id, or undefined. */
export async function findWorld(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  return item && enterWorld(sandbox, item)
}

/** Returns a world with its present record, at the same instant: one request keeps its instant. */
export async function reloadRecord(world: World): Promise<World> {
  const fresh = await loadWorldAsStored(world.sandbox, world.id)
  return fresh ? { ...world, record: fresh.record, version: fresh.version } : world
}

/** The same as it lies there, with whatever is due not done: for those who do it. */
export async function loadWorldAsStored(sandbox: Sandbox, worldId: string): Promise<World | undefined> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  return item && loadEditsAndOpen(sandbox, item)
}

/**
 * A world with another record: the writes that keep it, and the world as they leave it. They also
 * move the world to the real instant at which the sweep must look at it; it may stand too early
 * there, as long as something is due already, and never too late.
 */
export function buildRecordUpdate(
  world: World,
  after: WorldRecord,
): { readonly world: World; readonly writes: readonly Write[] } {
  const { id, version, record: before, sandbox } = world
  const { wakesAt: _, ...rest } = after
  const due = after.nextDue === undefined ? undefined : realInstantAt(after.clock, after.nextDue)
  const mayStay = due !== undefined && before.wakesAt !== undefined && before.wakesAt <= due && due <= sandbox.real()
  const wakesAt = mayStay ? before.wakesAt : due
  const record = wakesAt === undefined ? rest : { ...rest, wakesAt }
  const writes: Write[] = [{ put: worlds.key(id), expect: { version }, value: record }]
  if (wakesAt !== before.wakesAt) {
    if (before.wakesAt !== undefined) writes.push(deleteWakeUp(before.wakesAt, id))
    if (wakesAt !== undefined) writes.push({ put: wakeUps.key(wakesAt, id), expect: 'anything', value: { id } })
  }
  return { world: { ...world, version: version + 1, record }, writes }
}

/** The sweep need not look at a world at this instant any more. */
export const deleteWakeUp = (wakesAt: number, worldId: string): Write => ({
  delete: wakeUps.key(wakesAt, worldId),
  expect: 'anything',
})

/**
 * Whether a commit was refused only because somebody else wrote the world's own record meanwhile:
 * then it may be tried anew on that.
 */
export const isWorldRecordConflict = (error: unknown): boolean =>
  error instanceof Conflict && error.failed.every(isWorldRecordKey)

/**
 * Whether something is part of a world's own record: itself, or where the sweep is told to look.
 */
export const isWorldRecordKey = ({ partition, path }: Key): boolean => path === 'world' || partition === 'waking'

/**
 * Commits writes together with a change of the world's own record, and again on the new record
 * where another request has changed only that. Throws `Conflict` where anything else was changed,
 * and the problem `conflict` where the world was deleted.
 */
export async function commitWithRecord(
  world: World,
  change: (current: World) => WorldRecord | Promise<WorldRecord>,
  writes: readonly Write[],
): Promise<void> {
  const { sandbox, id } = world
  await retryOnConflict(async (attempt) => {
    const current = attempt === 1 ? world : await loadWorldAsStored(sandbox, id)
    if (!current) throw new Problem('conflict', `${id} was deleted by another request at the same time`)
    const changed = buildRecordUpdate(current, await change(current))
    await sandbox.store.commit([...writes, ...changed.writes])
  }, isWorldRecordConflict)
}
