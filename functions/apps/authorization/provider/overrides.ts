import { hash } from 'node:crypto'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { OidcItems } from '#actions/authorization/oidc-items.ts'
import type { Sandbox } from '#store/world.ts'

/**
 * What is otherwise here than the provider's settings offer. It rests on the provider's own parts,
 * so look here first when its version is raised.
 */
export function overrideProvider(provider: Provider, items: OidcItems, sandbox: Sandbox): void {
  // The provider would look first and write then: two at once would both be the first. And it would
  // forget a proof of a clock that is ahead while that is still fresh.
  const unique = (iss: string, jti: string, exp: number) =>
    items.useOnce('ReplayDetection', hash('sha256', `${iss} ${jti}`), exp + maxProofAhead - sandbox.real() / 1000)
  Object.assign(provider.ReplayDetection, { unique })
  // Hosts and protocols come from configuration, never from who asks.
  provider.proxy = true
  const failed = (error: unknown) => sandbox.log({ level: 'error', message: 'the authorization server failed', error })
  provider.on('server_error', (_ctx, error) => failed(error))
  // What befalls the connection alone comes here. Whoever breaks off its request is no mistake of
  // ours.
  const onerror = (error: unknown, ctx?: KoaContextWithOIDC) => {
    if (!ctx?.req.socket.destroyed) failed(error)
  }
  Object.assign(provider, { onerror })
  const { Client } = provider as unknown as { Client: { prototype: object; Schema: { prototype: object } } }
  Object.assign(Client.prototype, { redirectUriAllowed, responseModeAllowed })
  // Redirect URIs were held to the rules of their profile (bank/partners/profile-rules.ts). The
  // provider knows no http, and no 127.0.0.1, for a web client that takes an ID token from the
  // front.
  Object.assign(Client.Schema.prototype, { redirectUris() {} })
  // A request for the token endpoint is meant for it whichever door it came in by.
  const { clientJwtAuthExpectedAudience: own } = provider.OIDCContext.prototype
  const both = function (this: KoaContextWithOIDC['oidc']) {
    return own.call(this).add(`${provider.issuer}/token`)
  }
  Object.assign(provider.OIDCContext.prototype, { clientJwtAuthExpectedAudience: both })
  framed(provider)
}

/**
 * How far ahead of ours the clock of a DPoP proof may be, in seconds: what the provider takes
 * without a nonce.
 */
const maxProofAhead = 300

type Client = { redirectUris?: string[]; responseModes?: string[] }

/**
 * Exactly what was registered. The provider would let a native client come back to any port of its
 * loopback address.
 */
function redirectUriAllowed(this: Client, uri: string): boolean {
  return this.redirectUris?.includes(uri) ?? false
}

/**
 * UK banks answer plain `code` in the query; FAPI 1.0 Advanced alone would ask for a signed
 * response (`jwt`) there.
 */
function responseModeAllowed(this: Client, mode: string): boolean {
  return this.responseModes?.includes(mode) ?? true
}

/**
 * What stands around every answer. None of ours carries CORS headers (docs/decisions/0007), which
 * the provider gives to everybody; it leaves out `Pragma`, which RFC 6749 (section 5.1) still asks
 * for, and says nothing of the keeping of what is revoked.
 */
function framed(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next()
    for (const name of Object.keys(ctx.response.headers)) if (name.startsWith('access-control-')) ctx.remove(name)
    ctx.set('x-content-type-options', 'nosniff')
    if (ctx.method === 'POST') ctx.set({ 'cache-control': 'no-store', pragma: 'no-cache' })
  })
}
