/**
 * How WebCrypto calls what we sign with. An RSA key signs its certificate with PKCS #1, which every
 * reader knows.
 */
export const webCrypto = {
  PS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 },
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
} as const

export type KeyAlgorithm = keyof typeof webCrypto

/** A new key pair for signatures, as WebCrypto holds it. */
export function generateKeyPair(alg: KeyAlgorithm): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(webCrypto[alg], true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

/** A key in JWK form, with nothing that WebCrypto would hold a later use against. */
export async function exportJwk(key: CryptoKey): Promise<{ kty: string } & Record<string, unknown>> {
  const { key_ops: _, ext: __, alg: ___, ...jwk } = await crypto.subtle.exportKey('jwk', key)
  return { ...jwk, kty: jwk.kty as string }
}

/** A private key of the key ring, ready to sign certificates. */
export function importPrivateKey(jwk: object, alg: KeyAlgorithm): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk as JsonWebKey, webCrypto[alg], true, ['sign'])
}

/** A public key that a certificate shall name. */
export function importPublicKey(jwk: { readonly kty: string }, alg: KeyAlgorithm): Promise<CryptoKey> {
  const { kty, n, e, crv, x, y } = jwk as JsonWebKey
  // What else it says of itself, such as use or alg, may not be what WebCrypto wants to hear.
  const bare = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }
  return crypto.subtle.importKey('jwk', bare as JsonWebKey, webCrypto[alg], true, ['verify'])
}

/** A certificate in the text form that every tool reads. */
export const certificatePem = (der: string): string => pem('CERTIFICATE', der)

/** A private key in the text form that every tool reads (PKCS #8). */
export async function privateKeyPem(key: CryptoKey): Promise<string> {
  return pem('PRIVATE KEY', Buffer.from(await crypto.subtle.exportKey('pkcs8', key)).toString('base64'))
}

const pem = (label: string, base64: string) =>
  `-----BEGIN ${label}-----\n${(base64.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`
