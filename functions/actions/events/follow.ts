import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { EventFilter } from '#bank/events/event.ts'
import { followEvents } from '#store/events/followers.ts'
import { findLastEvent, listEvents } from '#store/events/log.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import { findWorld, type World } from '#store/world.ts'
import { buildEventView, checkAfter } from './events.ts'
import { tellEvents } from './tell.ts'

/** How often an idle stream sends a comment, so that proxies keep it, in seconds. */
const beat = 15
/** How often a stream lets the world catch up with its clock, in seconds. */
const lookS = 1
/** The most events that a stream reads at once. */
const pageSize = 100

/**
 * Streams the events of a world as server-sent events: those after `after`, or else from now on,
 * and then each one as it happens. A reader that is slow reads later, and misses nothing. It ends
 * after some seconds of real time, when the reader leaves, and with the world or its control key.
 * Rejects with `path-unknown` in the cloud, whose gateway ends long requests.
 */
export async function followWorldEvents(
  world: World,
  _grant: Grant<'world'>,
  { after, seconds, ...filter }: EventFilter & { readonly after?: string | undefined; readonly seconds: number },
): Promise<ReadableStream<Uint8Array>> {
  if (world.sandbox.catchUpBudgetMs !== undefined)
    throw new Problem(
      'path-unknown',
      `live events need a sandbox on a laptop; send GET /control/worlds/${world.id}/events?after=ID&waitS=20 here`,
    )
  const current = await tellEvents(world)
  const from = after === undefined ? await findLastEvent(current) : checkAfter(after, 'Last-Event-ID')
  const lines = writeEvents(current, filter, from, seconds)
  return new ReadableStream({
    pull: async (controller) => {
      const { value, done } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void lines.return(undefined),
  })
}

async function* writeEvents(
  world: World,
  filter: EventFilter,
  from: string | undefined,
  seconds: number,
): AsyncGenerator<Uint8Array> {
  const { sandbox, id, record } = world
  const { wait = pause } = sandbox
  const encoder = new TextEncoder()
  const until = readSteadyTime(sandbox) + seconds * 1_000
  let [after, current, wake] = [from, world, () => {}]
  const end = followEvents(sandbox, id, () => wake())
  try {
    yield encoder.encode(': the events of this world\n\n')
    for (let waited = 0; ; ) {
      const woken = new Promise<undefined>((resolve) => {
        wake = () => resolve(undefined)
      })
      const { found, last, isMore } = await listEvents(current, { ...filter, after, most: pageSize })
      after = last
      for (const view of found.map(buildEventView))
        yield encoder.encode(`id: ${view.id}\ndata: ${JSON.stringify(view)}\n\n`)
      if (isMore) continue
      if (waited >= seconds || readSteadyTime(sandbox) >= until) return
      if (found.length === 0 && waited > 0 && waited % beat === 0) yield encoder.encode(':\n\n')
      const passed = await Promise.race([woken, wait(lookS * 1_000).then(() => lookS)])
      waited += passed ?? 0
      const now = await findWorld(sandbox, id)
      if (now?.record.controlDigest !== record.controlDigest) return
      current = await tellEvents(now)
    }
  } finally {
    end()
  }
}
