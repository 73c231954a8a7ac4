import { once } from 'node:events'
import { Agent, type IncomingMessage, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from '#listen'
import type { Fetch, Surfaces } from '#surfaces'

/*
 * Tests speak to the surfaces in process, as a Lambda does. On a laptop there is a server between,
 * and machines go past Hono there; so the same tests also run over real sockets: the important ones
 * always (test/apps/authorization/sockets.test.ts), any other with SANDBANK_SOCKETS=1.
 */
let isOn = process.env.SANDBANK_SOCKETS === '1'

/** From here on the sandboxes of this test file answer over sockets. */
export function useSockets(): void {
  isOn = true
}

/** How many requests went past Hono since the test file began. */
export let fastPathRequests = 0

/** How a test reaches the surfaces. */
export const chooseFetch = (surfaces: Surfaces): Fetch => (isOn ? fetchOverSocket(surfaces) : surfaces.fetch)

/**
 * A server of the surfaces' own, opened with the first request. Neither it nor what is connected to
 * it keeps a process alive.
 */
export function fetchOverSocket(surfaces: Surfaces): Fetch {
  const { fetch, nodeFastPath } = surfaces
  const counted: typeof nodeFastPath = (incoming, outgoing) => {
    const isTaken = nodeFastPath(incoming, outgoing)
    if (isTaken) fastPathRequests++
    return isTaken
  }
  const agent = new Agent({ keepAlive: true })
  let listening: Promise<number> | undefined
  const open = async () => {
    const server = listen(() => ({ fetch, nodeFastPath: counted }), 0, '127.0.0.1').unref()
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  return async (request) => {
    listening ??= open()
    return sendOverSocket(request, await listening, agent)
  }
}

/**
 * Sends exactly what the request says, which fetch would add to; the host and the length are the
 * connection's to say.
 */
async function sendOverSocket(request: Request, port: number, agent: Agent): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const body = request.body === null ? undefined : Buffer.from(await request.arrayBuffer())
  const sent = send({
    ...{ agent, port, host: '127.0.0.1', method: request.method, path: pathname + search },
    headers: {
      ...Object.fromEntries(request.headers),
      ...(body && { 'content-length': body.byteLength }),
    },
  })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of answer) parts.push(part)
  const headers = new Headers()
  for (let at = 0; at < answer.rawHeaders.length; at += 2)
    headers.append(answer.rawHeaders[at] as string, answer.rawHeaders[at + 1] as string)
  const status = answer.statusCode as number
  const bytes = Buffer.concat(parts)
  return new Response([204, 304].includes(status) ? null : bytes, { status, headers })
}
