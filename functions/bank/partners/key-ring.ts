import * as z from 'zod'

/** A private key in JWK form, and the certificate (DER, base64) of its public key, as in `x5c`. */
export const SigningKey = z.strictObject({
  kid: z.string(),
  alg: z.enum(['PS256', 'ES256']),
  /**
   * When it began to sign, in real time. The newest key of each algorithm signs; older ones still
   * verify.
   */
  from: z.iso.datetime(),
  jwk: z.looseObject({ kty: z.string() }),
  x5c: z.array(z.string()).min(1),
})
export type SigningKey = z.output<typeof SigningKey>

/** The secrets of a world's authorization server, created when the world first needs them. */
export const KeyRing = z.strictObject({
  signing: z.array(SigningKey).min(2),
  /** Signs cookies, and derives pairwise subjects that partners cannot correlate. */
  secret: z.string(),
  /** The directory's certificate authority: its key and its own certificate (DER, base64). */
  authority: z.strictObject({ kid: z.string(), jwk: z.looseObject({ kty: z.string() }), certificate: z.string() }),
})
export type KeyRing = z.output<typeof KeyRing>
