import type { HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** The settings of a domain for mutual TLS; see docs/deploy.md. */
export type MutualTls = {
  /** Its name, such as mtls.bank.example. */
  readonly domain: string
  /** ARN of its own certificate in ACM, in the stack's region. */
  readonly certificate: string
  /** The certificate authorities that API Gateway trusts, in PEM: `s3://bucket/key`. */
  readonly truststore: string
}

/**
 * Parses `cdk deploy -c mtlsDomain=... -c mtlsCertificate=... -c mtlsTruststore=...`: all three, or
 * none.
 */
export function parseMutualTls(contextOf: (name: string) => unknown): MutualTls | undefined {
  const names = ['mtlsDomain', 'mtlsCertificate', 'mtlsTruststore']
  const [domain, certificate, truststore] = names.map((name) => contextOf(name) as string | undefined)
  if (domain && domain !== domain.toLowerCase()) throw new Error(`mtlsDomain must be in lower case (got ${domain})`)
  if (domain && certificate && truststore) return { domain, certificate, truststore }
  if (domain || certificate || truststore) throw new Error(`mutual TLS needs all three settings: ${names.join(', ')}`)
  return undefined
}

/**
 * Adds a second domain to the API, which requires a client certificate. The first address stays
 * open, because browsers have no certificates. The Lambdas check whose certificate it is: API
 * Gateway does not know the worlds.
 */
export function addMutualTlsDomain(
  scope: Construct,
  { domain, certificate, truststore }: MutualTls,
  { api, stage }: { api: HttpApi; stage: HttpStage },
): DomainName {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(truststore) ?? []
  if (!bucket || !key) throw new Error(`mtlsTruststore must have the form s3://bucket/key (got ${truststore})`)
  const name = new DomainName(scope, 'MutualTls', {
    domainName: domain,
    certificate: Certificate.fromCertificateArn(scope, 'MutualTlsCertificate', certificate),
    securityPolicy: SecurityPolicy.TLS_1_2,
    mtls: { bucket: Bucket.fromBucketName(scope, 'Truststore', bucket), key },
  })
  new ApiMapping(scope, 'MutualTlsMapping', { api, domainName: name, stage })
  return name
}
