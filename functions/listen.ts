import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { getRequestListener } from '@hono/node-server'
import type { Surfaces } from '#surfaces'

/**
 * Milliseconds until a connection is closed that sends no headers or no whole request. Node checks
 * at this interval, and its own limits are a minute and five.
 */
const timeouts = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000 }

/** How much of a body is read after the response, so that the connection can be used again. */
const rest = { bytes: 1024 * 1024, checks: 100, millisecondsPerCheck: 20 }

/**
 * Closes the connection of a request that was answered and does not end its body. Node discards the
 * rest of such a body without events, so the bytes of the connection are counted.
 */
function cutOffBody(incoming: IncomingMessage): void {
  const { socket } = incoming
  if (incoming.complete || socket.destroyed) return
  const start = socket.bytesRead
  let checks = 0
  const timer = setInterval(() => {
    if (!incoming.complete && !socket.destroyed) {
      if (socket.bytesRead - start <= rest.bytes && ++checks < rest.checks) return
      socket.destroy()
    }
    clearInterval(timer)
  }, rest.millisecondsPerCheck).unref()
}

/**
 * Serves surfaces on a port; 0 chooses a free one. `surfaces` is called for every request, because
 * they open after the server has started.
 */
export function listen(surfaces: () => Surfaces, port: number, hostname: string): Server {
  // Set here and not in package.json, where it would cost 30 ms at every start. Without it some
  // starts were slow; on 2026-11-30 none of 34 was: see docs/decisions/0026.
  setFlagsFromString('--no-allocation-site-pretenuring')
  const throughHono = getRequestListener((request, env) => surfaces().fetch(request, env), { hostname })
  const server = createServer(timeouts, (incoming, outgoing) => {
    outgoing.once('finish', () => cutOffBody(incoming))
    if (!surfaces().nodeFastPath(incoming, outgoing)) void throughHono(incoming, outgoing)
  })
  return server.listen(port, hostname)
}
