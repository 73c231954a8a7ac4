import { base64url, exportJWK, SignJWT } from 'jose'
import * as oidc from 'openid-client'
import type { Fetch } from '../connection.ts'

/** Creates the proof that a request comes from the holder of the key (RFC 9449, 4.2). */
export type Prove = (token: string, method: string, url: string, nonce?: string) => Promise<string>

/** Creates the function that makes DPoP proofs with a key pair. */
export function createProver({ publicKey, privateKey }: CryptoKeyPair): Prove {
  return async (token, htm, url, nonce) => {
    const jwk = await exportJWK(publicKey)
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
    const { origin, pathname } = new URL(url)
    const ath = base64url.encode(new Uint8Array(digest))
    return new SignJWT({ htm, htu: origin + pathname, ath, ...(nonce !== undefined && { nonce }) })
      .setProtectedHeader({ alg: jwk.kty === 'RSA' ? 'PS256' : 'ES256', typ: 'dpop+jwt', jwk: jwk as never })
      .setJti(oidc.randomState())
      .setIssuedAt()
      .sign(privateKey)
  }
}

/**
 * Returns a fetch for the Read/Write API. It turns the bearer token of a request into one with a
 * proof, and repeats a request once with a fresh token if the bank no longer accepts its token. A
 * request with status 401 was not executed, so repeating it is safe. `renew` returns undefined
 * if there is no fresh token.
 */
export function protectFetch(
  fetch: Fetch,
  { prove, renew }: { prove?: Prove | undefined; renew: (stale: string) => Promise<string | undefined> },
): Fetch {
  const nonces = new Map<string, string>()
  const send = async (url: string, init: RequestInit, token: string, isRepeat = false): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `${prove ? 'DPoP' : 'Bearer'} ${token}`)
    const { origin } = new URL(url)
    if (prove) headers.set('dpop', await prove(token, init.method ?? 'GET', url, nonces.get(origin)))
    const response = await fetch(url, { ...init, headers })
    const nonce = response.headers.get('dpop-nonce')
    if (nonce !== null) nonces.set(origin, nonce)
    // A bank that asks for its nonce (RFC 9449, 9) gives the first one with the rejection.
    const asksForNonce =
      response.status === 401 && /use_dpop_nonce/.test(response.headers.get('www-authenticate') ?? '')
    return asksForNonce && prove && !isRepeat ? send(url, init, token, true) : response
  }
  return async (url, init) => {
    const [, token] = /^(?:Bearer|DPoP) (.+)$/.exec(new Headers(init.headers).get('authorization') ?? '') ?? []
    if (token === undefined) return fetch(url, init)
    const response = await send(url, init, token)
    if (response.status !== 401) return response
    const fresh = await renew(token)
    return fresh === undefined || fresh === token ? response : send(url, init, fresh)
  }
}
