import type { PartnerRecord } from './partner.ts'
import { grantTypes, profileRules } from './profile-rules.ts'

/** Builds the response to a registration (RFC 7591). */
export function buildRegistrationResponse(partner: PartnerRecord, applicationType: string): Record<string, unknown> {
  const { profile, algorithms = {}, binding, certificateSubject, logoUri } = partner
  const rules = profileRules[profile]
  const { requestObject, assertion } = algorithms
  return {
    client_id: partner.id,
    client_id_issued_at: Math.floor(Date.parse(partner.createdAt) / 1000),
    client_name: partner.name,
    redirect_uris: partner.redirectUris,
    token_endpoint_auth_method: partner.authentication,
    ...(assertion !== undefined && { token_endpoint_auth_signing_alg: assertion }),
    ...(certificateSubject !== undefined && { tls_client_auth_subject_dn: certificateSubject }),
    grant_types: partner.grantTypes ?? grantTypes,
    response_types: partner.responseTypes ?? rules.responseTypes,
    software_id: partner.softwareId,
    scope: ['openid', ...partner.scopes].join(' '),
    application_type: applicationType,
    // Whatever the request says: each client knows a customer by a different subject.
    subject_type: 'pairwise',
    id_token_signed_response_alg: 'PS256',
    ...(requestObject !== undefined && { request_object_signing_alg: requestObject }),
    tls_client_certificate_bound_access_tokens: binding === 'mtls',
    ...(profile === 'fapi2' && {
      dpop_bound_access_tokens: binding === 'dpop',
      require_pushed_authorization_requests: true,
    }),
    ...(logoUri !== undefined && { logo_uri: logoUri }),
  }
}
