import * as z from 'zod'
import { RobotLine } from '#bank/authorization/robot.ts'
import { invisibleCharacters } from '#bank/base/bidi-safe.ts'
import { PublicJwks, signatureAlgorithms } from './jwks.ts'
import { authentications, bindings, grantTypes, profiles, responseTypes, signings } from './profile-rules.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** The scopes of partners: the roles of the Read/Write API. */
export const partnerScopes = ['accounts', 'payments', 'fundsconfirmations'] as const

/** Any text that is not blank. Every page that shows it must escape it. */
export const PartnerName = z
  .string()
  .min(1)
  .max(256)
  .regex(/\S/, { error: 'must not be blank' })
  .refine((name) => !invisibleCharacters.test(name), {
    error: 'must not contain control characters or characters that change the text direction',
  })

/** A stored public key. Its members differ by the kind of key. */
const Jwk = z.looseObject({
  kty: z.string(),
  kid: z.string().optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
})

/**
 * The stored record of a partner (TPP). Its private keys stay with it; the record holds only public
 * keys.
 */
export const PartnerRecord = z.strictObject({
  /** The OAuth `client_id`. */
  id: z.string(),
  name: z.string(),
  profile: z.enum(profiles),
  redirectUris: z.array(z.string()).min(1),
  scopes: z.array(z.enum(partnerScopes)).min(1),
  jwks: z.strictObject({ keys: z.array(Jwk).min(1) }),
  /** How it authenticates at the token endpoint. */
  authentication: z.enum(authentications),
  /** What its access tokens are bound to. `none` is only for the UK profile on a loopback host. */
  binding: z.enum(bindings),
  /** The grant types and response types that it may use; all that its profile allows if absent. */
  grantTypes: z.array(z.enum(grantTypes)).min(1).optional(),
  responseTypes: z.array(z.enum(responseTypes)).optional(),
  /** Its signature algorithms; whatever its keys and its profile allow if absent. */
  algorithms: z
    .strictObject({
      requestObject: z.enum(signatureAlgorithms).optional(),
      assertion: z.enum(signatureAlgorithms).optional(),
    })
    .optional(),
  /** The subject of its client certificate (RFC 4514), for tls_client_auth. */
  certificateSubject: z.string().optional(),
  logoUri: z.string().optional(),
  /**
   * Whether its payment requests must be signed (`x-jws-signature`); the default of its profile if
   * absent.
   */
  signing: z.enum(signings).optional(),
  /** The directory software that it registered with. */
  softwareId: z.string().optional(),
  /** The robot that acts as its customers, if any. */
  robot: z.string().optional(),
  createdAt: z.iso.datetime(),
})
export type PartnerRecord = z.output<typeof PartnerRecord>

const description = {
  scopes: 'The scopes that it may request from customers',
  signing:
    'Whether its payment requests must be signed (x-jws-signature). If absent, the profile decides: the UK profile requires it',
  robot: 'The robot that acts as its customers, such as "approve"; GET /control/robots lists the behaviours',
}

/** The request to create a partner. Every field is optional. */
export const PartnerRequest = z.object({
  name: PartnerName.default('Sandbank test app').meta({ description: 'The name that customers see' }),
  profile: z.enum(profiles).default('fapi2').meta({ description: 'The security profile' }),
  redirectUris: RedirectUris.default(['http://localhost:3000/callback']).meta({
    description: 'https for any host; plain http for a loopback host and, on a local sandbox, for private addresses',
  }),
  scopes: z.array(z.enum(partnerScopes)).min(1).default(['accounts']).meta({ description: description.scopes }),
  authentication: z
    .enum(authentications)
    .default('private_key_jwt')
    .meta({ description: 'How it authenticates at the token endpoint' }),
  binding: z.enum(bindings).optional().meta({
    description:
      'What its tokens are bound to. fapi2: dpop (the default) or mtls. obuk-fapi1-advanced: mtls; on a sandbox over plain http on a loopback host also none, which is the default there.',
  }),
  signing: z.enum(signings).optional().meta({ description: description.signing }),
  robot: RobotLine.optional().meta({ description: description.robot }),
  jwks: PublicJwks.optional().meta({
    description:
      'Your own public keys; Sandbank creates a key pair if absent. The certificate is for the key with use: tls, or else for a new key.',
  }),
  logoUri: WebUri.optional(),
})
export type PartnerRequest = z.output<typeof PartnerRequest>

/**
 * The request to change a partner. It replaces all of these fields; without `signing` and `robot`
 * they are removed.
 */
export const PartnerChange = z.object({
  name: PartnerName,
  redirectUris: RedirectUris,
  scopes: z.array(z.enum(partnerScopes)).min(1).meta({ description: description.scopes }),
  signing: PartnerRequest.shape.signing,
  robot: PartnerRequest.shape.robot,
})
export type PartnerChange = z.output<typeof PartnerChange>
