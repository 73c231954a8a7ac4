import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { changeWorldLife, type WorldLifeChange } from '#bank/worlds/life.ts'
import { changeRateLimits, type RateLimitsChange } from '#bank/worlds/rate-limit.ts'
import type { RequestSampling } from '#bank/worlds/request-sampling.ts'
import { worldDirectory, worlds } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { buildRecordUpdate, openWorld, rejectExpired, type World } from '#store/world.ts'

export type WorldChange = WorldLifeChange & {
  readonly rateLimits?: RateLimitsChange | undefined
  /** Null removes it. */
  readonly requestLog?: RequestSampling | null | undefined
}

/**
 * Changes the name, the labels, the end, the rate limits and the log of a world. The directory has
 * a copy of the first three, which changes in the same commit. Returns the world after it. What a
 * request does not name stays.
 */
export function updateWorld(world: World, _grant: Grant<'world'>, change: WorldChange): Promise<World> {
  const { sandbox, id } = world
  return retryOnConflict(async () => {
    const [item, entry] = await sandbox.store.get([worlds.key(id), worldDirectory.key(id)])
    if (!item || !entry) throw new Problem('conflict', `${id} was deleted by another request at the same time`)
    const record = rejectExpired(sandbox, worlds.read(item))
    const life = changeWorldLife(record, change, readSteadyTime(sandbox))
    const { name: _, labels: __, expiresAt: ___, rateLimits: before, requestLog, ...others } = record
    const rateLimits = changeRateLimits(before, change.rateLimits)
    const sampling = change.requestLog === undefined ? requestLog : change.requestLog
    const { id: entryId, createdAt } = worldDirectory.read(entry)
    const update = buildRecordUpdate(openWorld(sandbox, item, world.edits), {
      ...others,
      ...life,
      ...(rateLimits && { rateLimits }),
      ...(sampling && { requestLog: sampling }),
    })
    await sandbox.store.commit([
      ...update.writes,
      { put: entry.key, expect: { version: entry.version }, value: { id: entryId, createdAt, ...life } },
    ])
    return update.world
  })
}
