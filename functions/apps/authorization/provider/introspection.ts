import { decodeJwt } from 'jose'
import { errors, type Provider } from 'oidc-provider'
import { withdrawAuthorisation } from '#actions/consents/consents.ts'
import { grantIdOf } from '#actions/partners/issuer.ts'
import { currentWorld } from '#apps/authorization/http/request-context.ts'
import { Problem } from '#bank/base/problem.ts'
import { type AccessToken, verifyToken } from '#edge/access-token.ts'
import { admitToken } from '#edge/grant.ts'

/**
 * Introspection (RFC 7662) and revocation (RFC 7009) of our own access tokens, which are JWTs. The
 * provider keeps no copy of those and refuses to speak of them; by then it has authenticated the
 * client, and here its refusal becomes an answer. Of tokens that are not the client's own nothing
 * is told, and nothing is revoked.
 */
export function supportJwtAccessTokens(provider: Provider): void {
  const refused = new WeakSet<object>()
  const note = (ctx: object, error: unknown) => {
    if (error instanceof errors.UnsupportedTokenType) refused.add(ctx)
  }
  provider.on('introspection.error', note)
  provider.on('revocation.error', note)

  provider.use(async (ctx, next) => {
    await next()
    if (!refused.has(ctx)) return
    const { client, params, route } = ctx.oidc
    const text = params?.token as string
    const token = await ownToken(text, client?.clientId)
    if (route === 'introspection') {
      ctx.status = 200
      ctx.body = token ? { active: true, ...claimsOf(text, token) } : { active: false }
      return
    }
    // A token of client credentials hangs on nothing that could be taken back: it lives ten
    // minutes, and the refusal stands.
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

/** The token, if it is this client's own, of this world, and good for anything now. */
async function ownToken(text: string, clientId: string | undefined): Promise<AccessToken | undefined> {
  const { id, sandbox } = currentWorld()
  try {
    const token = await verifyToken(sandbox, text)
    if (token.worldId !== id || token.partnerId !== clientId) return undefined
    await admitToken(sandbox, token)
    return token
  } catch (error) {
    // A world that is not ready to say is no answer.
    if (error instanceof Problem && error.status < 500) return undefined
    throw error
  }
}

/** What the token says of itself, and of what kind it is. */
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
