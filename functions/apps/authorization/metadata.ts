import type { ClientMetadata } from 'oidc-provider'
import type { PartnerRecord } from '#bank/partner.ts'

/** A partner in the provider's words (RFC 7591 and OpenID Connect registration metadata). */
export function metadataOf(partner: PartnerRecord): ClientMetadata {
  const { id, name, profile, redirectUris, scopes, jwks, authentication, binding, certificateSubject, logoUri } =
    partner
  const isUk = profile === 'obuk-fapi1-advanced'
  return {
    client_id: id,
    client_name: name,
    // A web client may not come back to plain http, which only a loopback address has here.
    application_type: redirectUris.some((uri) => uri.startsWith('http:')) ? 'native' : 'web',
    redirect_uris: redirectUris,
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', ...(isUk ? ['implicit'] : [])],
    response_types: isUk ? ['code id_token', 'code'] : ['code'],
    scope: ['openid', 'offline_access', ...scopes].join(' '),
    subject_type: 'pairwise',
    jwks: jwks as NonNullable<ClientMetadata['jwks']>,
    token_endpoint_auth_method: authentication,
    ...(certificateSubject !== undefined && { tls_client_auth_subject_dn: certificateSubject }),
    id_token_signed_response_alg: 'PS256',
    ...(isUk && { require_signed_request_object: true, request_object_signing_alg: 'PS256' }),
    require_pushed_authorization_requests: !isUk,
    dpop_bound_access_tokens: binding === 'dpop',
    tls_client_certificate_bound_access_tokens: binding === 'mtls',
    ...(logoUri !== undefined && { logo_uri: logoUri }),
    sandbank_profile: profile,
  }
}
