import { createPublicKey } from 'node:crypto'
import * as z from 'zod'

/**
 * What partners and this bank sign with: all that the FAPI profiles allow and that UK banks use.
 */
export const signatureAlgorithms = ['PS256', 'ES256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

/** How many keys a partner may have; each is read with every token that is verified. */
export const maxKeys = 5

const members = ['kty', 'kid', 'use', 'alg', 'n', 'e', 'crv', 'x', 'y'] as const

/**
 * A public key as it was given (RFC 7517): RSA of 2048 to 4096 bits, or on the curve P-256. `tls`
 * marks the key of a certificate.
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
  // What else a key may carry, such as a certificate of somebody's, is of no use here and is not
  // kept.
  .transform((jwk) => {
    const kept = members.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]]))
    return Object.fromEntries(kept) as PublicJwk
  })

export type PublicJwk = { kty: string; kid?: string; use?: string; alg?: string; [member: string]: unknown }

/** Public keys, none of which has the `kid` of another, and one of them at least to sign with. */
export const PublicJwks = z.strictObject({
  keys: z
    .array(PublicJwk)
    .min(1)
    .max(maxKeys)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
      error: 'each key must have a kid of its own, or there may be only one key',
    })
    .refine((keys) => keys.some(isSigning), { error: 'one key at least must be for signatures (use: sig)' }),
})
export type PublicJwks = { keys: PublicJwk[] }

/** Whether a key is for signatures: one that does not say what it is for, is. */
export const isSigning = ({ use }: { use?: string | undefined }): boolean => use !== 'tls'

/** Whether one of the keys can make such signatures. */
export const canSign = ({ keys }: PublicJwks, alg: SignatureAlgorithm): boolean =>
  keys.some((jwk) => isSigning(jwk) && algorithmOf(jwk) === alg)

/** What a key signs with: its kind decides. */
export const algorithmOf = ({ kty }: { kty: string }): SignatureAlgorithm => (kty === 'RSA' ? 'PS256' : 'ES256')

type Jwk = { readonly kty: string; readonly alg?: string | undefined; readonly [member: string]: unknown }

/** Members that only private and secret keys have. */
const secrets = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/** Why a key cannot be taken, or undefined. */
function findKeyFault(jwk: Jwk): string | undefined {
  const shown = secrets.filter((name) => name in jwk)
  if (shown.length > 0) return `the key shows its private part (${shown.join(', ')}); give public keys only`
  if (jwk.alg !== undefined && jwk.alg !== algorithmOf(jwk)) return `an ${jwk.kty} key does not sign with ${jwk.alg}`
  try {
    const { modulusLength = 0, namedCurve } = createPublicKey({ key: jwk, format: 'jwk' }).asymmetricKeyDetails ?? {}
    if (jwk.kty === 'EC') return namedCurve === 'prime256v1' ? undefined : 'the curve must be P-256'
    return modulusLength >= 2048 && modulusLength <= 4096 ? undefined : 'an RSA key must have 2048 to 4096 bits'
  } catch {
    return 'this is no public key in JWK form (RFC 7517)'
  }
}
