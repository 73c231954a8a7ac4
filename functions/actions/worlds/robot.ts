import { parseRobot } from '#bank/authorization/robot.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { worlds } from '#store/records.ts'
import { rejectOnConflict } from '#store/retry-on-conflict.ts'
import type { World } from '#store/world.ts'

/**
 * Sets how the world's customers behave if neither the request nor the partner names a robot. `off`
 * leaves decisions to people.
 */
export async function setWorldRobot(world: World, _grant: Grant<'world'>, line: string): Promise<{ robot: string }> {
  const isOff = parseRobot(line, 'robot') === undefined
  const { robot: _, ...kept } = world.record
  const value = isOff ? kept : { ...kept, robot: line }
  await rejectOnConflict('the world was changed by another request at the same time; retry', () =>
    world.sandbox.store.commit([{ put: worlds.key(world.id), expect: { version: world.version }, value }]),
  )
  return { robot: line }
}
