import { X509Certificate } from 'node:crypto'

/** A client certificate: DER in base64, and its subject as a client registers it (RFC 4514). */
export type ClientCertificate = { readonly der: string; readonly subject: string }

/** What a request tells of its connection; Hono's context is one. */
export type Connection = { readonly req: { header(name: string): string | undefined }; readonly env?: unknown }

/**
 * The header `Client-Cert` (RFC 9440), in which a server that ends TLS says whose certificate it
 * saw. A laptop has no such server in front of it, so there a caller says it itself: good for
 * trying mutual TLS, and a proof of nothing.
 */
export function certificateFromHeader({ req }: Connection): ClientCertificate | undefined {
  const [, der] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(req.header('client-cert') ?? '') ?? []
  return der === undefined ? undefined : read(Buffer.from(der, 'base64'))
}

/**
 * The certificate that API Gateway saw on the connection, as its event says. No header is believed.
 */
export function certificateFromGateway({ env }: Connection): ClientCertificate | undefined {
  const { requestContext } = (env ?? {}) as {
    requestContext?: { authentication?: { clientCert?: { clientCertPem?: string } } | null }
  }
  const pem = requestContext?.authentication?.clientCert?.clientCertPem
  return pem === undefined ? undefined : read(pem)
}

/** What is no certificate is none. */
function read(source: Buffer | string): ClientCertificate | undefined {
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(source)
  } catch {
    return undefined
  }
  // Node tells the parts one a line, as they are encoded; the text form begins with the last one.
  const subject = certificate.subject.split('\n').reverse().join(',')
  return { der: certificate.raw.toString('base64'), subject }
}
