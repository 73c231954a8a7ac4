import * as z from 'zod'

/**
 * A private key in JWK form, and the certificate (DER, base64) that names its public half, as `x5c`
 * wants it.
 */
export const SigningKey = z.strictObject({
  kid: z.string(),
  alg: z.enum(['PS256', 'ES256']),
  /**
   * When it began to sign: ISO instant of real time. The newest of each algorithm signs, older ones
   * still verify.
   */
  from: z.iso.datetime(),
  jwk: z.looseObject({ kty: z.string() }),
  x5c: z.array(z.string()).min(1),
})
export type SigningKey = z.output<typeof SigningKey>

/** All that a world's authorization server keeps secret. Made when a world first needs it. */
export const KeyRing = z.strictObject({
  signing: z.array(SigningKey).min(2),
  /** Signs cookies, and makes subjects that no two partners can compare. */
  secret: z.string(),
  /** The directory's authority: its key, and its own certificate (DER, base64). */
  authority: z.strictObject({ kid: z.string(), jwk: z.looseObject({ kty: z.string() }), certificate: z.string() }),
})
export type KeyRing = z.output<typeof KeyRing>
