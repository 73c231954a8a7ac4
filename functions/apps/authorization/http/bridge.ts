import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import type { ProviderError } from '#apps/authorization/pages/error.ts'

/** One call of the provider: the path below the issuer, and what goes with it. */
type ProviderRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** The address that it came to, where that is not the issuer's. */
  readonly origin?: string | undefined
}

/** The provider's answer, not yet sent to anybody. */
export type ProviderResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/**
 * What Node hands a request to, with the provider's own idea of its URL: each provider's is put
 * together once.
 */
type ProviderListener = (
  req: IncomingMessage & { originalUrl?: string },
  res: ServerResponse,
  origin?: string,
) => Promise<void>
const listeners = new WeakMap<Provider, ProviderListener>()

/** The way into a provider for Node's own requests. */
export function listenerOf(provider: Provider): ProviderListener {
  const known = listeners.get(provider)
  if (known) return known
  const { origin: ownOrigin, pathname } = new URL(provider.issuer)
  const handle = provider.callback() as (req: IncomingMessage, res: ServerResponse) => Promise<void>
  // The provider takes its own URLs from the request; ours are configuration, so the request is
  // made to say the same.
  const listener: ProviderListener = (req, res, origin = ownOrigin) => {
    const [scheme, host] = origin.split('://')
    req.originalUrl = pathname + req.url
    req.headers.host = host
    req.headers['x-forwarded-proto'] = scheme
    return handle(req, res)
  }
  listeners.set(provider, listener)
  return listener
}

/**
 * Takes a request through the provider without a socket, the same on a laptop, in a test and in a
 * Lambda. The provider speaks Node's own request and response, which a fetch-style host does not
 * have.
 */
export async function callProvider(
  provider: Provider,
  { method, path, headers, body, origin }: ProviderRequest,
): Promise<ProviderResponse> {
  const listener: ProviderListener = (req, res) => listenerOf(provider)(req, res, origin)
  const response = await inject(listener as never, {
    method: method as 'GET',
    url: path,
    headers,
    ...(body && body.length > 0 && { payload: Buffer.from(body) }),
  })
  return {
    status: response.statusCode,
    headers: response.headers as ProviderResponse['headers'],
    body: response.rawPayload,
  }
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
export function buildResponse({ status, headers, body }: ProviderResponse): Response {
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
export function readProviderError({ headers, body }: ProviderResponse): ProviderError | undefined {
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
