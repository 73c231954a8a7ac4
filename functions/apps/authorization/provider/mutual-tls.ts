import { X509Certificate } from 'node:crypto'
import type { Configuration } from 'oidc-provider'
import type { KeyRing } from '#bank/partners/key-ring.ts'
import type { Sandbox } from '#store/world.ts'

/**
 * Headers that carry the connection's client certificate to the provider
 * (http/forwarded-headers.ts). The same headers from a caller are dropped.
 */
export const certificateHeader = 'x-sandbank-certificate'
export const subjectHeader = 'x-sandbank-certificate-subject'

/**
 * Builds the mutual TLS feature (RFC 8705). The world's directory is the only certificate
 * authority. `real` returns real time in epoch milliseconds.
 */
export function buildMutualTls({ authority }: KeyRing, real: () => number) {
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    tlsClientAuth: true,
    getCertificate: (ctx) => pemOf(ctx.get(certificateHeader)),
    certificateAuthorized: (ctx) => isIssued(ctx.get(certificateHeader), authority.certificate, real()),
    certificateSubjectMatches: (ctx, property, expected) =>
      property === 'tls_client_auth_subject_dn' && decodeURIComponent(ctx.get(subjectHeader)) === expected,
  } satisfies NonNullable<NonNullable<Configuration['features']>['mTLS']>
}

/**
 * Builds the metadata of the mTLS endpoints (RFC 8705, section 5). Returns an empty object if there
 * is no separate mTLS origin.
 */
export function buildMtlsAliases(issuer: string, { baseUrl, mtlsUrl }: Pick<Sandbox, 'baseUrl' | 'mtlsUrl'>): object {
  if (mtlsUrl === undefined) return {}
  const there = mtlsUrl + issuer.slice(baseUrl.length)
  return {
    mtls_endpoint_aliases: {
      token_endpoint: `${there}/token`,
      pushed_authorization_request_endpoint: `${there}/par`,
      introspection_endpoint: `${there}/introspect`,
      revocation_endpoint: `${there}/revoke`,
      registration_endpoint: `${there}/register`,
    },
  }
}

const pemOf = (der: string): string | undefined =>
  der === '' ? undefined : `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`

/** Whether the authority issued the certificate and it is in date. Both are DER in base64. */
function isIssued(der: string, authority: string, at: number): boolean {
  const [one, issuer] = [der, authority].map((text) => new X509Certificate(Buffer.from(text, 'base64'))) as [
    X509Certificate,
    X509Certificate,
  ]
  const isInDate = one.validFromDate.getTime() <= at && at < one.validToDate.getTime()
  return isInDate && !one.ca && one.checkIssued(issuer) && one.verify(issuer.publicKey)
}
