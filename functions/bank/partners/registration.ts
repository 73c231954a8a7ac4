import { algorithmOf, canSign, isSigning } from './jwks.ts'
import { type PartnerRecord, partnerScopes } from './partner.ts'
import { chooseBinding, grantTypes, type Profile, profileRules, responseTypes } from './profile-rules.ts'
import { findRedirectFault } from './redirect-uri.ts'
import { parseClaims, type RegistrationClaims, RegistrationRejection, rejectMetadata } from './registration-claims.ts'
import { isSameSubject, type StatementClaims, scopeByRole } from './software.ts'

/**
 * What registering decides of a partner; its id, its robot, whether it must sign and the time are
 * no business of the request.
 */
type Terms = Omit<PartnerRecord, 'id' | 'robot' | 'signing' | 'createdAt'> & { softwareId: string }

/** What was asked for and is shown again, though nothing here depends on it. */
export type DecidedRegistration = { readonly terms: Terms; readonly applicationType: string }

type Context = {
  /** Claims of the software statement, whose signature holds. */
  readonly statement: StatementClaims
  /** The subject that certificates of this software have. */
  readonly certificateSubject: string
  readonly baseUrl: string
}

/**
 * What a registration request comes to, or a refusal with the code of RFC 7591. The request's
 * signature holds already.
 */
export function decideRegistration(request: Record<string, unknown>, context: Context): DecidedRegistration {
  const claims = parseClaims(request)
  const { statement } = context
  const { software_id: softwareId, software_jwks: jwks } = statement
  if (claims.software_id !== undefined && claims.software_id !== softwareId)
    rejectMetadata(`software_id must be that of the software statement, ${softwareId}`)

  const profile = profileOf(claims)
  const rules = profileRules[profile]
  const missing = rules.required.filter((name) => claims[name] === undefined)
  if (missing.length > 0) rejectMetadata(`${missing.join(', ')} must be there for a client of ${profile} (DCR v3.3)`)

  const applicationType = claims.application_type ?? rules.applicationTypes[0]
  if (!rules.applicationTypes.includes(applicationType))
    rejectMetadata(`application_type must be ${rules.applicationTypes.join(' or ')}`)
  const logoUri = statement.software_logo_uri ?? claims.logo_uri

  const terms: Terms = {
    // What the directory says of a name goes before what a client says of itself.
    name: statement.software_client_name,
    profile,
    redirectUris: redirectUrisOf(claims, context, profile),
    scopes: scopesOf(claims, statement),
    jwks: { keys: jwks.keys.filter(isSigning) },
    ...authenticationOf(claims, context),
    binding: boundBy(claims, context, profile),
    ...flowsOf(claims, profile),
    algorithms: algorithmsOf(claims, context, profile),
    softwareId,
    ...(logoUri !== undefined && { logoUri }),
  }
  return { terms, applicationType }
}

/**
 * DCR v3.3 is the UK's. Who asks for what only FAPI 2.0 has, pushed requests or DPoP, is a client
 * of that.
 */
function profileOf(claims: RegistrationClaims): Profile {
  const { require_pushed_authorization_requests: isPushed, dpop_bound_access_tokens: isDpop } = claims
  if (isDpop && isPushed === false)
    rejectMetadata('dpop_bound_access_tokens is for fapi2, where requests are always pushed')
  const profile = isPushed || isDpop ? 'fapi2' : 'obuk-fapi1-advanced'
  const isSigned = claims.require_signed_request_object
  if (profile === 'fapi2' && isSigned)
    rejectMetadata('require_signed_request_object is not offered to clients of fapi2')
  if (profile !== 'fapi2' && isSigned === false) rejectMetadata(`request objects of ${profile} are always signed`)
  return profile
}

function redirectUrisOf(claims: RegistrationClaims, { statement }: Context, profile: Profile): string[] {
  const held = statement.software_redirect_uris
  const asked = claims.redirect_uris ?? held
  for (const uri of asked) {
    const fault = held.includes(uri)
      ? (findRedirectFault(uri) ?? profileRules[profile].redirectFault(uri))
      : `is not in the software statement, which has ${held.join(', ')}`
    if (fault) throw new RegistrationRejection('invalid_redirect_uri', `redirect_uris: ${uri} ${fault}`)
  }
  return asked
}

