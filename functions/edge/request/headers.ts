import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Context } from 'hono'
import type { KeptHeaders } from '#bank/requests/request-record.ts'

/** The headers of a request; names are in lower case. */
export type RequestHeaders = {
  get(name: string): string | undefined
  names(): Iterable<string>
  /** Returns all headers as they were sent, for the log. On Node that is no work. */
  kept(): KeptHeaders
}

/** Returns the headers of a request that came through Hono. */
export function requestHeadersOf(c: Context): RequestHeaders {
  return { get: (name) => c.req.header(name), names: () => headerNamesOf(c), kept: () => keptHeadersOf(c) }
}

/** The method of a request, and its path and query as they were sent. */
export type RequestLine = {
  readonly method: string
  readonly target: string
  /** The request itself, where it came through Hono. */
  readonly request?: Request
}

/** Returns the method and target of a request that came through Hono. */
export function requestLineOf({ req: { method, url, raw } }: Context): RequestLine {
  return { method, target: url.slice(url.indexOf('/', 'https://'.length)), request: raw }
}

/** Returns Node's own response to a request that came through Hono, on a host that has one. */
export const outgoingOf = (c: Context): ServerResponse | undefined =>
  (c.env as { outgoing?: ServerResponse } | undefined)?.outgoing

/** Returns the headers of a request that came on Node's own socket. */
export function nodeRequestHeadersOf({ headers, rawHeaders }: IncomingMessage): RequestHeaders {
  return {
    get: (name) => headers[name] as string | undefined,
    names: () => Object.keys(headers),
    kept: () => rawHeaders,
  }
}

/**
 * Returns the names of a request's headers. On Node they come from the message itself: its
 * fetch-style request would first copy every header.
 */
function headerNamesOf(c: Context): Iterable<string> {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  return incoming === undefined ? c.req.raw.headers.keys() : Object.keys(incoming.headers)
}

function keptHeadersOf(c: Context): KeptHeaders {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  return incoming?.rawHeaders ?? [...c.req.raw.headers].flat()
}
