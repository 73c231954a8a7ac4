import { algorithmOf, canSign, isSigning } from './jwks.ts'
import { type PartnerRecord, partnerScopes } from './partner.ts'
import { chooseBinding, grantTypes, type Profile, profileRules, responseTypes } from './profile-rules.ts'
import { findRedirectFault } from './redirect-uri.ts'
import { parseClaims, type RegistrationClaims, RegistrationRejection, rejectMetadata } from './registration-claims.ts'
import { isSameSubject, type StatementClaims, scopeByRole } from './software.ts'

/**
 * The part of a partner that registration decides. Its id, robot, signing setting and time do not
 * come from the request.
 */
type Terms = Omit<PartnerRecord, 'id' | 'robot' | 'signing' | 'createdAt'> & { softwareId: string }

/** The terms of a registration. `applicationType` is only returned; nothing depends on it. */
export type DecidedRegistration = { readonly terms: Terms; readonly applicationType: string }

type Context = {
  /** The claims of the software statement, whose signature is verified. */
  readonly statement: StatementClaims
  /** The subject of this software's certificates. */
  readonly certificateSubject: string
  /** Whether the sandbox runs outside the cloud. */
  readonly isLocal: boolean
}

/**
 * Decides the terms of a registration request, or rejects it with a code of RFC 7591. The caller
 * has verified the request's signature.
 */
export function decideRegistration(request: Record<string, unknown>, context: Context): DecidedRegistration {
  const claims = parseClaims(request)
  const { statement } = context
  const { software_id: softwareId, software_jwks: jwks } = statement
  if (claims.software_id !== undefined && claims.software_id !== softwareId)
    rejectMetadata(`software_id: must be ${softwareId}, as in the software statement (got ${claims.software_id})`)

  const profile = profileOf(claims)
  const rules = profileRules[profile]
  const missing = rules.required.filter((name) => claims[name] === undefined)
  if (missing.length > 0) rejectMetadata(`${missing.join(', ')}: required for a client of ${profile} (DCR v3.3)`)

  const applicationType = claims.application_type ?? rules.applicationTypes[0]
  if (!rules.applicationTypes.includes(applicationType))
    rejectMetadata(`application_type: must be ${rules.applicationTypes.join(' or ')} (got ${applicationType})`)
  const logoUri = statement.software_logo_uri ?? claims.logo_uri

  const terms: Terms = {
    // The directory's data goes before the client's own claims.
    name: statement.software_client_name,
    profile,
    redirectUris: redirectUrisOf(claims, context, profile),
    scopes: scopesOf(claims, statement),
    jwks: { keys: jwks.keys.filter(isSigning) },
    ...authenticationOf(claims, context),
    binding: chooseTokenBinding(claims, context, profile),
    ...flowsOf(claims, profile),
    algorithms: algorithmsOf(claims, context, profile),
    softwareId,
    ...(logoUri !== undefined && { logoUri }),
  }
  return { terms, applicationType }
}

/**
 * Returns the profile of a client. DCR v3.3 belongs to the UK profile; a request for features that
 * only FAPI 2.0 has (pushed requests, DPoP) selects fapi2.
 */
function profileOf(claims: RegistrationClaims): Profile {
  const { require_pushed_authorization_requests: isPushed, dpop_bound_access_tokens: isDpop } = claims
  if (isDpop && isPushed === false)
    rejectMetadata(
      'require_pushed_authorization_requests: must not be false together with dpop_bound_access_tokens, which selects fapi2',
    )
  const profile = isPushed || isDpop ? 'fapi2' : 'obuk-fapi1-advanced'
  const isSigned = claims.require_signed_request_object
  if (profile === 'fapi2' && isSigned) rejectMetadata('require_signed_request_object: is not supported for fapi2')
  if (profile !== 'fapi2' && isSigned === false)
    rejectMetadata(`require_signed_request_object: must not be false for ${profile}`)
  return profile
}

function redirectUrisOf(claims: RegistrationClaims, { statement }: Context, profile: Profile): string[] {
  const held = statement.software_redirect_uris
  const requested = claims.redirect_uris ?? held
  for (const uri of requested) {
    const fault = held.includes(uri)
      ? (findRedirectFault(uri) ?? profileRules[profile].redirectFault(uri))
      : `is not in the software statement, which lists ${held.join(', ')}`
    if (fault) throw new RegistrationRejection('invalid_redirect_uri', `redirect_uris: ${uri} ${fault}`)
  }
  return requested
}

/** Scopes that every client has. */
const commonScopes = ['openid', 'offline_access']

