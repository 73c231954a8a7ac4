import { type SignatureAlgorithm, signatureAlgorithms } from './jwks.ts'
import { isLoopback } from './redirect-uri.ts'

/**
 * How a partner and this bank secure their calls: `fapi2` is the FAPI 2.0 Security Profile,
 * `obuk-fapi1-advanced` what UK banks run today. Chosen for each partner.
 */
export const profiles = ['fapi2', 'obuk-fapi1-advanced'] as const
export type Profile = (typeof profiles)[number]

export const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials'] as const
export const responseTypes = ['code', 'code id_token'] as const
export const bindings = ['dpop', 'mtls', 'none'] as const
export const authentications = ['private_key_jwt', 'tls_client_auth'] as const

/** Whether requests that can be signed must be. */
export const signings = ['required', 'optional'] as const

type ResponseType = (typeof responseTypes)[number]
export type Binding = (typeof bindings)[number]
type Signing = (typeof signings)[number]

type Rules = {
  /** The first is what a client gets that asks for none. */
  readonly responseTypes: readonly [ResponseType, ...ResponseType[]]
  readonly requestObjectAlgorithms: readonly SignatureAlgorithm[]
  /** What a key signs with that is made for a client; one for ES256 is made sooner. */
  readonly keyAlgorithm: SignatureAlgorithm
  /** Whether payment requests must be signed, where the partner's setting does not say it. */
  readonly signing: Signing
  readonly applicationTypes: readonly [string, ...string[]]
  /** Claims of a registration that may not be left out, beside those that nobody may leave out. */
  readonly required: readonly string[]
  /** Whether a client that signs assertions must say with which algorithm. */
  readonly saysAssertionAlgorithm: boolean
  /** The first is what a client gets that asks for none. */
  bindings(isLoopbackHost: boolean): readonly [Binding, ...Binding[]]
  /** Why a redirect URI that is sound in itself does not fit, or undefined. */
  redirectFault(uri: string): string | undefined
}

/** What each security profile allows its clients. */
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
    // No certificate can be shown over plain http, which only a sandbox on one's own machine
    // speaks.
    bindings: (isLoopbackHost) => (isLoopbackHost ? ['none', 'mtls'] : ['mtls']),
    // The name alone, as DCR says: the tools of Open Banking Limited come back to
    // https://127.0.0.1:8443.
    redirectFault: (uri) =>
      URL.parse(uri)?.hostname === 'localhost' && !isLoopback(uri)
        ? 'must not be https on localhost (DCR v3.3); use http there, or https on 127.0.0.1'
        : undefined,
  },
}

/**
 * What a partner's tokens are bound to, as it asked or as its profile has it; or why that cannot
 * be.
 */
export function chooseBinding(
  profile: Profile,
  asked: Binding | undefined,
  baseUrl: string,
): Binding | { fault: string } {
  const allowed = profileRules[profile].bindings(isLoopback(baseUrl))
  if (asked === undefined) return allowed[0]
  if (allowed.includes(asked)) return asked
  return { fault: `tokens of ${profile} are bound by ${allowed.join(' or ')} here (got ${asked})` }
}