/** Scopes that everybody has. */
const free = ['openid', 'offline_access']

/** The scopes asked for, or all that the software's roles allow. */
function scopesOf({ scope }: RegistrationClaims, { software_roles: roles }: StatementClaims): PartnerRecord['scopes'] {
  const held = roles.map((role) => scopeByRole[role])
  if (scope === undefined) return held
  const asked = scope.split(' ').filter((one) => one !== '' && !free.includes(one))
  for (const one of asked) {
    if (!(partnerScopes as readonly string[]).includes(one))
      rejectMetadata(`scope: there is no ${one}; there are openid, ${partnerScopes.join(', ')}`)
    if (!(held as string[]).includes(one))
      rejectMetadata(`scope: ${one} is beyond the roles of the software statement, ${roles.join(', ')}`)
  }
  if (asked.length === 0) rejectMetadata('scope: ask for one at least beside openid')
  return partnerScopes.filter((one) => asked.includes(one))
}

function authenticationOf(
  { token_endpoint_auth_method: authentication, tls_client_auth_subject_dn: dn }: RegistrationClaims,
  { certificateSubject }: Context,
): Pick<PartnerRecord, 'authentication' | 'certificateSubject'> {
  if (authentication === 'private_key_jwt') {
    if (dn !== undefined)
      rejectMetadata('tls_client_auth_subject_dn goes with token_endpoint_auth_method tls_client_auth')
    return { authentication }
  }
  if (dn === undefined) return rejectMetadata('tls_client_auth_subject_dn must be there for tls_client_auth')
  if (!isSameSubject(dn, certificateSubject))
    rejectMetadata(
      `tls_client_auth_subject_dn must be the subject of this software's certificate, ${certificateSubject}`,
    )
  return { authentication, certificateSubject }
}

function boundBy(claims: RegistrationClaims, { baseUrl }: Context, profile: Profile): PartnerRecord['binding'] {
  const { tls_client_certificate_bound_access_tokens: isMtls, dpop_bound_access_tokens: isDpop } = claims
  if (isMtls && isDpop) rejectMetadata('tokens are bound to a certificate or by DPoP, not both')
  const asked = isDpop ? 'dpop' : isMtls ? 'mtls' : isMtls === false || isDpop === false ? 'none' : undefined
  const binding = chooseBinding(profile, asked, baseUrl)
  return typeof binding === 'string' ? binding : rejectMetadata(binding.fault)
}

/**
 * What may be asked for at both endpoints. A response type makes sense only with the grant that it
 * leads to.
 */
function flowsOf(
  claims: RegistrationClaims,
  profile: Profile,
): Required<Pick<PartnerRecord, 'grantTypes' | 'responseTypes'>> {
  const grants = grantTypes.filter((one) => claims.grant_types.includes(one))
  const allowed = profileRules[profile].responseTypes
  const hasCode = grants.includes('authorization_code')
  const asked = claims.response_types ?? (hasCode ? [allowed[0]] : [])
  const foreign = asked.find((one) => !allowed.includes(one))
  if (foreign) rejectMetadata(`response_types: ${profile} has ${allowed.join(' and ')} (got ${foreign})`)
  if (hasCode !== asked.length > 0) rejectMetadata('response_types and the grant type authorization_code go together')
  if (!hasCode && grants.includes('refresh_token'))
    rejectMetadata('grant_types: refresh_token goes with authorization_code')
  return { grantTypes: grants, responseTypes: responseTypes.filter((one) => asked.includes(one)) }
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
    rejectMetadata('token_endpoint_auth_signing_alg must be there for private_key_jwt (DCR v3.3)')
  if (requestObject !== undefined && !allowed.includes(requestObject))
    rejectMetadata(`request_object_signing_alg of ${profile} must be ${allowed.join(' or ')}`)
  const keys = statement.software_jwks
  for (const alg of [requestObject, assertion]) {
    const made = keys.keys.filter(isSigning).map(algorithmOf).join(', ')
    if (alg !== undefined && !canSign(keys, alg))
      rejectMetadata(`no key of the software statement signs with ${alg}; they sign with ${made}`)
  }
  return {
    ...(requestObject !== undefined && { requestObject }),
    ...(assertion !== undefined && { assertion }),
  }
}
