import type { IncomingMessage, ServerResponse } from 'node:http'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { buildErrorResponse } from '#edge/error-response.ts'
import { handleRequest } from '#edge/handle-request.ts'
import type { Host, NodeFastPath } from '#edge/host.ts'
import { originOf } from '#edge/origin.ts'
import { nodeRequestHeadersOf } from '#edge/request-headers.ts'
import { listenerOf } from './bridge.ts'
import { buildProviderHeaders, machineHeaders } from './forwarded-headers.ts'
import { runInWorld } from './request-context.ts'

/** The endpoints that only machines call, often. */
export const machineEndpoints = ['/token', '/par', '/introspect', '/revoke'] as const
const machinePath = new RegExp(`^/authorization/(wld_[a-z0-9]+)(${machineEndpoints.join('|')})$`)

/** On a socket the headers also delimit the body. */
const forwardedHeaders = [...machineHeaders, 'content-length', 'transfer-encoding']

/**
 * Passes a machine's request to the provider on its own socket. The provider takes Node's request
 * and response. Through Hono and back a token costs 1,115 us of CPU instead of 885, measured
 * 2026-11-30 (docs/decisions/0028). The responses are the same.
 */
export function nodeFastPath(host: Host): NodeFastPath {
  return (incoming, outgoing) => {
    const [, worldId, path] = (incoming.method === 'POST' && machinePath.exec(incoming.url ?? '')) || []
    if (worldId === undefined || path === undefined) return false
    void serveMachineRequest(host, worldId, path, incoming, outgoing)
    return true
  }
}

/** Runs the request in its world's provider, or answers the error on the socket. */
async function serveMachineRequest(
  { sandbox, certificateOf }: Host,
  worldId: string,
  path: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers = nodeRequestHeadersOf(incoming)
  await handleRequest<void>(sandbox, headers, {
    run: async () => {
      const { world, provider } = await openAuthorizationServer(sandbox, worldId)
      incoming.url = path
      incoming.headers = buildProviderHeaders(
        headers.get,
        forwardedHeaders,
        certificateOf?.({ req: { header: headers.get } }),
      )
      const origin = originOf(sandbox, `http://${headers.get('host')}/`)
      const called = origin === sandbox.baseUrl ? undefined : origin
      await runInWorld(world, () => listenerOf(provider)(incoming, outgoing, called))
      // Reads the rest of a body that was rejected half-way. Otherwise the next request of its
      // connection would never be read.
      incoming.resume()
    },
    renderError: async (error, interactionId) => {
      const response = buildErrorResponse(sandbox, error, interactionId, 'details')
      outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text())
    },
  })
}
