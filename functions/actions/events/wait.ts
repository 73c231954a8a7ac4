import { setTimeout as pause } from 'node:timers/promises'
import { followEvents } from '#store/events/followers.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { findWorld, type World } from '#store/world.ts'
import { tellEvents } from './tell.ts'

/** How long a reader waits before it looks again, in milliseconds: another process may write. */
const longestPauseMs = 1_000

/**
 * Looks for events in a world, and again after each commit that stores some, until `isEnough` or
 * `waitS` seconds of real time have passed. While it waits, the world catches up with its clock and
 * tells what time alone has made. The cloud waits no longer than one request may take.
 */
export async function waitForEvents<R>(
  world: World,
  waitS: number,
  look: (current: World) => Promise<R>,
  isEnough: (found: R) => boolean,
): Promise<R> {
  const { sandbox } = world
  const { wait = pause, catchUpBudgetMs = Number.POSITIVE_INFINITY } = sandbox
  const waitMs = Math.min(waitS * 1_000, catchUpBudgetMs)
  const until = readSteadyTime(sandbox) + waitMs
  let current = await tellEvents(world)
  let wake = () => {}
  const end = followEvents(sandbox, world.id, () => wake())
  try {
    for (let waited = 0; ; ) {
      const woken = new Promise<undefined>((resolve) => {
        wake = () => resolve(undefined)
      })
      const found = await look(current)
      const left = Math.min(until - readSteadyTime(sandbox), waitMs - waited)
      if (isEnough(found) || left <= 0) return found
      const pauseMs = Math.min(left, longestPauseMs)
      const passed = await Promise.race([woken, wait(pauseMs).then(() => pauseMs)])
      waited += passed ?? 0
      current = await tellEvents((await findWorld(sandbox, world.id)) ?? current)
    }
  } finally {
    end()
  }
}
