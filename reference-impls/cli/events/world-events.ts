import type { WorldTarget } from '#cli/context.ts'
import { Failure } from '#cli/failure.ts'
import { formatInstant } from '#cli/output/format.ts'
import { ApiError } from '#cli/sdk.ts'
import { pause } from './pause.ts'

export type WorldEvent = {
  readonly id: string
  readonly type: string
  readonly timestamp: string
  readonly data: Readonly<Record<string, unknown>>
}

export type EventFilter = { readonly kind?: string; readonly partner?: string; readonly account?: string }

/** Milliseconds before a lost connection is opened again. */
const reconnectMs = 1_000

type Following = {
  readonly filter: EventFilter
  /** The last event that was handled; absent: from now on. */
  readonly after?: string | undefined
  readonly stopped: AbortSignal
  /** Says that the connection is open, that it was lost, or that it is back. */
  readonly onState: (state: 'lost' | 'open') => void
}

/**
 * Yields the events of a world as they happen: from the live stream of a local sandbox, and by long
 * poll where there is none. It goes on after the last event when the connection is lost.
 */
export async function* followEvents(world: WorldTarget, following: Following): AsyncGenerator<WorldEvent> {
  const { filter, stopped, onState } = following
  let after = following.after ?? (await findLast(world, filter))
  let [isLive, isOpen] = [true, false]
  let isLost = false
  while (!stopped.aborted) {
    try {
      // A stream without a last event begins now: what happened since would be missed.
      const source =
        isLive && after !== undefined
          ? readStream(world, filter, after, stopped)
          : readPage(world, filter, { after, stopped, waitS: isOpen ? 20 : 0 })
      for await (const event of source) {
        if (!isOpen) onState('open')
        isOpen = true
        isLost = false
        if (event === undefined) continue
        after = event.id
        yield event
      }
    } catch (error) {
      if (stopped.aborted) return
      if (error instanceof NoStream) isLive = false
      else if (isPermanent(error)) throw error
      else {
        if (!isLost) onState('lost')
        isLost = true
        isOpen = false
        await pause(reconnectMs, stopped)
      }
    }
  }
}

/** Whether a repeated request would be rejected again. */
const isPermanent = (error: unknown): boolean =>
  error instanceof ApiError && error.failure === 'rejected' && (error.status ?? 500) < 500 && error.status !== 429

/** The sandbox has no live stream, as in the cloud. */
class NoStream extends Error {}

type Page = { readonly events: readonly WorldEvent[]; readonly last?: string }

const queryOf = (filter: EventFilter, more: Readonly<Record<string, string>>) =>
  new URLSearchParams({ ...filter, ...more }).toString()

/** Returns the id of the last event of a world: a listener starts behind it. */
async function findLast(world: WorldTarget, filter: EventFilter): Promise<string | undefined> {
  let last: string | undefined
  for (;;) {
    const page: Page & { isMore: boolean } = await world.call(
      'GET',
      `/events?${queryOf(filter, last ? { after: last } : {})}`,
    )
    last = page.last ?? last
    if (!page.isMore) return last
  }
}

type Poll = { readonly after: string | undefined; readonly stopped: AbortSignal; readonly waitS: number }

/** Waits for the next events by one long poll. */
async function* readPage(world: WorldTarget, filter: EventFilter, { after, stopped, waitS }: Poll) {
  const query = queryOf(filter, { waitS: `${waitS}`, ...(after && { after }) })
  const wait = world.call<Page>('GET', `/events?${query}`)
  const ended = new Promise<undefined>((resolve) =>
    stopped.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const page = await Promise.race([wait, ended])
  yield undefined
  yield* page?.events ?? []
}

/** Reads server-sent events. Yields undefined when the stream is open. */
async function* readStream(world: WorldTarget, filter: EventFilter, after: string | undefined, stopped: AbortSignal) {
  const path = `/events/live?${queryOf(filter, {})}`
  const response = await openStream(world, path, stopped, after)
  if (response.status === 404) throw new NoStream()
  // The list has the same rules: it throws the error of a request that is rejected.
  if (!response.ok) await world.call('GET', `/events?${queryOf(filter, {})}`)
  if (!response.ok || !response.body) throw new Error(`the stream of events answered ${response.status}`)
  yield undefined
  for await (const message of readMessages(response.body)) yield JSON.parse(message) as WorldEvent
}

/** Opens a stream of server-sent events of a world. */
export function openStream(world: WorldTarget, path: string, signal: AbortSignal, lastId?: string): Promise<Response> {
  return fetch(`${world.url}/control/worlds/${encodeURIComponent(world.id)}${path}`, {
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${world.controlKey}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    },
    signal,
  })
}

/** Yields the data of each server-sent event of a stream. */
export async function* readMessages(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let buffered = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    buffered += chunk
    const messages = buffered.split('\n\n')
    buffered = messages.pop() as string
    for (const message of messages) {
      const data = message.split('\n').flatMap((line) => (line.startsWith('data: ') ? line.slice(6) : []))
      if (data.length > 0) yield data.join('\n')
    }
  }
}

/** Finds one event of a world by its id. */
export async function findEvent(world: WorldTarget, id: string): Promise<WorldEvent> {
  let after: string | undefined
  for (;;) {
    const page: Page & { isMore: boolean } = await world.call('GET', `/events?${queryOf({}, after ? { after } : {})}`)
    const found = page.events.find((event) => event.id === id)
    if (found !== undefined) return found
    if (!page.isMore) throw new Failure('not-found', `${world.id} has no event ${id}`, 'sandbank events listen')
    after = page.last
  }
}

/** Describes an event on one line. */
export function describeEvent({ id, type, timestamp, data }: WorldEvent): string {
  const { Status, ...rest } = data
  const ids = Object.entries(rest).flatMap(([name, value]) => (name.endsWith('Id') ? String(value) : []))
  return [formatInstant(timestamp), type, ...ids.slice(0, 1), Status, id]
    .filter((part) => part !== undefined)
    .join('  ')
}
