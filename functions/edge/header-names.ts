import type { IncomingMessage } from 'node:http'
import type { Context } from 'hono'

/**
 * Names of the headers of a request, in lower case. Node has them at hand; its fetch-style request
 * would copy every header to tell.
 */
export function headerNamesOf(c: Context): Iterable<string> {
  const { incoming } = (c.env ?? {}) as { incoming?: IncomingMessage }
  return incoming === undefined ? c.req.raw.headers.keys() : Object.keys(incoming.headers)
}
