import { importJWK, SignJWT } from 'jose'
import { newInteractionId } from '../call.ts'
import type { Fetch } from '../connection.ts'
import { AuthorizationServerError, AuthorizationServerUnreachableError } from './errors.ts'
import { openControl, type Partner, type Profile, type SandboxAccess, type Scope } from './partner.ts'

/** Software in a directory, with the statement by which it registers at a bank. */
export type SoftwareStatement = {
  readonly softwareId: string
  /** The signed statement (SSA). */
  readonly softwareStatement: string
  readonly redirectUris: readonly string[]
  readonly privateJwks?: Partner['privateJwks']
  readonly transport?: Partner['transport']
  /** The URL of the bank's registration endpoint. */
  readonly registration: string
  /** The `aud` of the request: the id of the bank, or its issuer. */
  readonly audience: string
}

/**
 * Gets a software statement from the directory of a world of the sandbox. A real one comes from
 * Open Banking's directory. Throws `ApiError`.
 *
 * @example
 * ```ts
 * import { createSoftwareStatement } from '@sandbank/sdk/oauth'
 *
 * const world = { controlKey: 'ctl_default_hackathon' }
 * const statement = await createSoftwareStatement(world, { roles: ['AISP', 'PISP'] })
 * console.log(statement.softwareId)
 * ```
 */
export function createSoftwareStatement(
  access: SandboxAccess,
  request: {
    readonly name?: string
    readonly roles?: readonly ('AISP' | 'PISP' | 'CBPII')[]
    readonly redirectUris?: readonly string[]
    readonly algorithm?: 'PS256' | 'ES256'
  } = {},
): Promise<SoftwareStatement> {
  const { call, control } = openControl(access)
  return call<SoftwareStatement>('POST', `${control}/software-statements`, request)
}

/** What to register a client as. */
export type RegistrationRequest = {
  /** The base URL of the bank's Read/Write API. */
  readonly openBanking: string
  /** Default: `fapi2`. */
  readonly profile?: Profile
  /** Default: `accounts`. */
  readonly scopes?: readonly Scope[]
  /** Default: the registration endpoint without `/register`. */
  readonly issuer?: string
  readonly fetch?: Fetch | undefined
}

/**
 * Registers a client by dynamic client registration (DCR v3.3), with `private_key_jwt`. With the
 * profile `fapi2` tokens are bound by DPoP, with the other one to the client certificate. Throws
 * `AuthorizationServerError`.
 *
 * @example
 * ```ts
 * import { createSoftwareStatement, registerDynamically } from '@sandbank/sdk/oauth'
 *
 * const statement = await createSoftwareStatement({ controlKey: 'ctl_default_hackathon' })
 * const openBanking = 'http://localhost:4000/open-banking/v4.0'
 * const partner = await registerDynamically(statement, { openBanking })
 * console.log(partner.clientId)
 * ```
 */
export async function registerDynamically(
  { softwareId, softwareStatement, redirectUris, privateJwks, transport, registration, audience }: SoftwareStatement,
  { openBanking, profile = 'fapi2', scopes = ['accounts'], issuer, fetch = globalThis.fetch }: RegistrationRequest,
): Promise<Partner> {
  const jwk = privateJwks?.keys.find(({ use, d }) => d !== undefined && use !== 'tls') as
    | { kty: string; kid: string; alg: string }
    | undefined
  if (!jwk) throw new Error('privateJwks: must hold the private key that signs the request (got none)')
  const { alg, kid } = jwk
  const isUk = profile === 'obuk-fapi1-advanced'
  const request = await new SignJWT({
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: alg,
    grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
    response_types: [isUk ? 'code id_token' : 'code'],
    application_type: 'web',
    id_token_signed_response_alg: 'PS256',
    redirect_uris: redirectUris,
    scope: `openid ${scopes.join(' ')}`,
    software_statement: softwareStatement,
    ...(isUk
      ? { request_object_signing_alg: alg, tls_client_certificate_bound_access_tokens: true }
      : { require_pushed_authorization_requests: true, dpop_bound_access_tokens: true }),
  })
    .setProtectedHeader({ alg, kid })
    .setIssuer(softwareId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5 min')
    .setJti(newInteractionId())
    .sign(await importJWK(jwk, alg))

  const step = `registration at ${registration}`
  const headers = { 'content-type': 'application/jwt', accept: 'application/json' }
  const sent = newInteractionId()
  let response: Response
  try {
    response = await fetch(registration, {
      method: 'POST',
      headers: { ...headers, 'x-fapi-interaction-id': sent },
      body: request,
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AuthorizationServerUnreachableError(`${step}: no answer: ${reason}`, { interactionId: sent, cause })
  }
  const { status } = response
  const interactionId = response.headers.get('x-fapi-interaction-id') ?? sent
  const body = await response.json().catch(() => ({}))
  const { client_id: clientId, error, error_description: why } = body as { [name: string]: string | undefined }
  if (status !== 201 || clientId === undefined) {
    const Failure = error === undefined ? AuthorizationServerUnreachableError : AuthorizationServerError
    const reason = error === undefined ? 'the answer is not one of a registration' : error
    const message = `${step}: ${status} ${reason}${why ? `: ${why}` : ''}`
    throw new Failure(message, { status, error, interactionId })
  }
  return {
    clientId,
    issuer: issuer ?? registration.replace(/\/register$/, ''),
    openBanking,
    profile,
    redirectUris,
    scopes,
    authentication: 'private_key_jwt',
    binding: isUk ? 'mtls' : 'dpop',
    privateJwks,
    transport,
  }
}
