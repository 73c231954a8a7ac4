import { constants, createPublicKey, KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { type Partner, seconds } from './partners.ts'
import type { Json } from './sandbox.ts'

/*
 * The other side of x-jws-signature: what a partner does to sign and to verify, by Node's own RSA
 * and nothing of ours.
 */

export const signatureClaims = {
  iat: 'http://openbanking.org.uk/iat',
  iss: 'http://openbanking.org.uk/iss',
  tan: 'http://openbanking.org.uk/tan',
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const encoded = (body: string | Uint8Array) => Buffer.from(body).toString('base64url')

/**
 * The header of a partner's signature; what `but` gives goes over it, undefined takes a claim away.
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

/** A detached signature of a body, whole or with a header that is spoilt. */
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
 * What an answer's signature says of itself, verified as the UK's conformance suite does it: the
 * key is the one that the first certificate of the world's JWKS names, and the certificate's own
 * issuer stands behind it.
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
