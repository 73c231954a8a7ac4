import * as z from 'zod'
import { buildFaults } from '#bank/base/parse-strict.ts'
import { validationMessages } from '#bank/base/validation-messages.ts'
import { signatureAlgorithms } from './jwks.ts'
import { PartnerName } from './partner.ts'
import { authentications, grantTypes, responseTypes } from './profile-rules.ts'
import { RedirectUris, WebUri } from './redirect-uri.ts'

/** The error codes of a registration (RFC 7591, section 3.2.2). */
type RegistrationError =
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'invalid_software_statement'
  | 'unapproved_software_statement'

/** An error that rejects a registration: a code of RFC 7591, and what to do. */
export class RegistrationRejection extends Error {
  readonly code: RegistrationError
  constructor(code: RegistrationError, message: string) {
    super(message)
    this.name = 'RegistrationRejection'
    this.code = code
  }
}

/** Rejects a claim of a registration. */
export const rejectMetadata = (why: string): never => {
  throw new RegistrationRejection('invalid_client_metadata', why)
}

/**
 * The claims of a registration, besides those of its JWT. Other claims are ignored, as DCR allows,
 * or listed in `unsupportedClaims`.
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
  /** The bank signs everything for clients with PS256. */
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
 * Claims that would change the security of calls and that this bank does not support. A client that
 * relies on one must get an error.
 */
const unsupportedClaims: readonly [names: RegExp, why: string][] = [
  [/^jwks(_uri)?$/, 'the keys come from the software statement (software_jwks)'],
  [/^client_secret$/, 'clients of this bank have no secret'],
  [/_encrypted_response_(alg|enc)$|^request_object_encryption_/, 'this bank encrypts with TLS only'],
  [/^userinfo_signed_response_alg$/, 'signed UserInfo responses are not supported'],
  [/^tls_client_auth_san_/, 'use tls_client_auth_subject_dn to identify the certificate'],
  [
    /^(sector_identifier_uri|default_max_age|require_auth_time|default_acr_values|request_uris)$/,
    'this feature is not supported',
  ],
  [/^(initiate_login_uri|post_logout_redirect_uris|(front|back)channel_logout_)/, 'this bank has no logout'],
  [/^backchannel_/, 'CIBA is not supported'],
  [/^authorization_details_types$/, 'rich authorization requests are not supported'],
]

/** Parses the claims of a registration. Rejects unsupported and malformed claims. */
export function parseClaims(request: Record<string, unknown>): RegistrationClaims {
  for (const name of Object.keys(request)) {
    const [, why] = unsupportedClaims.find(([names]) => names.test(name)) ?? []
    if (why) rejectMetadata(`${name}: is not supported; ${why}`)
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
