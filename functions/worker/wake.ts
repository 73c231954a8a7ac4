import { Problem } from '#bank/base/problem.ts'
import { wakeUps, worlds } from '#store/records.ts'
import { Conflict, limits } from '#store/store.ts'
import { deleteWakeUp, findWorld, type Sandbox } from '#store/world.ts'
import { purgeRemains } from './purge.ts'

/**
 * How many worlds one sweep looks at. What is left over is older than what comes next, and so comes
 * first in the next sweep.
 */
export const mostWorlds = 1_000

const sweeping = new WeakMap<Sandbox, Promise<void>>()

/**
 * Moves on the worlds that have something due by real time and that nobody touched: entering one
 * does what is due in it. One that cannot be entered keeps no other from moving on, but then the
 * sweep fails in the end; one that catches up for longer than its share of the time goes on with
 * the next sweep. What worlds that were taken away left behind is removed for good. Whoever asks
 * for a sweep during another one waits for that.
 */
export function sweepWorlds(sandbox: Sandbox): Promise<void> {
  const running = sweeping.get(sandbox) ?? sweepOnce(sandbox).finally(() => sweeping.delete(sandbox))
  sweeping.set(sandbox, running)
  return running
}

async function sweepOnce(sandbox: Sandbox): Promise<void> {
  const { store } = sandbox
  // Paths sort by the instant: everything before the next millisecond is due.
  const { partition, path: to } = wakeUps.key(sandbox.real() + 1, '')
  const failed: unknown[] = []
  for (let after: string | undefined, seen = 0; seen < mostWorlds; ) {
    const items = await store.list(partition, { to, limit: perPage, ...(after !== undefined && { after }) })
    for (const { key, value, version } of items) {
      const { id } = wakeUps.read({ key, value, version })
      try {
        await moveWorldOn(sandbox, id, Number(key.path.slice(0, key.path.indexOf('/'))))
      } catch (error) {
        if (error instanceof Problem && error.code === 'world-behind') continue
        sandbox.log({ level: 'error', message: `${id} could not be moved on`, error })
        failed.push(error)
      }
    }
    seen += items.length
    if (items.length < perPage) break
    after = items.at(-1)?.key.path
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} worlds could not be moved on`)
}

const perPage = limits.writesPerCommit

/**
 * Enters a world, or removes the last of one that is gone. Takes away what led there where it leads
 * to nothing any more, unless it has changed again meanwhile.
 */
async function moveWorldOn(sandbox: Sandbox, worldId: string, wakesAt: number): Promise<void> {
  const world = await findWorld(sandbox, worldId)
  if (world?.record.wakesAt === wakesAt) return
  if (!world && !(await purgeRemains(sandbox, worldId))) return
  const expect = world ? { version: world.version } : 'absent'
  try {
    await sandbox.store.commit([deleteWakeUp(wakesAt, worldId), { check: worlds.key(worldId), expect }])
  } catch (error) {
    if (!(error instanceof Conflict)) throw error
  }
}
