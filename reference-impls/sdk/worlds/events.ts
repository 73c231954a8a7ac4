import type { components } from '#contract/control'
import type { CallOptions } from '../connection.ts'
import { createListing, type Listing } from '../listing.ts'
import { type WriteOptions, withKey } from '../payments/payments.ts'
import { type WorldContext, withQuery } from './context.ts'

type Schemas = components['schemas']

/** What happened in a world, as its API lists it. */
export type WorldEvent = Schemas['WorldEvent']
/** What a trigger did, and the events that followed. */
export type TriggeredEvent = Schemas['TriggeredEvent']

/** Which events to read. */
export type EventFilter = {
  readonly kind?: string
  readonly partner?: string
  readonly account?: string
  /** Only what happened after the event with this id. */
  readonly after?: string
}

type Page = { readonly events: readonly WorldEvent[]; readonly last?: string; readonly isMore: boolean }

/** The longest wait of one request for the next event. */
const waitSeconds = 20

/** Builds the methods for the events of a world. */
export function buildEvents({ call, url }: WorldContext) {
  const read = (query: EventFilter & { waitS?: number }, options?: CallOptions) =>
    call<Page>('GET', withQuery(`${url}/events`, query), undefined, options)
  async function* pages(filter: EventFilter, options?: CallOptions) {
    let { after } = filter
    for (let isMore = true; isMore; ) {
      const page: Page = await read({ ...filter, ...(after !== undefined && { after }) }, options)
      yield page
      after = page.last ?? after
      isMore = page.isMore
    }
  }
  return {
    /** Lists what has happened so far, oldest first. */
    list: (filter: EventFilter = {}): Listing<WorldEvent> =>
      createListing(async function* () {
        for await (const { events } of pages(filter)) yield events
      }),
    /**
     * Yields events as they happen, from now on or `after` an event, until the loop ends or the
     * signal aborts.
     *
     * @example
     * ```ts
     * async function printSettled(signal: AbortSignal) {
     *   for await (const event of world.events.follow({ kind: 'payment.settled', signal }))
     *     console.log(event.type, event.data)
     * }
     * ```
     */
    async *follow({ signal, ...filter }: EventFilter & CallOptions = {}): AsyncGenerator<WorldEvent, void> {
      let { after } = filter
      if (after === undefined) for await (const { last } of pages(filter, { signal })) after = last
      while (true) {
        const query = { ...filter, ...(after !== undefined && { after }), waitS: waitSeconds }
        const { events, last } = await read(query, { signal })
        yield* events
        after = last ?? after
      }
    },
    /** Makes something happen to an object now, by the rules of the bank. */
    trigger: (
      request: { readonly event: TriggeredEvent['event']; readonly object: string; readonly reason?: string },
      options?: WriteOptions,
    ) => call<TriggeredEvent>('POST', `${url}/events/trigger`, request, withKey(options)),
  }
}
