import { setTimeout as pause } from 'node:timers/promises'
import type { Grant } from '#bank/consents/grant.ts'
import { matchesFilter, type RequestFilter } from '#bank/requests/filter.ts'
import { buildRequestLine, type RequestLine } from '#bank/requests/views.ts'
import type { NumberedRequest } from '#store/requests/request-log.ts'
import { loadWorldAsStored, type World } from '#store/world.ts'
import { requestIdOf, requireLog } from './requests.ts'

/** How often an idle stream sends a comment, so that proxies keep it, in seconds. */
const beat = 15
/** How many bytes a reader may be behind before its stream ends. */
const mostBehind = 1024 * 1024

/**
 * Streams the requests of a world as they end, as server-sent events with the lines of the log. It
 * ends after some seconds of real time, when the reader leaves or is too slow, and with the world.
 * `write` makes the data of an event, which is one line; JSON of the line if absent.
 */
export function followRequests(
  world: World,
  _grant: Grant<'world'>,
  filter: RequestFilter,
  seconds: number,
  write: (line: RequestLine) => string = JSON.stringify,
): ReadableStream<Uint8Array> {
  const log = requireLog(world)
  const { sandbox, id, record } = world
  const { wait = pause } = sandbox
  const encoder = new TextEncoder()
  let leave = () => {}
  const start = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    let isOpen = true
    const end = () => {
      if (!isOpen) return
      isOpen = false
      leave()
      controller.close()
    }
    const send = (text: string) => {
      if (!isOpen) return
      controller.enqueue(encoder.encode(text))
      if ((controller.desiredSize ?? 0) < -mostBehind) end()
    }
    const stop = log.follow((one: NumberedRequest) => {
      if (one.record.worldId !== id || !matchesFilter(one.record, filter)) return
      const name = requestIdOf(log, one.number)
      send(`id: ${name}\nevent: request\ndata: ${write(buildRequestLine(name, one.record))}\n\n`)
    })
    leave = () => {
      isOpen = false
      stop()
    }
    send(': the requests of this world\n\n')
    for (let left = seconds; left > 0 && isOpen; left -= beat) {
      await wait(Math.min(left, beat) * 1000)
      const now = await loadWorldAsStored(sandbox, id)
      if (now?.record.controlDigest !== record.controlDigest) break
      send(':\n\n')
    }
    end()
  }
  return new ReadableStream({
    start: (controller) => {
      // The stream is open at once: its start must not wait for its end.
      void start(controller).catch((error: unknown) => controller.error(error))
    },
    cancel: () => leave(),
  })
}
