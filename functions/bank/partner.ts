import * as z from 'zod'

/**
 * How a partner and this bank secure their calls: `fapi2` is the FAPI 2.0 Security Profile, `obuk-fapi1-advanced` what UK banks
 * run today. Chosen for each partner.
 */
export const profiles = ['fapi2', 'obuk-fapi1-advanced'] as const
export type Profile = (typeof profiles)[number]

/** Scopes that a partner may have: the roles of the Read/Write API. */
export const partnerScopes = ['accounts', 'payments', 'fundsconfirmations'] as const

/** A public key in JWK form (RFC 7517). Members differ by the kind of key. */
const Jwk = z.looseObject({
  kty: z.string(),
  kid: z.string().optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
})

/** What is kept of a partner (TPP). Its private keys are its own: only what proves them is here. */
export const PartnerRecord = z.strictObject({
  /** `client_id` in OAuth's words. */
  id: z.string(),
  name: z.string(),
  profile: z.enum(profiles),
  redirectUris: z.array(z.string()).min(1),
  scopes: z.array(z.enum(partnerScopes)).min(1),
  jwks: z.strictObject({ keys: z.array(Jwk).min(1) }),
  /** How it proves who it is at the token endpoint. */
  authentication: z.enum(['private_key_jwt', 'tls_client_auth']),
  /** What its access tokens are bound to. None only for the UK profile, and only on a loopback host. */
  binding: z.enum(['dpop', 'mtls', 'none']),
  /** Subject of its client certificate (RFC 4514), for tls_client_auth. */
  certificateSubject: z.string().optional(),
  logoUri: z.string().optional(),
  /** Whether its payment requests must be signed (`x-jws-signature`); as its profile has it when absent. */
  signing: z.enum(['required', 'optional']).optional(),
  /** Claims of the software statement that it registered with, shown again as DCR says. */
  software: z.record(z.string(), z.unknown()).optional(),
  /** How customers behave towards it, if they are robots. */
  robot: z.string().optional(),
  createdAt: z.iso.datetime(),
})
export type PartnerRecord = z.output<typeof PartnerRecord>
