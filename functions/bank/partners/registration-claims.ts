import * as z from 'zod'
import { buildFaults } from '#bank/base/parse-strict.ts'
import { validationMessages } from '#bank/base/validation-messages.ts'
import { signatureAlgorithms } from './jwks.ts'
import { PartnerName } from './partner.ts'
import { authentications, grantTypes, responseTypes } from './profile-rules.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** What a registration can be refused for (RFC 7591, section 3.2.2). */
type RegistrationError =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_software_statement'
  | 'unapproved_software_statement'

/** A refusal of a registration, with the code of RFC 7591 and what to do in words. */
export class RegistrationRejection extends Error {
  readonly code: RegistrationError
  constructor(code: RegistrationError, message: string) {
    super(message)
    this.name = 'RegistrationRefusal'
    this.code = code
  }
}

/** Refuses what a client says of itself. */
export const rejectMetadata = (why: string): never => {
  throw new RegistrationRejection('invalid_client_metadata', why)
}

/**
 * Claims of a registration, beside those of its JWT. Those that are not here are ignored, as DCR
 * allows, or stand in `refusedClaims`.
 */
const Claims = z.looseObject({
  redirect_uris: RedirectUris.optional(),
  token_endpoint_auth_method: z.enum(authentications),
  token_endpoint_auth_signing_alg: z.enum(signatureAlgorithms).optional(),
  grant_types: z.array(z.enum(grantTypes)).min(1),
  response_types: z.array(z.enum(responseTypes)).optional(),
  software_id: z.string().optional(),
  scope: z.string().max(256).optional(),
  application_type: z.string().optional(),
  /** What this bank signs for clients, it signs with PS256. */
  id_token_signed_response_alg: z.literal('PS256').optional(),
  authorization_signed_response_alg: z.literal('PS256').optional(),
  introspection_signed_response_alg: z.literal('PS256').optional(),
  request_object_signing_alg: z.enum(signatureAlgorithms).optional(),
  tls_client_auth_subject_dn: z.string().min(1).max(128).optional(),
  tls_client_certificate_bound_access_tokens: z.boolean().optional(),
  dpop_bound_access_tokens: z.boolean().optional(),
  require_pushed_authorization_requests: z.boolean().optional(),
  require_signed_request_object: z.boolean().optional(),
  client_name: PartnerName.optional(),
  logo_uri: WebUri.optional(),
})
export type RegistrationClaims = z.output<typeof Claims>

/**
 * Claims that would change how calls are secured, and that this bank does not do. A client that
 * counts on one must learn so.
 */
const unsupportedClaims: readonly [names: RegExp, why: string][] = [
  [/^jwks(_uri)?$/, 'the keys are those of the software statement (software_jwks)'],
  [/^client_secret$/, 'no client here has a secret'],
  [/_encrypted_response_(alg|enc)$|^request_object_encryption_/, 'nothing is encrypted here beyond TLS'],
  [/^userinfo_signed_response_alg$/, 'this is not offered'],
  [/^tls_client_auth_san_/, 'certificates are known by tls_client_auth_subject_dn'],
  [
    /^(sector_identifier_uri|default_max_age|require_auth_time|default_acr_values|request_uris)$/,
    'this is not offered',
  ],
  [/^(initiate_login_uri|post_logout_redirect_uris|(front|back)channel_logout_)/, 'there is nothing to log out of'],
  [/^backchannel_/, 'CIBA is not offered'],
  [/^authorization_details_types$/, 'rich authorization requests are not offered'],
]

/** The claims of a request, or a refusal of what has no meaning here or the wrong form. */
export function parseClaims(request: Record<string, unknown>): RegistrationClaims {
  for (const name of Object.keys(request)) {
    const [, why] = unsupportedClaims.find(([names]) => names.test(name)) ?? []
    if (why) rejectMetadata(`${name} is not taken: ${why}`)
  }
  const { data, error } = Claims.safeParse(request, validationMessages)
  if (data) return data
  const [issue] = error.issues as [z.core.$ZodIssue]
  const [claim] = issue.path
  const [{ message }] = buildFaults(issue, request)
  throw new RegistrationRejection(
    claim === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
    message,
  )
}