/** Returns the requested scopes, or all that the software's roles allow. */
function scopesOf({ scope }: RegistrationClaims, { software_roles: roles }: StatementClaims): PartnerRecord['scopes'] {
  const held = roles.map((role) => scopeByRole[role])
  if (scope === undefined) return held
  const requested = scope.split(' ').filter((one) => one !== '' && !commonScopes.includes(one))
  for (const one of requested) {
    if (!(partnerScopes as readonly string[]).includes(one))
      rejectMetadata(`scope: must be of openid, ${partnerScopes.join(', ')} (got ${one})`)
    if (!(held as string[]).includes(one))
      rejectMetadata(`scope: ${one} is not allowed by the roles of the software statement, ${roles.join(', ')}`)
  }
  if (requested.length === 0) rejectMetadata('scope: must have at least one scope besides openid')
  return partnerScopes.filter((one) => requested.includes(one))
}

function authenticationOf(
  { token_endpoint_auth_method: authentication, tls_client_auth_subject_dn: dn }: RegistrationClaims,
  { certificateSubject }: Context,
): Pick<PartnerRecord, 'authentication' | 'certificateSubject'> {
  if (authentication === 'private_key_jwt') {
    if (dn !== undefined)
      rejectMetadata('tls_client_auth_subject_dn: requires token_endpoint_auth_method tls_client_auth')
    return { authentication }
  }
  if (dn === undefined) return rejectMetadata('tls_client_auth_subject_dn: is required for tls_client_auth')
  if (!isSameSubject(dn, certificateSubject))
    rejectMetadata(
      `tls_client_auth_subject_dn: must be the subject of this software's certificate, ${certificateSubject} (got ${dn})`,
    )
  return { authentication, certificateSubject }
}

function chooseTokenBinding(
  claims: RegistrationClaims,
  { isLocal }: Context,
  profile: Profile,
): PartnerRecord['binding'] {
  const { tls_client_certificate_bound_access_tokens: isMtls, dpop_bound_access_tokens: isDpop } = claims
  if (isMtls && isDpop)
    rejectMetadata('tls_client_certificate_bound_access_tokens and dpop_bound_access_tokens: must not both be true')
  const requested = isDpop ? 'dpop' : isMtls ? 'mtls' : isMtls === false || isDpop === false ? 'none' : undefined
  const binding = chooseBinding(profile, requested, isLocal)
  return typeof binding === 'string' ? binding : rejectMetadata(binding.fault)
}

/** Returns the allowed grant types and response types. A response type requires its grant type. */
function flowsOf(
  claims: RegistrationClaims,
  profile: Profile,
): Required<Pick<PartnerRecord, 'grantTypes' | 'responseTypes'>> {
  const grants = grantTypes.filter((one) => claims.grant_types.includes(one))
  const allowed = profileRules[profile].responseTypes
  const hasCode = grants.includes('authorization_code')
  const requested = claims.response_types ?? (hasCode ? [allowed[0]] : [])
  const unsupported = requested.find((one) => !allowed.includes(one))
  if (unsupported) rejectMetadata(`response_types: must be ${allowed.join(' or ')} for ${profile} (got ${unsupported})`)
  if (hasCode !== requested.length > 0)
    rejectMetadata('response_types: requires the grant type authorization_code, and the reverse')
  if (!hasCode && grants.includes('refresh_token'))
    rejectMetadata('grant_types: refresh_token requires authorization_code')
  return { grantTypes: grants, responseTypes: responseTypes.filter((one) => requested.includes(one)) }
}

function algorithmsOf(
  claims: RegistrationClaims,
  { statement }: Context,
  profile: Profile,
): NonNullable<PartnerRecord['algorithms']> {
  const {
    request_object_signing_alg: requestObject,
    token_endpoint_auth_signing_alg: assertion,
    token_endpoint_auth_method: method,
  } = claims
  const { requestObjectAlgorithms: allowed, saysAssertionAlgorithm } = profileRules[profile]
  if (method === 'private_key_jwt' && saysAssertionAlgorithm && assertion === undefined)
    rejectMetadata('token_endpoint_auth_signing_alg: is required for private_key_jwt (DCR v3.3)')
  if (requestObject !== undefined && !allowed.includes(requestObject))
    rejectMetadata(`request_object_signing_alg: must be ${allowed.join(' or ')} for ${profile} (got ${requestObject})`)
  const keys = statement.software_jwks
  for (const alg of [requestObject, assertion]) {
    const keyAlgorithms = keys.keys.filter(isSigning).map(algorithmOf).join(', ')
    if (alg !== undefined && !canSign(keys, alg))
      rejectMetadata(`the software statement has no key for ${alg}; its keys are for ${keyAlgorithms}`)
  }
  return {
    ...(requestObject !== undefined && { requestObject }),
    ...(assertion !== undefined && { assertion }),
  }
}
