import { orConflict } from '#actions/concurrency/retry-on-conflict.ts'
import { parseRobot } from '#bank/authorization/robot.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { worlds } from '#store/records.ts'
import type { World } from '#store/world.ts'

/**
 * How customers of a world behave where neither a request nor a partner says so; `off` leaves it to
 * people.
 */
export async function setWorldRobot(world: World, _grant: Grant<'world'>, line: string): Promise<{ robot: string }> {
  const isOff = parseRobot(line, 'robot') === undefined
  const { robot: _, ...kept } = world.record
  const value = isOff ? kept : { ...kept, robot: line }
  await orConflict('the world was changed at the same moment; try again', () =>
    world.sandbox.store.commit([{ put: worlds.key(world.id), expect: { version: world.version }, value }]),
  )
  return { robot: line }
}
