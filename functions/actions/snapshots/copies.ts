import { requestNameOf, runOnce, type WorldRequestKey } from '#actions/worlds/requests.ts'
import { Problem } from '#bank/base/problem.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { type Copied, type CopyPart, copyPartitions } from '#store/copy-partition.ts'
import { withLock } from '#store/keyed-lock.ts'
import { worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { Key, Write } from '#store/store.ts'
import { commitWithRecord, loadWorldAsStored, type World } from '#store/world.ts'
import { purges, worldCopies } from '#store/world-copy-records.ts'

/** After this time the sweep removes an unfinished copy, in milliseconds of real time. */
export const copyLifeMs = 3_600_000
/** How often a world is listed before it is frozen: once to copy it, and five times to compare. */
const mostOpenListings = 6
/**
 * For how long a world is frozen, and when that is renewed, in milliseconds. Requests in progress
 * end within 29 seconds.
 */
const [freezeMs, renewalMs] = [60_000, 30_000]

/** Where a copy goes: the id of what is made, and the partitions that it gets. */
export type CopyTarget = { readonly id: string; readonly partitions: readonly string[] }

/** How to make something by a copy. `R` is the result for the caller. */
export type CopyPlan<R> = {
  /** Returns the result of an earlier request with the same idempotency key. */
  readonly find: (id: string) => Promise<R>
  /** Chooses new partitions, which nothing else uses. */
  readonly chooseTarget: () => Promise<CopyTarget>
  readonly partsOf: (target: CopyTarget) => CopyPart[]
  /** The records that the copy's instant includes. The record of the world freezes the world. */
  readonly watched: readonly Key[]
  /**
   * Makes the copy visible, in one commit with `writes`. They fail with `Conflict` if the copy was
   * taken over or removed.
   */
  readonly finish: (target: CopyTarget, copied: Copied, writes: Write[]) => Promise<R>
}

/**
 * Makes something by a copy, once for each idempotency key. Nothing is visible before the last
 * commit. If the copy ends before, a retry with the same key goes on, or the sweep removes it. In
 * the cloud it ends with `unavailable` when the time of the request is over.
 */
export function makeByCopy<R>(world: World, request: WorldRequestKey, plan: CopyPlan<R>): Promise<R> {
  const { sandbox, id } = world
  const work = () =>
    runOnce(world, request, plan.find, async (remember) => {
      const { target, guard, done } = await claimTarget(world, request, plan)
      const copied = await copyPartitions(sandbox.store, {
        parts: plan.partsOf(target),
        watched: plan.watched,
        guard,
        onProgress: watchTime(world, request),
        beforeListing: async (n) => {
          if (n > mostOpenListings && plan.watched.some(({ path }) => path === worlds.key(id).path)) await freeze(world)
        },
      })
      return plan.finish(target, copied, [...done, ...remember(target.id)])
    })
  return request.key === '' ? work() : withLock(sandbox, `${request.operation} ${id} ${request.key}`, work)
}

type Claim = { readonly target: CopyTarget; readonly guard: Write & { check: Key }; readonly done: Write[] }

/**
 * Claims the partitions of a copy: those of an unfinished request with the same key, or new ones.
 * From then on the sweep will remove them, and no other request can write to them.
 */
async function claimTarget<R>(world: World, request: WorldRequestKey, plan: CopyPlan<R>): Promise<Claim> {
  const { sandbox, id } = world
  const { store } = sandbox
  const name = request.key === '' ? undefined : worldCopies.key(id, requestNameOf(request))
  const [item] = name ? await store.get([name]) : []
  const before = item && worldCopies.read(item)
  const target = before ?? (await plan.chooseTarget())
  const purgedAt = Math.max(readSteadyTime(sandbox) + copyLifeMs, (before?.purgedAt ?? 0) + 1)
  const { partitions } = target
  const keyAt = (real: number) => purges.key(real, partitions[0] as string)
  const purge = keyAt(purgedAt)
  const isUnchanged = { version: 1 } as const
  await store.commit([
    { put: purge, expect: 'absent', value: { partitions } },
    ...(before ? [{ delete: keyAt(before.purgedAt), expect: isUnchanged } as const] : []),
    ...(name
      ? [
          {
            put: name,
            expect: item ? { version: item.version } : 'absent',
            value: { id: target.id, partitions, purgedAt },
            // It expires before the sweep begins to remove the copy.
            expiresAt: Math.floor(purgedAt / 1000),
          } as const,
        ]
      : []),
  ])
  return {
    target,
    guard: { check: purge, expect: isUnchanged },
    done: [{ delete: purge, expect: isUnchanged }, ...(name ? [{ delete: name, expect: 'anything' } as const] : [])],
  }
}

/** Returns the function that ends a copy when the time of its request is over. */
function watchTime({ sandbox }: World, { key }: WorldRequestKey): () => void {
  const { catchUpBudgetMs } = sandbox
  if (catchUpBudgetMs === undefined) return () => undefined
  const until = readSteadyTime(sandbox) + catchUpBudgetMs
  return () => {
    if (readSteadyTime(sandbox) < until) return
    const todo =
      key === '' ? 'send it with an x-idempotency-key and repeat it' : 'repeat it with the same x-idempotency-key'
    throw new Problem('unavailable', `the copy takes longer than one request may; ${todo} until it is done`, {
      headers: { 'retry-after': '1' },
    })
  }
}

/** Freezes a world, unless it stays frozen for long enough. */
async function freeze(world: World): Promise<void> {
  const { sandbox, id } = world
  const real = readSteadyTime(sandbox)
  const current = await loadWorldAsStored(sandbox, id)
  if ((current?.record.frozenUntil ?? 0) - real > renewalMs) return
  await commitWithRecord(world, ({ record }) => ({ ...record, frozenUntil: real + freezeMs }), [])
}

/** Returns a world's record without its freeze. */
export function thaw({ frozenUntil: _, ...record }: WorldRecord): WorldRecord {
  return record
}

/**
 * Returns the world as a copy found it. Rejects with `conflict` if the world was deleted, reset or
 * restored since.
 */
export function worldOfCopy(world: World, { watched }: Copied): World {
  const item = watched.find((one) => one?.key.path === worlds.key(world.id).path)
  const record = item && worlds.read(item)
  if (record?.epoch !== world.record.epoch)
    throw new Problem('conflict', `${world.id} was deleted, reset or restored by another request at the same time`)
  return { ...world, record, version: item?.version ?? 0 }
}
