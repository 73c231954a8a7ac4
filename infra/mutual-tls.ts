import type { HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2'
import { ApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

/** A domain where partners show client certificates; see docs/deploy.md. */
export type MutualTls = {
  /** Its name, such as mtls.bank.example. */
  readonly domain: string
  /** ARN of its own certificate in ACM, in the stack's region. */
  readonly certificate: string
  /** The authorities whose certificates API Gateway lets through, in PEM: `s3://bucket/key`. */
  readonly truststore: string
}

/**
 * What `cdk deploy -c mtlsDomain=... -c mtlsCertificate=... -c mtlsTruststore=...` says: all three,
 * or none.
 */
export function parseMutualTls(contextOf: (name: string) => unknown): MutualTls | undefined {
  const names = ['mtlsDomain', 'mtlsCertificate', 'mtlsTruststore']
  const [domain, certificate, truststore] = names.map((name) => contextOf(name) as string | undefined)
  if (domain && domain !== domain.toLowerCase())
    throw new Error(`mtlsDomain must be in lower case, as requests say it: ${domain}`)
  if (domain && certificate && truststore) return { domain, certificate, truststore }
  if (domain || certificate || truststore) throw new Error(`mutual TLS needs all of ${names.join(', ')}`)
  return undefined
}

/**
 * A second door to the same API, which opens only to who shows a client certificate. The first one
 * stays open, for browsers have none. Whose certificate it is, the Lambdas see for themselves: API
 * Gateway knows no world.
 */
export function addMutualTlsDomain(
  scope: Construct,
  { domain, certificate, truststore }: MutualTls,
  { api, stage }: { api: HttpApi; stage: HttpStage },
): DomainName {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(truststore) ?? []
  if (!bucket || !key) throw new Error(`mtlsTruststore must be s3://bucket/key; given: ${truststore}`)
  const name = new DomainName(scope, 'MutualTls', {
    domainName: domain,
    certificate: Certificate.fromCertificateArn(scope, 'MutualTlsCertificate', certificate),
    securityPolicy: SecurityPolicy.TLS_1_2,
    mtls: { bucket: Bucket.fromBucketName(scope, 'Truststore', bucket), key },
  })
  new ApiMapping(scope, 'MutualTlsMapping', { api, domainName: name, stage })
  return name
}
