import { hash } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { audienceOf, issuerBaseOf } from '#bank/partners/issuer.ts'
import { worldIdShape } from '#bank/worlds/world.ts'
import { keyRings } from '#store/records.ts'
import type { Sandbox } from '#store/world.ts'
import { invalidToken, type SentToken, wrongScheme } from './authorization-header.ts'
import type { Credentials } from './credentials.ts'
import { checkProof } from './dpop.ts'

/**
 * What an access token says, once its signature holds. Times are epoch seconds: `exp` of real time,
 * `worldExp` of the world's.
 */
export type AccessToken = {
  readonly worldId: string
  readonly epoch: number
  readonly partnerId: string
  /** How many partners of its world had been taken away when it was issued. */
  readonly partnersGone: number | undefined
  readonly scopes: ReadonlySet<string>
  /** The consent, and which of its authorisations; absent for client credentials. */
  readonly consent: { readonly id: string; readonly authorisation: number } | undefined
  readonly exp: number
  readonly worldExp: number
  /** The key that it is bound to (RFC 9449, RFC 8705). */
  readonly jkt: string | undefined
  readonly x5t: string | undefined
}

const expired = () => invalidToken('the token has expired; refresh it')

/** Tokens whose signature was found to hold. */
const remembered = boundedCache<AccessToken>(2_000)
/** Public keys by their id, which no two worlds share. */
const publicKeys = boundedCache<Awaited<ReturnType<typeof importJWK>>>(500)

/**
 * Reads an access token without asking the authorization server: its signature by the world's key,
 * its audience, its time, and that the caller holds the key it is bound to.
 */
export async function readAccessToken(sandbox: Sandbox, sent: SentToken, caller: Credentials): Promise<AccessToken> {
  const token = await verifyToken(sandbox, sent.text)
  const { jkt, x5t } = token
  if (jkt !== undefined) {
    if (sent.scheme !== 'DPoP')
      throw wrongScheme('the token is bound to a key: send Authorization: DPoP <token> with a DPoP proof', 'DPoP')
    await checkProof(caller.proof(), { jkt, token: sent.text, real: sandbox.real() })
  } else if (sent.scheme === 'DPoP')
    throw wrongScheme('the token is not bound to a DPoP key: send it as Bearer', 'Bearer')
  if (x5t !== undefined) {
    const { certificate } = caller.proof()
    const is = certificate === undefined ? undefined : hash('sha256', Buffer.from(certificate, 'base64'), 'base64url')
    if (is !== x5t)
      throw invalidToken('the token is bound to a client certificate, and this connection has another one or none')
  }
  return token
}

/**
 * What a token says, if it is one of this sandbox and has not expired. Whose it is remains to be
 * proved.
 */
export async function verifyToken(sandbox: Sandbox, text: string): Promise<AccessToken> {
  const token = remembered.get(text) ?? (await verify(sandbox, text))
  if (token.exp <= sandbox.real() / 1000) throw expired()
  return token
}

async function verify(sandbox: Sandbox, text: string): Promise<AccessToken> {
  const { baseUrl } = sandbox
  const { kid, alg, iss = '' } = peek(text)
  const issuers = issuerBaseOf(baseUrl)
  const worldId = iss.startsWith(issuers) ? iss.slice(issuers.length) : ''
  if (!worldIdShape.test(worldId) || !kid || alg !== 'ES256') throw invalidToken('this is no token of this sandbox')
  const name = `${worldId}/${kid}`
  const known = publicKeys.get(name)
  const key = known ?? (await publicKey(sandbox, worldId, kid))
  if (!known) publicKeys(name, () => key)
  const { payload } = await jwtVerify(text, key, {
    issuer: iss,
    audience: audienceOf(baseUrl),
    algorithms: ['ES256'],
    typ: 'at+jwt',
    currentDate: new Date(sandbox.real()),
    requiredClaims: ['exp', 'client_id', 'epoch', 'world_exp'],
  }).catch((error: unknown) => {
    throw error instanceof errors.JWTExpired
      ? expired()
      : invalidToken('the signature or the claims of this token do not hold')
  })
  const {
    client_id,
    scope = '',
    exp,
    consent,
    authorisation,
    epoch,
    partners_gone,
    world_exp,
    cnf = {},
  } = payload as Claims
  return remembered(text, () => ({
    worldId,
    epoch,
    partnerId: client_id,
    partnersGone: partners_gone,
    scopes: new Set(scope.split(' ')),
    consent: consent === undefined ? undefined : { id: consent, authorisation: authorisation as number },
    exp,
    worldExp: world_exp,
    jkt: cnf.jkt,
    x5t: cnf['x5t#S256'],
  }))
}

/** What a token says of itself before anything was checked. */
function peek(text: string) {
  try {
    return { ...decodeProtectedHeader(text), iss: decodeJwt(text).iss }
  } catch {
    throw invalidToken(
      'this is no token of a sandbox: those begin with dev_, a control key with ctl_, and an access token is a JWT',
    )
  }
}

type Claims = {
  client_id: string
  scope?: string
  exp: number
  consent?: string
  authorisation?: number
  epoch: number
  partners_gone?: number
  world_exp: number
  cnf?: { jkt?: string; 'x5t#S256'?: string }
}

async function publicKey({ store }: Sandbox, worldId: string, kid: string) {
  const [item] = await store.get([keyRings.key(worldId)])
  const found = item && keyRings.read(item).signing.find((one) => one.kid === kid)
  if (!found) throw invalidToken('the key of this token is not known here')
  const { d: _, ...jwk } = found.jwk as Record<string, unknown>
  return importJWK(jwk, found.alg)
}
