import type { components } from '#contract/control'
import type { CallOptions } from '../connection.ts'
import type { Listing } from '../listing.ts'
import { listPages, type WorldContext, withQuery } from './context.ts'

/** One request of the log, without headers and bodies. */
export type LoggedRequestLine = components['schemas']['LoggedRequestLine']
/** One request of the log with its headers and bodies. Secrets are masked. */
export type LoggedRequest = components['schemas']['LoggedRequest']

/** Which requests to read. */
export type RequestFilter = {
  readonly operation?: string
  readonly partner?: string
  readonly status?: string
  readonly problem?: string
  readonly interactionId?: string
  readonly since?: string
}

const waitSeconds = 20

/** Builds the methods for the request log of a world. */
export function buildRequests({ call, send, url }: WorldContext) {
  const requestUrl = (requestId: string) => `${url}/requests/${encodeURIComponent(requestId)}`
  return {
    /** Lists the requests that the world received, newest first. */
    list: (filter: RequestFilter = {}): Listing<LoggedRequestLine> =>
      listPages(call, `${url}/requests`, filter, 'requests'),
    /** Reads one request with its headers and bodies. */
    find: (requestId: string, options?: CallOptions) =>
      call<LoggedRequest>('GET', requestUrl(requestId), undefined, options),
    /** Returns one request as text: a curl command, a HAR or a scenario to repeat it. */
    async show(requestId: string, as: 'curl' | 'har' | 'scenario', { signal }: CallOptions = {}): Promise<string> {
      const { bytes } = await send({ method: 'GET', url: withQuery(requestUrl(requestId), { as }), signal })
      return new TextDecoder().decode(bytes)
    },
    /** Yields requests as they come, from now on, until the loop ends or the signal aborts. */
    async *follow({ signal, ...filter }: RequestFilter & CallOptions = {}): AsyncGenerator<LoggedRequestLine, void> {
      type Page = { readonly requests: readonly LoggedRequestLine[]; readonly last: string }
      const read = (query: { after?: string; waitS?: number }) =>
        call<Page>('GET', withQuery(`${url}/requests`, { ...filter, ...query }), undefined, { signal })
      let after = (await read({})).last
      while (true) {
        const { requests, last } = await read({ after, waitS: waitSeconds })
        yield* requests
        after = last
      }
    },
  }
}
