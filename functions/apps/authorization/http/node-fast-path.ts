import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { openAuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { buildErrorResponse } from '#edge/error-response.ts'
import type { Host, NodeFastPath } from '#edge/host.ts'
import { readBodyBytes } from '#edge/input.ts'
import { originOf } from '#edge/origin.ts'
import type { SocketTraffic } from '#edge/request/exchange.ts'
import { noteWorld } from '#edge/request/faults.ts'
import { handleRequest } from '#edge/request/handle.ts'
import { nodeRequestHeadersOf } from '#edge/request/headers.ts'
import { placeOfEndpoint } from '#edge/request/place.ts'
import { sunsetHeader, sunsetOf } from '#edge/request/world-checks.ts'
import { buildResponse, callProvider, listenerOf } from './bridge.ts'
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
  const target = incoming.url as string
  const answer = await handleRequest<Response | undefined>(sandbox, headers, {
    place: placeOfEndpoint(target, 'POST'),
    line: { method: 'POST', target },
    outgoing,
    run: async (exchange) => {
      const { world, provider } = await openAuthorizationServer(sandbox, worldId)
      await noteWorld(exchange, world)
      const sunset = sunsetOf(world)
      if (sunset !== undefined) outgoing.setHeader(sunsetHeader, sunset)
      incoming.url = path
      incoming.headers = buildProviderHeaders(
        headers.get,
        forwardedHeaders,
        certificateOf?.({ req: { header: headers.get } }),
      )
      const origin = originOf(sandbox, `http://${headers.get('host')}/`)
      const called = origin === sandbox.baseUrl ? undefined : origin
      if (exchange.uses.length > 0) {
        // Faults change the answer, so it must not go to the socket yet.
        const sent = incoming.headers as Record<string, string>
        const { request, body } = await readBody(incoming)
        exchange.request = request
        const forwarded = { method: 'POST', path, headers: sent, body, origin: called }
        return buildResponse(await runInWorld(world, () => callProvider(provider, forwarded), exchange))
      }
      const isLogged = sandbox.requestLog !== undefined || world.record.requestLog !== undefined
      const traffic = isLogged && watchSocket(incoming, outgoing)
      await runInWorld(world, () => listenerOf(provider)(incoming, outgoing, called), exchange)
      if (traffic) exchange.onSocket = traffic()
      // Reads the rest of a body that was rejected half-way. Otherwise the next request of its
      // connection would never be read.
      incoming.resume()
      return undefined
    },
    renderError: (error, interactionId) => buildErrorResponse(sandbox, error, interactionId, 'details'),
  })
  if (!answer || outgoing.destroyed) return
  outgoing.setHeaders(answer.headers).writeHead(answer.status)
  if (answer.body) for await (const part of answer.body) outgoing.write(part)
  outgoing.end()
}

/**
 * Keeps the bodies of a request and its answer on a socket, as they pass. Returns what has passed,
 * once the answer has been written.
 */
function watchSocket(incoming: IncomingMessage, outgoing: ServerResponse): () => SocketTraffic {
  const [sent, answered]: Buffer[][] = [[], []]
  // The reader may be an iterator or a listener: both make the request emit its data.
  const emit = incoming.emit.bind(incoming)
  incoming.emit = (name: string | symbol, ...rest: unknown[]) => {
    if (name === 'data') sent?.push(rest[0] as Buffer)
    return emit(name, ...rest)
  }
  const end = outgoing.end.bind(outgoing) as (...rest: unknown[]) => ServerResponse
  outgoing.end = (...rest: unknown[]) => {
    if (typeof rest[0] === 'string' || rest[0] instanceof Uint8Array) answered?.push(Buffer.from(rest[0]))
    return end(...rest)
  }
  const joined = (parts: Buffer[] | undefined) => (parts?.length ? Buffer.concat(parts) : undefined)
  return () => ({
    status: outgoing.writableEnded ? outgoing.statusCode : undefined,
    headers: Object.entries(outgoing.getHeaders()).flatMap(([name, value]) =>
      [value ?? []].flat().flatMap((one) => [name, String(one)]),
    ),
    body: joined(sent),
    answerBody: joined(answered),
  })
}

/** Reads the body of a request on a socket, within the limit of every body. */
async function readBody(incoming: IncomingMessage): Promise<{ request: Request; body: Uint8Array }> {
  const stream = Readable.toWeb(incoming) as unknown as ReadableStream
  const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit
  const request = new Request('http://localhost', init)
  return { request, body: await readBodyBytes(request) }
}
