import type { ClientMetadata } from 'oidc-provider'
import type { PartnerRecord } from '#bank/partners/partner.ts'
import { grantTypes, profileRules } from '#bank/partners/profile-rules.ts'

/**
 * Builds a partner's client metadata for the provider (RFC 7591 and OpenID Connect registration).
 */
export function buildClientMetadata(partner: PartnerRecord): ClientMetadata {
  const { id, name, profile, redirectUris, scopes, jwks, authentication, binding, certificateSubject, logoUri } =
    partner
  const isUk = profile === 'obuk-fapi1-advanced'
  const types = partner.responseTypes ?? profileRules[profile].responseTypes
  // The provider requires the implicit grant for an ID token from the authorization endpoint.
  const implicit = types.includes('code id_token') ? ['implicit'] : []
  const { requestObject, assertion } = partner.algorithms ?? {}
  return {
    client_id: id,
    client_name: name,
    redirect_uris: redirectUris,
    grant_types: [...(partner.grantTypes ?? grantTypes), ...implicit],
    response_types: [...types],
    scope: ['openid', 'offline_access', ...scopes].join(' '),
    subject_type: 'pairwise',
    // The provider requires this for redirect URIs on several hosts. It is never fetched, because
    // subjects are computed per partner (provider.ts).
    sector_identifier_uri: `https://sandbank.invalid/${id}`,
    jwks: jwks as NonNullable<ClientMetadata['jwks']>,
    token_endpoint_auth_method: authentication,
    ...(certificateSubject !== undefined && { tls_client_auth_subject_dn: certificateSubject }),
    ...(assertion !== undefined && { token_endpoint_auth_signing_alg: assertion }),
    id_token_signed_response_alg: 'PS256',
    ...(requestObject !== undefined && { request_object_signing_alg: requestObject }),
    ...(isUk && { require_signed_request_object: true, request_object_signing_alg: 'PS256' }),
    require_pushed_authorization_requests: !isUk,
    dpop_bound_access_tokens: binding === 'dpop',
    tls_client_certificate_bound_access_tokens: binding === 'mtls',
    ...(logoUri !== undefined && { logo_uri: logoUri }),
    sandbank_profile: profile,
  }
}
