// A dependency of x509 requires this import first.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { type KeyAlgorithm, webCryptoAlgorithms } from './key-pairs.ts'

/** The signer of certificates: a key, and the certificate that names it. */
export type Authority = { readonly key: CryptoKey; readonly alg: KeyAlgorithm; readonly certificate: string }

type CertificateRequest = {
  /**
   * The subject in the text form of RFC 4514, such as `CN=app_x,OU=org,O=Sandbank directory,C=GB`.
   */
  readonly subject: string
  readonly publicKey: CryptoKey
  readonly from: Date
  readonly days: number
  /** The signer. An authority signs itself with its own private key. */
  readonly by: Authority | { readonly key: CryptoKey; readonly alg: KeyAlgorithm; readonly certificate?: undefined }
  readonly serial: string
}

/**
 * Signs a certificate (X.509 v3) and returns its DER in base64, without line breaks. The
 * certificate of an authority is self-signed and may sign others.
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
  // The text form lists the parts in reverse order of their encoding (RFC 4514, section 2.1).
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
    signingAlgorithm: webCryptoAlgorithms[by.alg],
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
