import { Problem } from '#bank/base/problem.ts'
import { iso } from '#bank/time/clock.ts'
import { worldLifeOf } from '#bank/worlds/life.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { withLock } from '#store/keyed-lock.ts'
import { listPages } from '#store/list-pages.ts'
import { wakeUps, worldCounts, worldDirectory, worlds } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { type Conflict, limits, type Write } from '#store/store.ts'
import { type Sandbox, wakeInstantOf } from '#store/world.ts'

/**
 * Stores a new world: its record, its entry in the directory and its place among the worlds of the
 * sandbox, with `more` writes in the same commit. Also its wake-up, if it has due items or an end.
 * Every way to make a world ends here. Throws the
 * problem `limit-reached` if the sandbox is full, and `Conflict` if another expectation fails.
 */
export function storeNewWorld(
  sandbox: Sandbox,
  record: WorldRecord,
  more: readonly Write[],
  { isLimited = true } = {},
): Promise<void> {
  const { wakesAt: _, ...rest } = record
  const { id } = record
  const wakesAt = wakeInstantOf(rest)
  return changeCount(sandbox, 1, async (count, countWrite) => {
    if (isLimited) checkLimit(sandbox, count)
    await sandbox.store.commit([
      { put: worlds.key(id), expect: 'absent', value: { ...rest, ...(wakesAt !== undefined && { wakesAt }) } },
      {
        put: worldDirectory.key(id),
        expect: 'absent',
        value: { id, createdAt: iso(readSteadyTime(sandbox)), ...worldLifeOf(record) },
      },
      ...(wakesAt === undefined
        ? []
        : [{ put: wakeUps.key(wakesAt, id), expect: 'anything', value: { id } } satisfies Write]),
      countWrite,
      ...more,
    ])
  })
}

/**
 * Rejects a new world with `limit-reached` if the sandbox is full. For work that takes long before
 * it calls `storeNewWorld`, which checks again.
 */
export async function checkWorldLimit(sandbox: Sandbox): Promise<void> {
  if (sandbox.mostWorlds !== undefined) checkLimit(sandbox, (await readCount(sandbox)).count)
}

function checkLimit({ mostWorlds }: Sandbox, count: number): void {
  if (mostWorlds === undefined || count < mostWorlds) return
  throw new Problem(
    'limit-reached',
    `this sandbox may have ${mostWorlds} worlds and has ${count}: delete one with DELETE /control/worlds/{WorldId}, or ask the operator to raise the limit (npm start -- --worlds N; in the cloud the parameter MostWorlds)`,
  )
}

/**
 * Runs a commit that adds or removes one world. The commit must contain `countWrite`, so that the
 * count holds under concurrent requests. It is retried, with all that it loads, after a conflict
 * that is `isExpected`: by default if only the count has changed.
 */
export function changeCount(
  sandbox: Sandbox,
  by: 1 | -1,
  commit: (count: number, countWrite: Write) => Promise<void>,
  isExpected: (conflict: Conflict) => boolean = isCountConflict,
): Promise<void> {
  return withLock(sandbox, 'count of worlds', () =>
    retryOnConflict(async () => {
      const { count, version } = await readCount(sandbox)
      const expect = version === undefined ? 'absent' : { version }
      await commit(count, { put: countKey, expect, value: { count: Math.max(0, count + by) } })
    }, isExpected),
  )
}

const countKey = worldCounts.key()
const isCountConflict = ({ failed }: Conflict): boolean =>
  failed.every(({ partition, path }) => partition === countKey.partition && path === countKey.path)

/** Reads the count. A store of an earlier version has none, so there its directory is counted. */
async function readCount({ store }: Sandbox): Promise<{ count: number; version?: number }> {
  const [item] = await store.get([countKey])
  if (item) return { ...worldCounts.read(item), version: item.version }
  let count = 0
  for await (const items of listPages(store, worldDirectory.key('').partition, { limit: limits.itemsPerList }))
    count += items.filter((entry) => !worldDirectory.read(entry).deleted).length
  return { count }
}
