import { createPublicKey } from 'node:crypto'
import * as z from 'zod'

/**
 * The signature algorithms of partners and of this bank: all that the FAPI profiles allow and UK
 * banks use.
 */
export const signatureAlgorithms = ['PS256', 'ES256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** The most keys of a partner. Each verification of a token reads them all. */
export const maxKeys = 5

const members = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const

/**
 * A public key as the partner sent it (RFC 7517): RSA of 2048 to 4096 bits, or on the curve P-256.
 * `use: tls` marks the key of a certificate.
 */
export const PublicJwk = z
  .looseObject({
    kty: z.enum(['RSA', 'EC']),
    kid: z.string().min(1).max(100).optional(),
    use: z.enum(['sig', 'tls']).optional(),
    alg: z.enum(signatureAlgorithms).optional(),
  })
  .check(({ value, issues }) => {
    const fault = findKeyFault(value)
    if (fault) issues.push({ code: 'custom', message: fault, input: value.kty })
  })
  // Other members of a key, such as a certificate, are not used and not stored.
  .transform((jwk) => {
    const kept = members.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]]))
    return Object.fromEntries(kept) as PublicJwk
  })

export type PublicJwk = { kty: string; kid?: string; use?: string; alg?: string; [member: string]: unknown }

/** Public keys with distinct `kid`s, at least one of them for signatures. */
export const PublicJwks = z.strictObject({
  keys: z
    .array(PublicJwk)
    .min(1)
    .max(maxKeys)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
      error: 'must have a different kid in each key, or only one key',
    })
    .refine((keys) => keys.some(isSigning), { error: 'must have at least one key for signatures (use: sig)' }),
})
export type PublicJwks = { keys: PublicJwk[] }

/** Returns whether a key is for signatures. A key without `use` is. */
export const isSigning = ({ use }: { use?: string | undefined }): boolean => use !== 'tls'

/** Returns whether one of the keys can sign with an algorithm. */
export const canSign = ({ keys }: PublicJwks, alg: SignatureAlgorithm): boolean =>
  keys.some((jwk) => isSigning(jwk) && algorithmOf(jwk) === alg)

/** Returns the algorithm of a key, which its type decides. */
export const algorithmOf = ({ kty }: { kty: string }): SignatureAlgorithm => (kty === 'RSA' ? 'PS256' : 'ES256')

type Jwk = { readonly kty: string; readonly alg?: string | undefined; readonly [member: string]: unknown }

/** Members that only private and secret keys have. */
const secrets = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Returns why a key is rejected, or undefined. */
function findKeyFault(jwk: Jwk): string | undefined {
  const found = secrets.filter((name) => name in jwk)
  if (found.length > 0) return `must be a public key; it has the private members ${found.join(', ')}`
  if (jwk.alg !== undefined && jwk.alg !== algorithmOf(jwk))
    return `must have alg ${algorithmOf(jwk)} for kty ${jwk.kty} (got ${jwk.alg})`
  try {
    const { modulusLength = 0, namedCurve } = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails ?? {}
    if (jwk.kty === 'EC') return namedCurve === 'prime256v1' ? undefined : 'must be on the curve P-256'
    return modulusLength >= 2048 && modulusLength <= 4096 ? undefined : 'must have 2048 to 4096 bits for kty RSA'
  } catch {
    return 'must be a public key in JWK form (RFC 7517)'
  }
}
