import { once } from 'node:events'
import { Agent, type IncomingMessage, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { listen } from '#listen'
import type { Fetch, Surfaces } from '#surfaces'

/*
 * Tests call the surfaces in process, as a Lambda does. On a laptop a server stands between, whose
 * fast path serves machines without Hono. The same tests can therefore run over real sockets: the
 * important ones always (test/apps/authorization/sockets.test.ts), any other with
 * SANDBANK_SOCKETS=1.
 */
let isOn = process.env.SANDBANK_SOCKETS === '1'

/** Makes the sandboxes of this test file answer over sockets from now on. */
export function useSockets(on = true): void {
  isOn = on
}

/** The number of requests that the fast path served since the test file began. */
export let fastPathRequests = 0

/** Returns the `fetch` with which a test reaches the surfaces. */
export const chooseFetch = (surfaces: Surfaces): Fetch => (isOn ? fetchOverSocket(surfaces) : surfaces.fetch)

/**
 * Returns a `fetch` over a server that starts with the first request. Neither the server nor its
 * connections keep the process alive.
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
 * Sends exactly the given request. fetch would add headers; the connection sets only host and
 * length.
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
