import type { IncomingMessage, ServerResponse } from 'node:http'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { interactionIdFor, refuse } from '#edge/error-response.ts'
import type { Host, NodeFastPath } from '#edge/host.ts'
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
 * and response; through Hono and back a token would cost a sixth more. The responses are the same.
 */
export function nodeFastPath(host: Host): NodeFastPath {
  return (incoming, outgoing) => {
    const [, worldId, path] = (incoming.method === 'POST' && machinePath.exec(incoming.url ?? '')) || []
    if (worldId === undefined || path === undefined) return false
    void serveMachineRequest(host, worldId, path, incoming, outgoing)
    return true
  }
}

async function serveMachineRequest(
  { sandbox, certificateOf }: Host,
  worldId: string,
  path: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { headers } = incoming
  const header = (name: string) => headers[name] as string | undefined
  try {
    checkSandbankHeaders(Object.keys(headers))
    applyScenario(header('x-sandbank-scenario'))
    const { world, provider } = await openAuthorizationServer(sandbox, worldId)
    incoming.url = path
    incoming.headers = buildProviderHeaders(header, forwardedHeaders, certificateOf?.({ req: { header } }))
    await runInWorld(world, () => listenerOf(provider)(incoming, outgoing))
    // A body that was rejected half-way is read to its end. Otherwise the connection's next request
    // would never be read.
    incoming.resume()
  } catch (error) {
    const interactionId = interactionIdFor(sandbox, header('x-fapi-interaction-id'))
    const refusal = refuse(sandbox, error, interactionId, 'details')
    outgoing.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end(await refusal.text())
  }
}
