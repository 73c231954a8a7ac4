import { FlattenedSign, importJWK } from 'jose'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import { Problem } from '#bank/base/problem.ts'
import { claims, critical, isSigningRequired, signatureHeader, trustAnchor } from '#bank/partners/signature.ts'
import { bankId } from '#bank/partners/software.ts'
import { keyRings } from '#store/records.ts'
import type { Sandbox } from '#store/world.ts'
import { crit } from './signature.ts'
import { findTokenOwner, type TokenOwner } from './token-owner.ts'

/** Makes the detached signature of an answer's body. */
type Signer = (body: string | Uint8Array, media: string) => Promise<string>

/**
 * Returns the signer of answers to a partner. Undefined where the partner need not sign and did
 * not: a signature costs more than the rest of a payment.
 */
export async function signerFor(
  sandbox: Sandbox,
  { partner, world }: TokenOwner,
  signature: string | undefined,
): Promise<Signer | undefined> {
  if (signature === undefined && !isSigningRequired(partner)) return undefined
  return loadSigner(sandbox, world.id)
}

/** Signs an error response: returns the header, or none where the partner is unknown. */
export async function signErrorResponse(
  sandbox: Sandbox,
  request: { readonly authorization: string | undefined; readonly signature: string | undefined },
  text: string,
): Promise<Record<string, string>> {
  try {
    const owner = await findTokenOwner(sandbox, request.authorization)
    const sign = owner && (await signerFor(sandbox, owner, request.signature))
    return sign ? { [signatureHeader]: await sign(text, 'application/json') } : {}
  } catch (error) {
    // The caller must see its own error, not the one of the signature.
    if (!(error instanceof Problem)) sandbox.log({ level: 'error', message: 'an error response was not signed', error })
    return {}
  }
}

/** How long a signer is cached, in milliseconds of real time. A rotated key verifies for days. */
const cachedForMs = 600_000

const signersOf = perObject((_: Sandbox) => boundedCache<Signer>(500))

/**
 * Loads the signer of a world's bank: the newest PS256 key that its authorization server publishes.
 */
async function loadSigner(sandbox: Sandbox, worldId: string): Promise<Signer | undefined> {
  const known = signersOf(sandbox)
  const name = `${worldId}/${Math.floor(sandbox.real() / cachedForMs)}`
  const before = known.get(name)
  if (before) return before
  const [item] = await sandbox.store.get([keyRings.key(worldId)])
  const newest = item && keyRings.read(item).signing.find(({ alg }) => alg === 'PS256')
  if (!newest) return undefined
  const key = await importJWK(newest.jwk, 'PS256')
  return known(name, () => async (body, media) => {
    const { protected: header, signature } = await new FlattenedSign(Buffer.from(body))
      .setProtectedHeader({
        alg: 'PS256',
        typ: 'JOSE',
        cty: media,
        kid: newest.kid,
        [claims.iat]: Math.floor(sandbox.real() / 1000),
        [claims.iss]: bankId,
        [claims.tan]: trustAnchor,
        crit: [...critical],
      })
      .sign(key, { crit })
    return `${header}..${signature}`
  })
}
