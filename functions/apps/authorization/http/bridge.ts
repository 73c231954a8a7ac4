import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import type { ProviderError } from '#apps/authorization/pages/trouble.ts'

/** One call of the provider: the path below the issuer, and what goes with it. */
type Call = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** The address that it came to, where that is not the issuer's. */
  readonly door?: string | undefined
}

/** The provider's answer, not yet sent to anybody. */
export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/**
 * What Node hands a request to, with the provider's own idea of its URL: each provider's is put
 * together once.
 */
type Entrance = (req: IncomingMessage & { originalUrl?: string }, res: ServerResponse, door?: string) => Promise<void>
const entrances = new WeakMap<Provider, Entrance>()

/** The way into a provider for Node's own requests. */
export function entranceOf(provider: Provider): Entrance {
  const known = entrances.get(provider)
  if (known) return known
  const { origin, pathname } = new URL(provider.issuer)
  const handle = provider.callback() as (req: IncomingMessage, res: ServerResponse) => Promise<void>
  // The provider takes its own URLs from the request; ours are configuration, so the request is
  // made to say the same.
  const made: Entrance = (req, res, door = origin) => {
    const [scheme, host] = door.split('://')
    req.originalUrl = pathname + req.url
    req.headers.host = host
    req.headers['x-forwarded-proto'] = scheme
    return handle(req, res)
  }
  entrances.set(provider, made)
  return made
}

/**
 * Takes a request through the provider without a socket, the same on a laptop, in a test and in a
 * Lambda. The provider speaks Node's own request and response, which a fetch-style host does not
 * have.
 */
export async function through(provider: Provider, { method, path, headers, body, door }: Call): Promise<Answer> {
  const enter: Entrance = (req, res) => entranceOf(provider)(req, res, door)
  const answer = await inject(enter as never, {
    method: method as 'GET',
    url: path,
    headers,
    ...(body && body.length > 0 && { payload: Buffer.from(body) }),
  })
  return { status: answer.statusCode, headers: answer.headers as Answer['headers'], body: answer.rawPayload }
}

/** The host says these itself. */
const dropped = /^(content-length|connection|keep-alive|transfer-encoding)$/

/**
 * The provider's one page of its own posts the code to the client by a script (`form_post`): framed
 * nowhere, loading nothing.
 */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** The answer as the host sends it. */
export function responseOf({ status, headers, body }: Answer): Response {
  const sent = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || dropped.test(name)) continue
    for (const one of Array.isArray(value) ? value : [value]) sent.append(name, String(one))
  }
  if (sent.get('content-type')?.includes('html'))
    for (const [name, value] of Object.entries(pageHeaders)) sent.set(name, value)
  const isEmpty = status === 204 || status === 304 || body.length === 0
  return new Response(isEmpty ? null : Buffer.from(body), { status, headers: sent })
}

/** What the provider says has gone wrong, where it says so in JSON. */
export function errorIn({ headers, body }: Answer): ProviderError | undefined {
  if (body.length === 0 || !String(headers['content-type'] ?? '').includes('json')) return undefined
  const said: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
  const { error, error_description, state } = said as Record<string, unknown>
  if (typeof error !== 'string') return undefined
  return {
    error,
    ...(typeof error_description === 'string' && { error_description }),
    ...(typeof state === 'string' && { state }),
  }
}
