// x509's own dependency asks for this before it.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { type KeyAlgorithm, webCrypto } from './key-pairs.ts'

/** Who signs a certificate: a key, and the certificate that names it. */
export type Authority = { readonly key: CryptoKey; readonly alg: KeyAlgorithm; readonly certificate: string }

type CertificateRequest = {
  /**
   * The subject in the text form of RFC 4514, such as `CN=app_x,OU=org,O=Sandbank directory,C=GB`.
   */
  readonly subject: string
  readonly publicKey: CryptoKey
  readonly from: Date
  readonly days: number
  /** What signs it; its own private key for an authority. */
  readonly by: Authority | { readonly key: CryptoKey; readonly alg: KeyAlgorithm; readonly certificate?: undefined }
  readonly serial: string
}

/**
 * A certificate (X.509 v3): DER in base64, without line breaks. An authority's signs itself and may
 * sign others.
 */
export async function signCertificate({
  subject,
  publicKey,
  from,
  days,
  by,
  serial,
}: CertificateRequest): Promise<string> {
  const isAuthority = by.certificate === undefined
  // The text form begins with what is encoded last (RFC 4514, section 2.1).
  const encoded = subject
    .split(/(?<!\\),/)
    .reverse()
    .join(',')
  const issuer = isAuthority ? encoded : new x509.X509Certificate(by.certificate).subject
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: encoded,
    issuer,
    notBefore: from,
    notAfter: new Date(from.getTime() + days * 86_400_000),
    publicKey,
    signingKey: by.key,
    signingAlgorithm: webCrypto[by.alg],
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, isAuthority ? 0 : undefined, true),
      new x509.KeyUsagesExtension(
        isAuthority ? x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign : x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      ...(isAuthority ? [] : [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])]),
    ],
  })
  return made.toString('base64')
}
