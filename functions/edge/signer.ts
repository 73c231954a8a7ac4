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

/** Makes the detached signature of an answer's body, which is of a media type. */
type Signer = (body: string | Uint8Array, media: string) => Promise<string>

/**
 * What signs the answers to a partner, if they are to be signed: to one whose requests must be
 * signed always, to any other where its request was. A signature costs more than all else that a
 * payment costs.
 */
export async function signerFor(
  sandbox: Sandbox,
  { partner, world }: TokenOwner,
  sent: string | undefined,
): Promise<Signer | undefined> {
  if (sent === undefined && !isSigningRequired(partner)) return undefined
  return signerOf(sandbox, world.id)
}

/** The signature of a refusal, as a header; none where nobody can tell whose request it was. */
export async function signErrorResponse(
  sandbox: Sandbox,
  request: { readonly authorization: string | undefined; readonly signature: string | undefined },
  text: string,
): Promise<Record<string, string>> {
  try {
    const sender = await findTokenOwner(sandbox, request.authorization)
    const sign = sender && (await signerFor(sandbox, sender, request.signature))
    return sign ? { [signatureHeader]: await sign(text, 'application/json') } : {}
  } catch (error) {
    // The refusal itself is more to the point than what is wrong with its signature.
    if (!(error instanceof Problem)) sandbox.log({ level: 'error', message: 'a refusal was not signed', error })
    return {}
  }
}

/**
 * For how long the key ring is not asked again, in milliseconds of real time. A key that was
 * rotated away verifies for days.
 */
const keptFor = 600_000

const signersOf = perObject((_: Sandbox) => boundedCache<Signer>(500))

/**
 * Signs as the bank of a world, with the newest key that its authorization server publishes for
 * PS256.
 */
async function signerOf(sandbox: Sandbox, worldId: string): Promise<Signer | undefined> {
  const known = signersOf(sandbox)
  const name = `${worldId}/${Math.floor(sandbox.real() / keptFor)}`
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
