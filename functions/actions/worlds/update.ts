import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { changeWorldLife, type WorldLifeChange } from '#bank/worlds/life.ts'
import { worldDirectory, worlds } from '#store/records.ts'
import { retryOnConflict } from '#store/retry-on-conflict.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { buildRecordUpdate, openWorld, rejectExpired, type World } from '#store/world.ts'

/**
 * Changes the name, the labels and the end of a world, in its record and in the directory at once.
 * Returns the world after it. What a request does not name stays.
 */
export function updateWorld(world: World, _grant: Grant<'world'>, change: WorldLifeChange): Promise<World> {
  const { sandbox, id } = world
  return retryOnConflict(async () => {
    const [item, entry] = await sandbox.store.get([worlds.key(id), worldDirectory.key(id)])
    if (!item || !entry) throw new Problem('conflict', `${id} was deleted by another request at the same time`)
    const record = rejectExpired(sandbox, worlds.read(item))
    const life = changeWorldLife(record, change, readSteadyTime(sandbox))
    const { name: _, labels: __, expiresAt: ___, ...others } = record
    const { id: entryId, createdAt } = worldDirectory.read(entry)
    const update = buildRecordUpdate(openWorld(sandbox, item, world.edits), { ...others, ...life })
    await sandbox.store.commit([
      ...update.writes,
      { put: entry.key, expect: { version: entry.version }, value: { id: entryId, createdAt, ...life } },
    ])
    return update.world
  })
}
