import { type SignatureAlgorithm, signatureAlgorithms } from './jwks.ts'
import { isLoopback } from './redirect-uri.ts'

/**
 * The security profiles, chosen per partner: `fapi2` is the FAPI 2.0 Security Profile,
 * `obuk-fapi1-advanced` is what UK banks run today.
 */
export const profiles = ['fapi2', 'obuk-fapi1-advanced'] as const
export type Profile = (typeof profiles)[number]

export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const
export const responseTypes = ['code', 'code id_token'] as const
export const bindings = ['dpop', 'mtls', 'none'] as const
export const authentications = ['private_key_jwt', 'tls_client_auth'] as const

/** Whether requests that can be signed must be signed. */
export const signings = ['required', 'optional'] as const

type ResponseType = (typeof responseTypes)[number]
export type Binding = (typeof bindings)[number]
type Signing = (typeof signings)[number]

type Rules = {
  /** The first is what a client gets that asks for none. */
  readonly responseTypes: readonly [ResponseType, ...ResponseType[]]
  readonly requestObjectAlgorithms: readonly SignatureAlgorithm[]
  /** The algorithm of a key that Sandbank creates; an ES256 key is faster to create. */
  readonly keyAlgorithm: SignatureAlgorithm
  /** Whether payment requests must be signed, if the partner's setting does not decide it. */
  readonly signing: Signing
  readonly applicationTypes: readonly [string, ...string[]]
  /** Registration claims that this profile requires, besides those that every profile requires. */
  readonly required: readonly string[]
  /** Whether a client that signs assertions must state its algorithm. */
  readonly saysAssertionAlgorithm: boolean
  /** The first is what a client gets that asks for none. */
  bindings(isLocal: boolean): readonly [Binding, ...Binding[]]
  /** Returns why this profile rejects an otherwise valid redirect URI, or undefined. */
  redirectFault(uri: string): string | undefined
}

/** The rules of each security profile. */
export const profileRules: Readonly<Record<Profile, Rules>> = {
  fapi2: {
    responseTypes: ['code'],
    requestObjectAlgorithms: signatureAlgorithms,
    keyAlgorithm: 'ES256',
    signing: 'optional',
    applicationTypes: ['web', 'native'],
    required: [],
    saysAssertionAlgorithm: false,
    bindings: () => ['dpop', 'mtls'],
    redirectFault: () => undefined,
  },
  'obuk-fapi1-advanced': {
    responseTypes: ['code id_token', 'code'],
    requestObjectAlgorithms: ['PS256'],
    keyAlgorithm: 'PS256',
    signing: 'required',
    applicationTypes: ['web', 'mobile'],
    required: ['application_type', 'id_token_signed_response_alg', 'request_object_signing_alg'],
    saysAssertionAlgorithm: true,
    // Plain http carries no client certificate. Only a sandbox on the developer's own machine uses
    // it.
    bindings: (isLocal) => (isLocal ? ['none', 'mtls'] : ['mtls']),
    // Only the name localhost, as DCR says: the tools of Open Banking Limited return to
    // https://127.0.0.1:8443.
    redirectFault: (uri) =>
      URL.parse(uri)?.hostname === 'localhost' && !isLoopback(uri)
        ? 'must not be https on localhost (DCR v3.3); use http on localhost, or https on 127.0.0.1'
        : undefined,
  },
}

/**
 * Returns what a partner's tokens are bound to: as requested, or the default of the profile.
 * Returns a fault if the profile does not allow the request.
 */
export function chooseBinding(
  profile: Profile,
  requested: Binding | undefined,
  isLocal: boolean,
): Binding | { fault: string } {
  const allowed = profileRules[profile].bindings(isLocal)
  if (requested === undefined) return allowed[0]
  if (allowed.includes(requested)) return requested
  return { fault: `the binding of tokens of ${profile} must be ${allowed.join(' or ')} (got ${requested})` }
}
