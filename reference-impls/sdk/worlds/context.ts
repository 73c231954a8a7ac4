import type { Call, Send } from '../call.ts'
import { createListing, type Listing } from '../listing.ts'

/** Reaches one world of the control API with its key. */
export type WorldContext = {
  readonly call: Call
  readonly send: Send
  /** The URL of the world. */
  readonly url: string
}

/** Values of a query; absent ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** Appends a query to a URL. */
export function withQuery(url: string, query: Query): string {
  const present = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  return present.length > 0 ? `${url}?${new URLSearchParams(present)}` : url
}

/** Lists what a URL returns in pages that name the `next` one. `name` is the field of the items. */
export function listPages<T>(call: Call, url: string, query: Query, name: string): Listing<T> {
  return createListing<T>(async function* () {
    let page: string | undefined
    do {
      const answer = await call<Record<string, readonly T[]> & { next?: string }>(
        'GET',
        withQuery(url, { ...query, page }),
      )
      yield answer[name] ?? []
      page = answer.next
    } while (page !== undefined)
  })
}

/** Converts an instant to the text that the API takes. */
export const toText = (instant: Date | string): string =>
  typeof instant === 'string' ? instant : instant.toISOString()
