import { EventError, KeysUnavailableError } from './errors.ts'
import type { ReceivedRequest } from './received.ts'

/**
 * Which events were handled: an id is that of the event, with its kind. Implement it with the
 * database in which `handle` writes, and in the same transaction if you can.
 */
export type SeenEvents = {
  has(id: string): Promise<boolean> | boolean
  add(id: string): Promise<void> | void
}

/**
 * Creates a memory of the ids of events that were handled: the last `most` of this process.
 *
 * @example
 * ```ts
 * import { memorySeenEvents } from '@sandbank/sdk/events'
 *
 * const seen = memorySeenEvents()
 * await seen.add('evt_1')
 * console.log(await seen.has('evt_1'))
 * ```
 */
export function memorySeenEvents(most = 10_000): SeenEvents {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    add(id) {
      ids.add(id)
      // A set keeps its order, so the first one is the oldest.
      if (ids.size > most) ids.delete(ids.values().next().value as string)
    },
  }
}

/**
 * Creates a receiver of events: a request in, an answer out, for any framework. It calls `handle`
 * once for each event and kind, also if a bank sends it twice or at the same time. If `handle`
 * fails, the answer is 500 and the bank sends the event again. `observe` gets each failure.
 *
 * @example
 * ```ts
 * import { createEventReceiver, createWebhookVerifier } from '@sandbank/sdk/events'
 *
 * const verify = createWebhookVerifier({ secrets: 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
 * const receive = createEventReceiver(verify, ({ type, data }) => console.log(type, data))
 *
 * const forged = new Request('http://localhost:3000/webhooks', { method: 'POST', body: '{}' })
 * console.log((await receive(forged)).status)
 * ```
 */
export function createEventReceiver<Event extends { readonly id: string; readonly type?: string }>(
  verify: (request: ReceivedRequest) => Promise<Event>,
  handle: (event: Event) => Promise<void> | void,
  { seen = memorySeenEvents(), observe }: { seen?: SeenEvents; observe?: (error: unknown) => void } = {},
): (request: ReceivedRequest) => Promise<Response> {
  const running = new Map<string, Promise<void>>()

  const handleOnce = async (event: Event): Promise<void> => {
    // A kind that you do not know yet does not hide the event of that id.
    const id = event.type === undefined ? event.id : `${event.id} ${event.type}`
    const other = running.get(id)
    if (other) return other
    const run = (async () => {
      if (await seen.has(id)) return
      await handle(event)
      await seen.add(id)
    })().finally(() => running.delete(id))
    running.set(id, run)
    return run
  }

  return async (request) => {
    try {
      await handleOnce(await verify(request))
      return new Response(null, { status: 202 })
    } catch (error) {
      observe?.(error)
      if (error instanceof KeysUnavailableError) return new Response('try again later', { status: 503 })
      if (error instanceof EventError) return new Response(error.message, { status: 400 })
      return new Response('the event could not be handled', { status: 500 })
    }
  }
}
