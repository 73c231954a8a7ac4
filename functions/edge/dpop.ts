import { hash } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, type JWTHeaderParameters, jwtVerify } from 'jose'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Problem } from '#bank/base/problem.ts'
import { proofAlgorithms } from './challenge.ts'

/** The header `DPoP`, and the request that it must be made for. `url` has no query. */
export type Proof = { readonly dpop: string | undefined; readonly method: string; readonly url: string }

/** The largest difference between a proof's `iat` and real time, in seconds. */
export const proofWindow = 60
const invalidProof = (why: string) => new Problem('proof-invalid', why, { path: 'header DPoP' })

/**
 * The proofs of this window and the one before, so that each is accepted once. Each process keeps
 * its own: other Lambdas do not know them (docs/decisions/0013).
 */
let [recent, earlier, since] = [new Set<string>(), new Set<string>(), 0]

type ProofKey = { readonly key: Awaited<ReturnType<typeof EmbeddedJWK>>; readonly thumbprint: string }

/**
 * Imported keys. A client sends its key with each proof, and an import costs as much as a
 * signature.
 */
const proofKeys = boundedCache<ProofKey>(1_000)

/** Imports the public key of a proof's header. jose rejects private keys. */
async function importProofKey(header: JWTHeaderParameters): Promise<ProofKey> {
  const text = `${header.alg} ${JSON.stringify(header.jwk)}`
  const known = proofKeys.get(text)
  if (known) return known
  const key = await EmbeddedJWK(header)
  const thumbprint = await calculateJwkThumbprint(header.jwk as Parameters<typeof calculateJwkThumbprint>[0])
  return proofKeys(text, () => ({ key, thumbprint }))
}

/**
 * Checks a DPoP proof (RFC 9449, section 4.3) against the request, the token and the token's key.
 */
export async function checkProof(
  { dpop, method, url }: Proof,
  { jkt, token, real }: { jkt: string; token: string; real: number },
): Promise<void> {
  if (!dpop) throw invalidProof('send a DPoP proof in the header DPoP')
  const { payload, protectedHeader } = await jwtVerify(dpop, async (header) => (await importProofKey(header)).key, {
    typ: 'dpop+jwt',
    algorithms: proofAlgorithms,
    currentDate: new Date(real),
    clockTolerance: proofWindow,
  }).catch((error: Error) => {
    throw invalidProof(`the DPoP proof is not valid: ${error.message}`)
  })
  const { iat, jti, htm, htu, ath } = payload
  const now = Math.floor(real / 1000)
  if (typeof jti !== 'string' || jti === '' || jti.length > 256)
    throw invalidProof('jti of the DPoP proof must have 1 to 256 characters')
  if (typeof iat !== 'number' || Math.abs(now - iat) > proofWindow)
    throw invalidProof(
      `iat of the DPoP proof must be within ${proofWindow} s of ${now} (got ${iat}); make a proof for each request`,
    )
  if (htm !== method) throw invalidProof(`htm of the DPoP proof must be ${method} (got ${htm})`)
  if (typeof htu !== 'string' || withoutQuery(htu) !== url)
    throw invalidProof(`htu of the DPoP proof must be ${url} (got ${htu})`)
  if (ath !== hash('sha256', token, 'base64url'))
    throw invalidProof('ath of the DPoP proof must be the hash of this access token')
  const { thumbprint } = await importProofKey(protectedHeader)
  if (thumbprint !== jkt)
    throw invalidProof('the token is bound to another key: sign the DPoP proof with the key of the token request')
  rejectReplay(`${thumbprint}/${jti}`, now)
}

function withoutQuery(text: string): string {
  const url = URL.parse(text)
  return url ? url.origin + url.pathname : text
}

/** Rejects a proof that was used before. */
function rejectReplay(name: string, now: number): void {
  if (Math.abs(now - since) > 2 * proofWindow) [earlier, recent, since] = [recent, new Set(), now]
  if (recent.has(name) || earlier.has(name))
    throw invalidProof('the DPoP proof was used before; make one for each request')
  recent.add(name)
}
