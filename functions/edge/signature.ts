import { base64url, decodeProtectedHeader, flattenedVerify, importJWK } from 'jose'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { Problem } from '#bank/base/problem.ts'
import {
  critical,
  findSignatureFaults,
  isSigningRequired,
  type SignatureContext,
  signatureHeader,
  signingKeysOf,
} from '#bank/partners/signature.ts'

const where = { path: `header ${signatureHeader}` }

/** Rejects a signature of a request that must not be signed. */
export function checkUnsigned(sent: string | undefined): void {
  if (sent === undefined) return
  throw new Problem(
    'signature-unexpected',
    `header ${signatureHeader}: must be absent, because this operation takes no signature`,
    where,
  )
}

/**
 * Checks the signature of a request over the bytes of its body. Accepts a missing one where the
 * partner need not sign.
 */
export async function checkSignature(
  sent: string | undefined,
  body: Uint8Array,
  expected: SignatureContext,
): Promise<void> {
  const { partner } = expected
  if (sent === undefined) {
    if (!isSigningRequired(partner)) return
    throw new Problem(
      'signature-missing',
      `header ${signatureHeader}: is required; sign the body and send its detached JWS`,
      where,
    )
  }
  const { header, encoded, signature } = parseDetachedJws(sent)
  const [first, ...more] = findSignatureFaults(header, expected)
  if (first) throw new Problem(first.code, first.message, { path: first.path as string, more })
  const { n, e } = signingKeysOf(partner).find(({ kid }) => kid === header.kid) as RsaKey
  const payload = Buffer.from(body).toString('base64url')
  try {
    await flattenedVerify({ protected: encoded, payload, signature }, await importPublicKey(n, e), {
      algorithms: ['PS256'],
      crit,
    })
  } catch (error) {
    throw new Problem(
      'signature-invalid',
      `header ${signatureHeader}: does not verify over this body with the key ${header.kid}: sign the very bytes that you send (${(error as Error).message})`,
      where,
    )
  }
}

/**
 * The critical claims, which we check ourselves; jose checks that they are in the protected header.
 */
export const crit = Object.fromEntries(critical.map((name) => [name, true]))

/** Splits a detached JWS, whose payload part is empty. */
function parseDetachedJws(sent: string): { header: Record<string, unknown>; encoded: string; signature: string } {
  const [, encoded, signature] = /^([^.]+)\.\.([^.]+)$/.exec(sent) ?? []
  if (encoded === undefined || signature === undefined)
    throw malformed('must be <header>..<signature>, with nothing between the dots')
  try {
    base64url.decode(signature)
    return { header: { ...decodeProtectedHeader({ protected: encoded }) }, encoded, signature }
  } catch {
    throw malformed('must have a header that is a JSON object, and both parts in base64url')
  }
}

const malformed = (why: string) => new Problem('signature-malformed', `header ${signatureHeader}: ${why}`, where)

type RsaKey = { readonly kty: string; readonly n: string; readonly e: string }

const publicKeys = boundedCache<Awaited<ReturnType<typeof importJWK>>>(500)

async function importPublicKey(n: string, e: string) {
  const name = `${n}.${e}`
  const known = publicKeys.get(name)
  if (known) return known
  const key = await importJWK({ kty: 'RSA', n, e }, 'PS256')
  return publicKeys(name, () => key)
}
