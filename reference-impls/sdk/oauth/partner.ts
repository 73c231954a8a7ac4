import { createCaller } from '../call.ts'
import type { Fetch } from '../connection.ts'

/** The security profile of a partner: FAPI 2.0, or FAPI 1 Advanced as UK banks use it. */
export type Profile = 'fapi2' | 'obuk-fapi1-advanced'

/** What a partner may ask customers for. */
export type Scope = 'accounts' | 'payments' | 'fundsconfirmations'

/**
 * A registered partner, with all that its client needs. It holds private keys: keep it as a secret.
 * For a bank other than the sandbox, fill it in from the bank's portal and your own keys.
 */
export type Partner = {
  readonly clientId: string
  /** The issuer URL of the authorization server. */
  readonly issuer: string
  /** The base URL of the Read/Write API. */
  readonly openBanking: string
  readonly profile: Profile
  readonly redirectUris: readonly string[]
  readonly scopes: readonly Scope[]
  readonly authentication: 'private_key_jwt' | 'tls_client_auth'
  /** What its access tokens are bound to. */
  readonly binding: 'dpop' | 'mtls' | 'none'
  /** The private keys that it signs with. */
  readonly privateJwks?: { readonly keys: readonly JsonWebKey[] } | undefined
  /** Its client certificate, in PEM. */
  readonly transport?: { readonly certificate: string; readonly privateKey?: string } | undefined
}

/** The settings of a new partner. The sandbox chooses a value for each absent one. */
export type PartnerRequest = {
  readonly name?: string
  readonly profile?: Profile
  readonly redirectUris?: readonly string[]
  readonly scopes?: readonly Scope[]
  readonly authentication?: Partner['authentication']
  readonly binding?: Partner['binding']
  readonly signing?: 'required' | 'optional'
  /** How its customers behave, instead of a browser: `approve, customer=cus_2`. */
  readonly robot?: string
}

/** Where the sandbox is, and the key of the world. */
export type SandboxAccess = {
  /** Default: `http://localhost:4000`, the address of `npm start`. */
  readonly baseUrl?: string
  readonly controlKey: string
  readonly fetch?: Fetch | undefined
}

/**
 * Registers a partner in a world of the sandbox, with one call of the control API. The sandbox
 * makes its keys and its certificate, and returns them only once. Throws `ApiError`.
 *
 * @example
 * ```ts
 * import { registerPartner } from '@sandbank/sdk/oauth'
 *
 * const partner = await registerPartner(
 *   { controlKey: 'ctl_default_hackathon' },
 *   { profile: 'fapi2', robot: 'approve, customer=cus_2' },
 * )
 * console.log(partner.clientId)
 * ```
 */
export function registerPartner(access: SandboxAccess, request: PartnerRequest = {}): Promise<Partner> {
  const { call, control } = openControl(access)
  return call<Partner>('POST', `${control}/partners`, request)
}

/**
 * Returns a partner as a fork or an import of its world has it: with the keys that it holds, at the
 * issuer of the new world. A client certificate is issued again for the same key. Tokens do not
 * move: customers authorise again. Throws `ApiError` if the world does not have the partner.
 *
 * @example
 * ```ts
 * import { connectPartner, movePartner, registerPartner } from '@sandbank/sdk/oauth'
 *
 * const controlKey = 'ctl_default_hackathon'
 * const partner = await registerPartner({ controlKey })
 * // The world may also be a fork: its own control key is the one to give.
 * await connectPartner(await movePartner({ controlKey }, partner))
 * ```
 */
export async function movePartner(access: SandboxAccess, partner: Partner): Promise<Partner> {
  const { call, control } = openControl(access)
  const url = `${control}/partners/${encodeURIComponent(partner.clientId)}`
  const { issuer, openBanking } = await call<Pick<Partner, 'issuer' | 'openBanking'>>('GET', url)
  const { transport } = partner
  if (transport === undefined) return { ...partner, issuer, openBanking }
  const { certificate } = await call<{ certificate: string }>('GET', `${url}/certificate`)
  return { ...partner, issuer, openBanking, transport: { ...transport, certificate } }
}

/** Returns the caller of the control API, and its base URL. */
export function openControl({ baseUrl = 'http://localhost:4000', controlKey, fetch }: SandboxAccess) {
  const control = `${baseUrl.replace(/\/$/, '')}/control`
  return { ...createCaller({ baseUrl: control, token: controlKey, fetch }), control }
}
