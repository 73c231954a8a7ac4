import { hash } from 'node:crypto'
import { decodeJwt } from 'jose'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OidcItems } from '#actions/authorization/oidc-items.ts'
import { notePartner } from '#apps/authorization/http/request-context.ts'
import { proofWindow } from '#edge/dpop.ts'
import type { Sandbox } from '#store/world.ts'

/**
 * Overrides behaviour for which the provider has no setting. This depends on the provider's
 * internals, so check it first after an upgrade.
 */
export function overrideProvider(provider: Provider, items: OidcItems, sandbox: Sandbox): void {
  // The provider reads first and writes then, so two parallel uses would both pass. It would also
  // forget a proof from a clock that is ahead while the proof is still valid.
  const unique = (iss: string, jti: string, exp: number) =>
    items.useOnce('ReplayDetection', hash('sha256', `${iss} ${jti}`), exp + proofWindow - sandbox.real() / 1000)
  Object.assign(provider.ReplayDetection, { unique })
  // Host and protocol come from configuration, never from the caller.
  provider.proxy = true
  const failed = (error: unknown) => sandbox.log({ level: 'error', message: 'the authorization server failed', error })
  provider.on('server_error', (_ctx, error) => failed(error))
  // Errors of the connection arrive here. A caller that aborts its request is not our error.
  const onerror = (error: unknown, ctx?: KoaContextWithOIDC) => {
    if (!ctx?.req.socket.destroyed) failed(error)
  }
  Object.assign(provider, { onerror })
  const { Client } = provider as unknown as { Client: { prototype: object; Schema: { prototype: object } } }
  Object.assign(Client.prototype, { redirectUriAllowed, responseModeAllowed })
  // Registration has checked the redirect URIs (bank/partners/profile-rules.ts). The provider
  // rejects http and 127.0.0.1 for web clients with an ID token from the authorization endpoint.
  Object.assign(Client.Schema.prototype, { redirectUris() {} })
  // The token endpoint's URL is an accepted audience under both origins.
  const { clientJwtAuthExpectedAudience: own } = provider.OIDCContext.prototype
  const both = function (this: KoaContextWithOIDC['oidc']) {
    return own.call(this).add(`${provider.issuer}/token`)
  }
  Object.assign(provider.OIDCContext.prototype, { clientJwtAuthExpectedAudience: both })
  setHeaders(provider)
  rejectProofsAhead(provider, sandbox)
  noteClients(provider)
}

type Client = { redirectUris?: string[]; responseModes?: string[] }

/**
 * Allows exactly the registered redirect URIs. The provider would accept any port of a native
 * client's loopback address.
 */
function redirectUriAllowed(this: Client, uri: string): boolean {
  return this.redirectUris?.includes(uri) ?? false
}

/**
 * UK banks return a plain `code` in the query, where FAPI 1.0 Advanced requires a signed response
 * (`jwt`).
 */
function responseModeAllowed(this: Client, mode: string): boolean {
  return this.responseModes?.includes(mode) ?? true
}

/**
 * Sets the headers of every response. Removes the provider's CORS headers (docs/decisions/0029).
 * Adds `Pragma`, which RFC 6749 (section 5.1) requires, and `Cache-Control` also for revocation.
 */
function setHeaders(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next()
    for (const name of Object.keys(ctx.response.headers)) if (name.startsWith('access-control-')) ctx.remove(name)
    ctx.set('x-content-type-options', 'nosniff')
    if (ctx.method === 'POST') ctx.set({ 'cache-control': 'no-store', pragma: 'no-cache' })
  })
}

/** The routes at which only an authenticated client gets further than `invalid_client`. */
const routesOfClients: readonly (string | undefined)[] = [
  ...['token', 'pushed_authorization_request', 'introspection', 'revocation'],
]

/**
 * Notes for the log which client called. The provider sets it before it has checked its
 * credentials, so a client that was rejected, or whose check failed, is not noted.
 */
function noteClients(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next()
    const { client, route } = ctx.oidc ?? {}
    const { error } = (ctx.body ?? {}) as { error?: string }
    if (client && routesOfClients.includes(route) && error !== 'invalid_client' && ctx.status < 500)
      notePartner(client.clientId)
  })
}

/**
 * Rejects a DPoP proof from a clock that is too far ahead, at every endpoint (FAPI 2.0 Security
 * Profile, section 5.3.2.1). The provider accepts five minutes, and any time together with a nonce.
 */
function rejectProofsAhead(provider: Provider, sandbox: Sandbox): void {
  provider.use(async (ctx, next) => {
    const issuedAt = readIssuedAt(ctx.get('dpop'))
    const now = Math.floor(sandbox.real() / 1000)
    if (issuedAt === undefined || issuedAt <= now + proofWindow) return next()
    ctx.status = 400
    ctx.body = {
      error: 'invalid_dpop_proof',
      error_description: `iat of the DPoP proof must be at most ${proofWindow} s ahead of ${now} (got ${issuedAt}); check your clock`,
    }
  })
}

/** Reads the `iat` of a proof without verifying it. The provider rejects a malformed proof. */
function readIssuedAt(proof: string): number | undefined {
  if (proof === '') return undefined
  try {
    return decodeJwt(proof).iat
  } catch {
    return undefined
  }
}
