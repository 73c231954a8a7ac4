import * as z from 'zod'
import { RobotLine } from '#bank/authorization/robot.ts'
import { invisibleCharacters } from '#bank/base/bidi-safe.ts'
import { PublicJwks, signatureAlgorithms } from './jwks.ts'
import { authentications, bindings, grantTypes, profiles, responseTypes, signings } from './profile-rules.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** Scopes that a partner may have: the roles of the Read/Write API. */
export const partnerScopes = ['accounts', 'payments', 'fundsconfirmations'] as const

/** Any text that is not blank. It is never more than text: whoever shows it escapes it. */
export const PartnerName = z
  .string()
  .min(1)
  .max(256)
  .regex(/\S/, { error: 'must not be blank' })
  .refine((name) => !invisibleCharacters.test(name), {
    error: 'must not hold control characters, or such that turn the direction',
  })

/** A public key as it is kept: members differ by the kind of key. */
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
  authentication: z.enum(authentications),
  /**
   * What its access tokens are bound to. None only for the UK profile, and only on a loopback host.
   */
  binding: z.enum(bindings),
  /**
   * What it may ask the token endpoint for, and the authorization endpoint; all that its profile
   * allows when absent.
   */
  grantTypes: z.array(z.enum(grantTypes)).min(1).optional(),
  responseTypes: z.array(z.enum(responseTypes)).optional(),
  /** How it signs; as its keys can and its profile allows when absent. */
  algorithms: z
    .strictObject({
      requestObject: z.enum(signatureAlgorithms).optional(),
      assertion: z.enum(signatureAlgorithms).optional(),
    })
    .optional(),
  /** Subject of its client certificate (RFC 4514), for tls_client_auth. */
  certificateSubject: z.string().optional(),
  logoUri: z.string().optional(),
  /**
   * Whether its payment requests must be signed (`x-jws-signature`); as its profile has it when
   * absent.
   */
  signing: z.enum(signings).optional(),
  /** The software of the directory that it registered with. */
  softwareId: z.string().optional(),
  /** How customers behave towards it, if they are robots. */
  robot: z.string().optional(),
  createdAt: z.iso.datetime(),
})
export type PartnerRecord = z.output<typeof PartnerRecord>

const description = {
  scopes: 'What it may ask customers for',
  signing:
    'Whether its payment requests must be signed (x-jws-signature); as its profile has it when absent, and the UK one requires it',
  robot: 'How customers behave towards it, such as "approve"; GET /control/robots lists what there is',
}

/** What one asks for when making a partner; everything may be left out. */
export const PartnerRequest = z.object({
  name: PartnerName.default('Sandbank test app').meta({ description: 'Shown to customers' }),
  profile: z.enum(profiles).default('fapi2').meta({ description: 'The security profile' }),
  redirectUris: RedirectUris.default(['http://localhost:3000/callback']).meta({
    description: 'https anywhere; plain http on a loopback host only',
  }),
  scopes: z.array(z.enum(partnerScopes)).min(1).default(['accounts']).meta({ description: description.scopes }),
  authentication: z
    .enum(authentications)
    .default('private_key_jwt')
    .meta({ description: 'How it proves who it is at the token endpoint' }),
  binding: z.enum(bindings).optional().meta({
    description:
      'What its tokens are bound to. fapi2: dpop, which is the default, or mtls. obuk-fapi1-advanced: mtls, or none where the sandbox is plain http on a loopback host, and there that is the default.',
  }),
  signing: z.enum(signings).optional().meta({ description: description.signing }),
  robot: RobotLine.optional().meta({ description: description.robot }),
  jwks: PublicJwks.optional().meta({
    description:
      'Public keys of your own; made for you when absent. One with use: tls gets the certificate, or else a key is made for it.',
  }),
  logoUri: WebUri.optional(),
})
export type PartnerRequest = z.output<typeof PartnerRequest>

/**
 * What may be changed of a partner: all of it is said anew, and what is not said of signing and
 * robots is gone.
 */
export const PartnerChange = z.object({
  name: PartnerName,
  redirectUris: RedirectUris,
  scopes: z.array(z.enum(partnerScopes)).min(1).meta({ description: description.scopes }),
  signing: PartnerRequest.shape.signing,
  robot: PartnerRequest.shape.robot,
})
export type PartnerChange = z.output<typeof PartnerChange>
