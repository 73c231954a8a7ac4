import type { IncomingMessage, ServerResponse } from 'node:http'
import inject from 'light-my-request'
import type { Provider } from 'oidc-provider'
import type { ProviderError } from '#apps/authorization/pages/error.ts'
import { perObject } from '#bank/base/per-object.ts'
import { keepAnswer } from '#edge/request/bodies.ts'

/** A request to the provider. `path` is below the issuer. */
type ProviderRequest = {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  /** The origin that the caller used, if it is not the issuer's. */
  readonly origin?: string | undefined
}

/** The provider's response, before it is sent. */
export type ProviderResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Uint8Array
}

/** A request listener for Node, which also sets the URL that the provider sees. */
type ProviderListener = (
  req: IncomingMessage & { originalUrl?: string },
  res: ServerResponse,
  origin?: string,
) => Promise<void>

/** Returns the request listener of a provider, created once. */
export const listenerOf = perObject((provider: Provider): ProviderListener => {
  const { origin: ownOrigin, pathname } = new URL(provider.issuer)
  const handle = provider.callback() as (req: IncomingMessage, res: ServerResponse) => Promise<void>
  // The provider derives its URLs from the request. Ours are configuration, so the request is
  // changed to match.
  return (req, res, origin = ownOrigin) => {
    const [scheme, host] = origin.split('://')
    req.originalUrl = pathname + req.url
    req.headers.host = host
    req.headers['x-forwarded-proto'] = scheme
    return handle(req, res)
  }
})

/**
 * Calls the provider without a socket, on a laptop, in a test and in a Lambda alike. The provider
 * takes Node's request and response, which a fetch-style host does not have.
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

/** The host sets these headers. */
const hopByHopHeaders = /^(content-length|connection|keep-alive|transfer-encoding)$/

/**
 * Headers of the provider's own page, which posts the code to the client by a script (`form_post`).
 */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

/** Builds the response that the host sends. */
export function buildResponse({ status, headers, body }: ProviderResponse): Response {
  const sent = new Headers()
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || hopByHopHeaders.test(name)) continue
    for (const one of Array.isArray(value) ? value : [value]) sent.append(name, String(one))
  }
  if (sent.get('content-type')?.includes('html'))
    for (const [name, value] of Object.entries(pageHeaders)) sent.set(name, value)
  const isEmpty = status === 204 || status === 304 || body.length === 0
  return keepAnswer(new Response(isEmpty ? null : Buffer.from(body), { status, headers: sent }), body)
}

/** Reads the provider's error from a JSON response. */
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
