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
 * The claims of a verified access token. Epoch seconds: `exp` real, `worldExp` of the world's
 * clock.
 */
export type AccessToken = {
  readonly worldId: string
  readonly epoch: number
  readonly partnerId: string
  /** How many partners of the world had been deleted when the token was issued. */
  readonly partnersGone: number | undefined
  readonly scopes: ReadonlySet<string>
  /** The consent and the number of its authorisation; absent for client credentials. */
  readonly consent: { readonly id: string; readonly authorisation: number } | undefined
  readonly exp: number
  readonly worldExp: number
  /** Thumbprints of the key (RFC 9449) or certificate (RFC 8705) that the token is bound to. */
  readonly jkt: string | undefined
  readonly x5t: string | undefined
}

const expired = () => invalidToken('the token has expired; refresh it')

/** Verified tokens, by their text. */
const verifiedTokens = boundedCache<AccessToken>(2_000)
/** Public keys by world and key id. */
const publicKeys = boundedCache<Awaited<ReturnType<typeof importJWK>>>(500)

/**
 * Verifies an access token without the authorization server. Checks the signature by the world's
 * key, the audience and the lifetime, and that the caller has the key to which the token is bound.
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
    const thumbprint =
      certificate === undefined ? undefined : hash('sha256', Buffer.from(certificate, 'base64'), 'base64url')
    if (thumbprint !== x5t)
      throw invalidToken(
        `the token is bound to a client certificate: connect with that certificate (got ${certificate === undefined ? 'none' : 'another one'})`,
      )
  }
  return token
}

/**
 * Returns the claims of a token of this sandbox that has not expired. Does not check that the
 * caller holds its key.
 */
export async function verifyToken(sandbox: Sandbox, text: string): Promise<AccessToken> {
  const token = verifiedTokens.get(text) ?? (await verify(sandbox, text))
  if (token.exp <= sandbox.real() / 1000) throw expired()
  return token
}

async function verify(sandbox: Sandbox, text: string): Promise<AccessToken> {
  const { baseUrl } = sandbox
  const { kid, alg, iss = '' } = decode(text)
  const issuers = issuerBaseOf(baseUrl)
  const worldId = iss.startsWith(issuers) ? iss.slice(issuers.length) : ''
  if (!worldIdShape.test(worldId) || !kid || alg !== 'ES256')
    throw invalidToken('another server issued this token; get one from this sandbox')
  const name = `${worldId}/${kid}`
  const known = publicKeys.get(name)
  const key = known ?? (await loadPublicKey(sandbox, worldId, kid))
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
      : invalidToken('the signature or a claim of this token is not valid')
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
  return verifiedTokens(text, () => ({
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

/** Reads the header and the issuer of a token, unverified. */
function decode(text: string) {
  try {
    return { ...decodeProtectedHeader(text), iss: decodeJwt(text).iss }
  } catch {
    throw invalidToken(
      'the token has an unknown form: a developer token begins with dev_, a control key with ctl_, and an access token is a JWT',
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

async function loadPublicKey({ store }: Sandbox, worldId: string, kid: string) {
  const [item] = await store.get([keyRings.key(worldId)])
  const found = item && keyRings.read(item).signing.find((one) => one.kid === kid)
  if (!found) throw invalidToken(`the key ${kid} that signed this token is not a key of ${worldId}`)
  const { d: _, ...jwk } = found.jwk as Record<string, unknown>
  return importJWK(jwk, found.alg)
}
