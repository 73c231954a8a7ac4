import { X509Certificate } from 'node:crypto'

/** A client certificate: DER in base64, and its subject in the form of RFC 4514. */
export type ClientCertificate = { readonly der: string; readonly subject: string }

/** The parts of a request that tell about its connection; Hono's context has this shape. */
export type Connection = { readonly req: { header(name: string): string | undefined }; readonly env?: unknown }

/**
 * Reads the certificate from the header `Client-Cert` (RFC 9440), which a server that terminates
 * TLS sets. A laptop has no such server, so there the caller sets it: enough to try mutual TLS, but
 * no proof.
 */
export function certificateFromHeader({ req }: Connection): ClientCertificate | undefined {
  const [, der] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(req.header('client-cert') ?? '') ?? []
  return der === undefined ? undefined : parse(Buffer.from(der, 'base64'))
}

/** Reads the certificate of the connection from the event of API Gateway. Ignores every header. */
export function certificateFromGateway({ env }: Connection): ClientCertificate | undefined {
  const { requestContext } = (env ?? {}) as {
    requestContext?: { authentication?: { clientCert?: { clientCertPem?: string } } | null }
  }
  const pem = requestContext?.authentication?.clientCert?.clientCertPem
  return pem === undefined ? undefined : parse(pem)
}

/** Parses a certificate; undefined where it is malformed. */
function parse(source: Buffer | string): ClientCertificate | undefined {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(source)
  } catch {
    return undefined
  }
  // Node lists the parts one per line in encoded order; RFC 4514 begins with the last one.
  const subject = certificate.subject.split('\n').reverse().join(',')
  return { der: certificate.raw.toString('base64'), subject }
}
