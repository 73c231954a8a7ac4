import { decodeJwt } from 'jose'
import { errors, type Provider } from 'oidc-provider'
import { withdrawAuthorisation } from '#actions/consents/consents.ts'
import { grantIdOf } from '#actions/partners/issuer.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import { Problem } from '#bank/base/problem.ts'
import { type AccessToken, verifyToken } from '#edge/access-token.ts'
import { admitToken } from '#edge/grant.ts'

/**
 * Adds introspection (RFC 7662) and revocation (RFC 7009) of JWT access tokens. The provider stores
 * no copy of them and rejects both, after it has authenticated the client. This replaces its
 * rejection by a response. A client can neither introspect nor revoke another client's tokens.
 */
export function supportJwtAccessTokens(provider: Provider): void {
  const unsupported = new WeakSet<object>()
  const note = (ctx: object, error: unknown) => {
    if (error instanceof errors.UnsupportedTokenType) unsupported.add(ctx)
  }
  provider.on('introspection.error', note)
  provider.on('revocation.error', note)

  provider.use(async (ctx, next) => {
    await next()
    if (!unsupported.has(ctx)) return
    const { client, params, route } = ctx.oidc
    const text = params?.token as string
    const token = await findOwnToken(text, client?.clientId)
    if (route === 'introspection') {
      ctx.status = 200
      ctx.body = token ? { active: true, ...claimsOf(text, token) } : { active: false }
      return
    }
    // A client-credentials token belongs to no authorisation that could be revoked. It expires in
    // ten minutes, and the provider's rejection stands.
    if (token && !token.consent) return
    if (token?.consent) {
      const { id, authorisation } = token.consent
      await withdrawAuthorisation(currentWorld(), id, authorisation)
      await provider.RefreshToken.revokeByGrantId(grantIdOf(id, authorisation))
    }
    ctx.status = 200
    ctx.body = ''
  })
}

/** Finds the token if it belongs to this client and world, and is valid now. */
async function findOwnToken(text: string, clientId: string | undefined): Promise<AccessToken | undefined> {
  const { id, sandbox } = currentWorld()
  try {
    const token = await verifyToken(sandbox, text)
    if (token.worldId !== id || token.partnerId !== clientId) return undefined
    await admitToken(sandbox, token)
    return token
  } catch (error) {
    // A temporary failure does not mean that the token is inactive.
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}

/** The introspection response: the token's claims and its type. */
function claimsOf(text: string, { jkt }: AccessToken) {
  const { iss, aud, sub, client_id, scope, iat, exp, jti, cnf, consent } = decodeJwt<{
    client_id: string
    scope?: string
    cnf?: object
    consent?: string
  }>(text)
  const type = jkt === undefined ? 'Bearer' : 'DPoP'
  return {
    iss,
    aud,
    sub,
    client_id,
    scope,
    iat,
    exp,
    jti,
    cnf,
    token_type: type,
    ...(consent !== undefined && { openbanking_intent_id: consent }),
  }
}
