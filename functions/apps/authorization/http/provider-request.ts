import type { Context } from 'hono'
import { providerErrorPage } from '#apps/authorization/pages/error.ts'
import type { AuthorizationServer } from '#apps/authorization/provider/authorization-server.ts'
import { removeSessionCookie, removeSessionCookies } from '#apps/authorization/provider/cookies.ts'
import { Problem } from '#bank/base/problem.ts'
import { interactionIdFor } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { readBodyBytes } from '#edge/input.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { buildResponse, callProvider, type ProviderResponse, readProviderError } from './bridge.ts'
import { browserHeaders, buildProviderHeaders } from './forwarded-headers.ts'
import { buildPageSettings, sendPage, wantsPage } from './page-response.ts'
import type { Handler } from './request-wrapper.ts'
import { pathUnknown } from './unknown-route.ts'

/** The two names of the metadata document (OpenID Connect Discovery and RFC 8414). */
export const metadataNames = ['openid-configuration', 'oauth-authorization-server']

/** Forwards a request to the provider and sends its response. */
export const forwardRequest: Handler = async (c, server, host) =>
  sendProviderResponse(c, server, await requestFromProvider(c, server, host))

/** Forwards a machine's request to the provider, under the origin that the machine used. */
export const forwardMachineRequest: Handler = async (c, server, host) => {
  const response = await requestFromProvider(c, server, host, {
    origin: new URL(originOf(host.sandbox, c.req.url)).origin,
  })
  // Hono decodes the path and the provider does not: it has nothing at `/%74oken`.
  return response.status === 404 ? sendProviderResponse(c, server, response) : buildResponse(response)
}

/** Sends the metadata document under the path of RFC 8414. */
export const sendMetadata: Handler = async (c, { provider }) => {
  const name = c.req.param('name') as string
  if (!metadataNames.includes(name)) throw new Problem('path-unknown', `there is nothing at ${c.req.path}`)
  return buildResponse(await callProvider(provider, { method: 'GET', path: `/.well-known/${name}`, headers: {} }))
}

/**
 * Passes a request to the provider and returns its response, both without the provider's session.
 */
export async function requestFromProvider(
  c: Context,
  { provider }: AuthorizationServer,
  host: Host,
  { withoutQuery = [], origin }: { withoutQuery?: readonly string[]; origin?: string } = {},
): Promise<ProviderResponse> {
  const url = new URL(c.req.url)
  for (const name of withoutQuery) url.searchParams.delete(name)
  const issuer = new URL(provider.issuer).pathname.slice(basePathOf(host.sandbox).length)
  // Hono also matches an encoded world id (`wld%5F...`). The provider has no such path.
  if (!url.pathname.startsWith(`${issuer}/`)) throw pathUnknown(c)
  const path = url.pathname.slice(issuer.length) + url.search
  const headers = buildProviderHeaders((name) => c.req.header(name), browserHeaders, host.certificateOf?.(c))
  const body = c.req.method === 'GET' ? undefined : await readBodyBytes(c.req.raw)
  if (headers.cookie !== undefined) headers.cookie = removeSessionCookie(headers.cookie, provider)
  const response = await callProvider(provider, { method: c.req.method, path, headers, body, origin })
  return removeSessionCookies(response, provider)
}

/** Sends the provider's response. In a browser, an error becomes a page. */
export function sendProviderResponse(
  c: Context,
  { world }: AuthorizationServer,
  response: ProviderResponse,
): Response | Promise<Response> {
  const error = response.status >= 400 ? readProviderError(response) : undefined
  // The provider answers an unknown path with two plain words.
  if (response.status === 404 && !error) throw pathUnknown(c)
  if (!error || !wantsPage(c)) return buildResponse(response)
  const interactionId = interactionIdFor(world.sandbox, c.req.header('x-fapi-interaction-id'))
  return sendPage(providerErrorPage(buildPageSettings(c, world.sandbox, world), error, interactionId), response.status)
}
