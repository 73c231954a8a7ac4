import { removeWorld } from '#actions/worlds/worlds.ts'
import { Problem } from '#bank/base/problem.ts'
import { isExpired } from '#bank/worlds/life.ts'
import type { WorldRecord } from '#bank/worlds/world.ts'
import { wakeUps, worlds } from '#store/records.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { Conflict, limits } from '#store/store.ts'
import { deleteWakeUp, enterWorld, type Sandbox } from '#store/world.ts'
import { purgePartitions, purgeRemains } from './purge.ts'

/** The most worlds that one sweep looks at. The next sweep begins with the oldest of the rest. */
export const mostWorlds = 1_000

const sweeping = new WeakMap<Sandbox, Promise<void>>()

/**
 * Runs the due items of worlds that get no requests: to enter a world runs them. Also deletes
 * expired worlds, and removes the remains of deleted ones, old overlays and unfinished copies. A
 * world that fails does not stop the others, but the sweep then throws an AggregateError at its
 * end. A world that needs more time continues in the next sweep. A call during a sweep waits for
 * that sweep.
 */
export function sweepWorlds(sandbox: Sandbox): Promise<void> {
  const running = sweeping.get(sandbox) ?? sweepOnce(sandbox).finally(() => sweeping.delete(sandbox))
  sweeping.set(sandbox, running)
  return running
}

async function sweepOnce(sandbox: Sandbox): Promise<void> {
  const { store } = sandbox
  // Paths sort by the instant: everything before the next millisecond is due.
  const { partition, path: to } = wakeUps.key(readSteadyTime(sandbox) + 1, '')
  const failed: unknown[] = []
  for (let after: string | undefined, seen = 0; seen < mostWorlds; ) {
    const items = await store.list(partition, { to, limit: perPage, ...(after !== undefined && { after }) })
    for (const { key } of items) {
      const [wakesAt, id] = key.path.split('/') as [string, string]
      try {
        await moveWorldOn(sandbox, id, Number(wakesAt))
      } catch (error) {
        if (error instanceof Problem && isForNextSweep(error)) continue
        sandbox.log({ level: 'error', message: `sweep: the due items of ${id} failed`, error })
        failed.push(error)
      }
    }
    seen += items.length
    if (items.length < perPage) break
    after = items.at(-1)?.key.path
  }
  try {
    await purgePartitions(sandbox)
  } catch (error) {
    sandbox.log({ level: 'error', message: 'sweep: the removal of unused partitions failed', error })
    failed.push(error)
  }
  if (failed.length > 0) throw new AggregateError(failed, `sweep: ${failed.length} tasks failed`)
}

const isForNextSweep = ({ code }: Problem): boolean =>
  code === 'world-behind' || code === 'world-expired' || code === 'unavailable'

const perPage = limits.writesPerCommit

/**
 * Enters a world, deletes an expired one, or removes the remains of a deleted one. Then removes the
 * wake-up if it no longer applies and no other request has changed the world since it was entered.
 */
async function moveWorldOn(sandbox: Sandbox, worldId: string, wakesAt: number): Promise<void> {
  const [item] = await sandbox.store.get([worlds.key(worldId)])
  const hasEnded = (record: WorldRecord) => isExpired(record, readSteadyTime(sandbox))
  const isOver = item !== undefined && hasEnded(worlds.read(item))
  if (isOver) await removeWorld(sandbox, worldId, hasEnded)
  const world = item && !isOver ? await enterWorld(sandbox, item) : undefined
  if (world?.record.wakesAt === wakesAt) return
  if (!world && !(await purgeRemains(sandbox, worldId))) return
  const expect = world ? { version: world.version } : 'absent'
  try {
    await sandbox.store.commit([deleteWakeUp(wakesAt, worldId), { check: worlds.key(worldId), expect }])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
}
