import { constants, createPublicKey, KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { type Partner, seconds } from './partners.ts'
import type { Json } from './sandbox.ts'

/*
 * The partner's side of x-jws-signature: signs and verifies with Node's own RSA and none of our
 * code.
 */

export const signatureClaims = {
  iat: 'http://openbanking.org.uk/iat',
  iss: 'http://openbanking.org.uk/iss',
  tan: 'http://openbanking.org.uk/tan',
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const encoded = (body: string | Uint8Array) => Buffer.from(body).toString('base64url')

/**
 * Returns the header of a partner's signature. `but` overrides claims, and undefined removes one.
 */
export const headerFor = ({ id, kid }: Pick<Partner, 'id' | 'kid'>, but: Json = {}): Json => ({
  alg: 'PS256',
  kid,
  [signatureClaims.iat]: seconds(),
  [signatureClaims.iss]: id,
  [signatureClaims.tan]: 'openbanking.org.uk',
  crit: Object.values(signatureClaims),
  ...but,
})

/** Creates a detached signature of a body, valid or with a changed header. */
export function signatureFor(
  partner: Pick<Partner, 'id' | 'kid' | 'key'>,
  body: string | Uint8Array,
  { header = {}, key = partner.key }: { header?: Json; key?: CryptoKey } = {},
): string {
  const head = encoded(JSON.stringify(headerFor(partner, header)))
  const signature = sign('sha256', Buffer.from(`${head}.${encoded(body)}`), { key: KeyObject.from(key), ...pss })
  return `${head}..${signature.toString('base64url')}`
}

/**
 * Verifies an answer's signature as the UK's conformance suite does, and returns its header. The
 * key is that of the first certificate in the world's JWKS, and the certificate must be valid under
 * its issuer.
 */
export async function verified(
  partner: Pick<Partner, 'fetch' | 'issuer'>,
  answer: { headers: Headers; text: string },
): Promise<Json> {
  const [head = '', middle, signature = ''] = (answer.headers.get('x-jws-signature') ?? '').split('.')
  if (middle !== '') throw new Error(`the answer is not signed: ${answer.text}`)
  const header: Json = JSON.parse(Buffer.from(head, 'base64url').toString())
  const { keys }: Json = await (await partner.fetch(`${partner.issuer}/jwks`)).json()
  const jwk = keys.find(({ kid }: Json) => kid === header.kid)
  if (!jwk) throw new Error(`no key ${header.kid} is published`)
  const [leaf, authority] = jwk.x5c.map((der: string) => new X509Certificate(Buffer.from(der, 'base64')))
  if (!leaf.verify(authority.publicKey)) throw new Error('the certificate is not the directory’s')
  const named = createPublicKey({ key: jwk, format: 'jwk' })
  if (!leaf.publicKey.equals(named)) throw new Error('the certificate names another key')
  const data = Buffer.from(`${head}.${encoded(answer.text)}`)
  if (!verify('sha256', data, { key: leaf.publicKey, ...pss }, Buffer.from(signature, 'base64url')))
    throw new Error(`the signature is not one of ${answer.text}`)
  return header
}
