/**
 * The WebCrypto algorithms of our signatures. An RSA key signs its certificate with PKCS #1, which
 * every client can read.
 */
export const webCryptoAlgorithms = {
  PS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const

export type KeyAlgorithm = keyof typeof webCryptoAlgorithms

/** Generates a key pair for signatures. */
export function generateKeyPair(alg: KeyAlgorithm): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(webCryptoAlgorithms[alg], true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

/** Exports a key as a JWK, without the members that would make WebCrypto reject a later use. */
export async function exportJwk(key: CryptoKey): Promise<{ kty: string } & Record<string, unknown>> {
  const { key_ops: _, ext: __, alg: ___, ...jwk } = await crypto.subtle.exportKey('jwk', key)
  return { ...jwk, kty: jwk.kty as string }
}

/** Imports a private key of the key ring, to sign certificates. */
export function importPrivateKey(jwk: object, alg: KeyAlgorithm): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, webCryptoAlgorithms[alg], true, ['sign'])
}

/** Imports a public key for a certificate. */
export function importPublicKey(jwk: { readonly kty: string }, alg: KeyAlgorithm): Promise<CryptoKey> {
  const { kty, n, e, crv, x, y } = jwk as JsonWebKey
  // Other members, such as use or alg, could make WebCrypto reject the key.
  const bare = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }
  return crypto.subtle.importKey('jwk', bare as JsonWebKey, webCryptoAlgorithms[alg], true, ['verify'])
}

/** Returns a certificate as PEM. */
export const certificatePem = (der: string): string => pem('CERTIFICATE', der)

/** Returns a private key as PEM (PKCS #8). */
export async function privateKeyPem(key: CryptoKey): Promise<string> {
  return pem('PRIVATE KEY', Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64'))
}

const pem = (label: string, base64: string) =>
  `-----BEGIN ${label}-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`
