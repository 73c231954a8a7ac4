import type { IncomingMessage, ServerResponse } from 'node:http'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { applyScenario, checkSandbankHeaders } from '#bank/worlds/scenario.ts'
import { interactionIdFor, refuse } from '#edge/error-response.ts'
import type { Host, NodeFastPath } from '#edge/host.ts'
import { listenerOf } from './bridge.ts'
import { buildProviderHeaders, machineHeaders } from './forwarded-headers.ts'
import { runInWorld } from './request-context.ts'

/** Where machines alone come, and in numbers. */
export const machineEndpoints = ['/token', '/par', '/introspect', '/revoke'] as const
const ours = new RegExp(`^/authorization/(wld_[a-z0-9]+)(${machineEndpoints.join('|')})$`)

/** On a socket the headers also say where the body ends. */
const passed = [...machineHeaders, 'content-length', 'transfer-encoding']

/**
 * Hands a machine's request to the provider on the socket that it came by. The provider speaks
 * Node's own request and response; on the way through Hono and back a token would cost a sixth
 * more. The answers are the same.
 */
export function nodeFastPath(host: Host): NodeFastPath {
  return (incoming, outgoing) => {
    const [, worldId, path] = (incoming.method === 'POST' && ours.exec(incoming.url ?? '')) || []
    if (worldId === undefined || path === undefined) return false
    void hand(host, worldId, path, incoming, outgoing)
    return true
  }
}

async function hand(
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
    incoming.headers = buildProviderHeaders(header, passed, certificateOf?.({ req: { header } }))
    await runInWorld(world, () => listenerOf(provider)(incoming, outgoing))
    // What was refused half-way is read to its end, or the next request of its connection would
    // never be heard.
    incoming.resume()
  } catch (error) {
    const interactionId = interactionIdFor(sandbox, header('x-fapi-interaction-id'))
    const refusal = refuse(sandbox, error, interactionId, 'details')
    outgoing.writeHead(refusal.status, Object.fromEntries(refusal.headers)).end(await refusal.text())
  }
}
