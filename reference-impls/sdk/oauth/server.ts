import { importJWK } from 'jose'
import * as oidc from 'openid-client'
import type { Fetch } from '../connection.ts'
import { nameFailures, sendInteractionIds } from './errors.ts'
import type { Partner } from './partner.ts'

/** An authorization server as one partner uses it. */
export type Server = {
  readonly config: oidc.Configuration
  /** The key that signs assertions and request objects; absent without signing keys. */
  readonly key: { readonly key: CryptoKey; readonly kid: string } | undefined
  /** The keys that bind the tokens of this process; absent if they are bound otherwise. */
  readonly dpopKeys: CryptoKeyPair | undefined
  /**
   * The redirect URIs of the codes that are being exchanged. A bank compares them character by
   * character, and openid-client would send them normalised and without their query.
   */
  readonly redirectUris: Map<string, string>
  /** The option of every call of openid-client. */
  readonly dpop: { readonly DPoP?: oidc.DPoPHandle }
}

/**
 * Discovers the authorization server of a partner. Throws
 * `AuthorizationServerUnreachableError`.
 */
export async function discoverServer(partner: Partner, fetch: Fetch, dpopKeys?: CryptoKeyPair): Promise<Server> {
  const { issuer, clientId, profile, authentication, binding } = partner
  const key = await importSigningKey(partner)
  if (authentication === 'private_key_jwt' && !key)
    throw new Error('partner.privateJwks: must hold the private key that signs the client assertions (got none)')

  const usesCertificate = authentication === 'tls_client_auth' || binding === 'mtls'
  const isUk = profile === 'obuk-fapi1-advanced'
  const metadata = { id_token_signed_response_alg: 'PS256', use_mtls_endpoint_aliases: usesCertificate }
  const proof = authentication === 'tls_client_auth' || !key ? oidc.TlsClientAuth() : oidc.PrivateKeyJwt(key)
  const redirectUris = new Map<string, string>()
  const send = sendInteractionIds(fetch)
  const config = await nameFailures(
    `discovery of ${issuer}`,
    oidc.discovery(new URL(issuer), clientId, metadata, proof, {
      execute: [
        // A sandbox on a laptop speaks plain http. An https issuer cannot lead to http.
        ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
        ...(isUk ? [oidc.useCodeIdTokenResponseType] : []),
      ],
      [oidc.customFetch]: async (url, init) => {
        const form = init.body instanceof URLSearchParams ? init.body : undefined
        const redirectUri = redirectUris.get(form?.get('code') ?? '')
        if (redirectUri !== undefined) form?.set('redirect_uri', redirectUri)
        return send(url, init as RequestInit)
      },
    }),
  )
  if (isUk) oidc.enableDetachedSignatureResponseChecks(config)
  if (binding !== 'dpop') return { config, key, redirectUris, dpopKeys: undefined, dpop: {} }
  const pair = dpopKeys ?? (await oidc.randomDPoPKeyPair('ES256'))
  return { config, key, redirectUris, dpopKeys: pair, dpop: { DPoP: oidc.getDPoPHandle(config, pair) } }
}

/** Imports the key that the partner signs with: the first private one that is not for TLS. */
async function importSigningKey({ privateJwks }: Partner): Promise<Server['key']> {
  const jwk = privateJwks?.keys.find(({ d, use }) => d !== undefined && use !== 'tls') as
    | (JsonWebKey & { kid?: string })
    | undefined
  if (!jwk) return undefined
  const { kid, alg = jwk.kty === 'EC' ? 'ES256' : 'PS256' } = jwk
  if (kid === undefined) throw new Error('partner.privateJwks: the signing key must have a `kid` (got none)')
  return { key: (await importJWK(jwk as { kty: string }, alg)) as CryptoKey, kid }
}

/**
 * Returns a fetch that shows the partner's certificate to a sandbox on plain http, in the header
 * `Client-Cert` (RFC 9440). Over https the connection shows it: your own `fetch` must do that.
 */
export function showCertificate({ transport, issuer }: Partner, fetch: Fetch): Fetch {
  if (transport === undefined || !issuer.startsWith('http:')) return fetch
  const der = transport.certificate.replaceAll(/-----[^-]+-----|\s/g, '')
  return (url, init) => {
    const headers = new Headers(init.headers)
    headers.set('client-cert', `:${der}:`)
    return fetch(url, { ...init, headers })
  }
}
