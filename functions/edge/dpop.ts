import { hash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWTHeaderParameters, jwtVerify } from 'jose'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Problem } from '#bank/base/problem.ts'
import { proofAlgorithms } from './challenge.ts'

/**
 * What a caller sends to prove that it holds the key of its token. `url` is the request's, without
 * query.
 */
export type Proof = { readonly dpop: string | undefined; readonly method: string; readonly url: string }

/** How old or how far ahead a proof may be, in seconds of real time. */
const window = 60
const refused = (why: string) => new Problem('proof-invalid', why, { path: 'header DPoP' })

/**
 * Proofs that were seen in this window and the one before, so that none is taken twice. One process
 * remembers its own: a Lambda that runs beside it does not (docs/decisions/0013).
 */
let [recent, earlier, since] = [new Set<string>(), new Set<string>(), 0]

type HeldKey = { readonly key: Awaited<ReturnType<typeof EmbeddedJWK>>; readonly thumbprint: string }

/**
 * Keys that came with proofs. A client sends its key with each one, and importing it costs as much
 * as the signature.
 */
const held = boundedCache<HeldKey>(1_000)

/** The public key in a proof's own header. Refuses private ones, as jose does. */
async function heldKey(header: JWTHeaderParameters): Promise<HeldKey> {
  const text = `${header.alg} ${JSON.stringify(header.jwk)}`
  const known = held.get(text)
  if (known) return known
  const key = await EmbeddedJWK(header)
  const thumbprint = await calculateJwkThumbprint(header.jwk as Parameters<typeof calculateJwkThumbprint>[0])
  return held(text, () => ({ key, thumbprint }))
}

/**
 * Holds a DPoP proof (RFC 9449, section 4.3) against the request, the token and the key that the
 * token is bound to.
 */
export async function checkProof(
  { dpop, method, url }: Proof,
  { jkt, token, real }: { jkt: string; token: string; real: number },
): Promise<void> {
  if (!dpop) throw refused('send a DPoP proof in the header DPoP')
  const { payload, protectedHeader } = await jwtVerify(dpop, async (header) => (await heldKey(header)).key, {
    typ: 'dpop+jwt',
    algorithms: proofAlgorithms,
    currentDate: new Date(real),
    clockTolerance: window,
  }).catch((error: Error) => {
    throw refused(`the DPoP proof does not hold: ${error.message}`)
  })
  const { iat, jti, htm, htu, ath } = payload
  const now = Math.floor(real / 1000)
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) throw refused('the DPoP proof has no jti')
  if (typeof iat !== 'number' || Math.abs(now - iat) > window)
    throw refused(`the DPoP proof must be made now: its iat is ${iat}, and here it is ${now}`)
  if (htm !== method) throw refused(`the DPoP proof is for ${htm}, and this is ${method}`)
  if (typeof htu !== 'string' || withoutQuery(htu) !== url)
    throw refused(`the DPoP proof is for ${htu}, and this is ${url}`)
  if (ath !== hash('sha256', token, 'base64url')) throw refused('the DPoP proof is for another access token (ath)')
  const { thumbprint } = await heldKey(protectedHeader)
  if (thumbprint !== jkt) throw refused('the token is bound to another key than the DPoP proof was made with')
  remember(`${thumbprint}/${jti}`, now)
}

function withoutQuery(text: string): string {
  const url = URL.parse(text)
  return url ? url.origin + url.pathname : text
}

function remember(name: string, now: number): void {
  if (Math.abs(now - since) > 2 * window) [earlier, recent, since] = [recent, new Set(), now]
  if (recent.has(name) || earlier.has(name)) throw refused('the DPoP proof was used before; make one for each request')
  recent.add(name)
}
