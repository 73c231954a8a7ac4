import { certificateHeader, subjectHeader } from '#apps/authorization/provider/mutual-tls.ts'
import type { ClientCertificate } from '#edge/client-certificate.ts'

/**
 * The headers of a machine that reach the provider. Those of a proxy do not: host and protocol come
 * from configuration.
 */
export const machineHeaders = ['accept', 'authorization', 'content-type', 'dpop', 'origin', 'user-agent']
/** The headers of a browser that reach the provider. */
export const browserHeaders = [...machineHeaders, 'cookie']

/**
 * Builds the headers that the provider sees: the allowed ones of a request, and its client
 * certificate.
 */
export function buildProviderHeaders(
  read: (name: string) => string | undefined,
  allowed: readonly string[],
  certificate: ClientCertificate | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of allowed) {
    const value = read(name)
    if (value !== undefined) headers[name] = value
  }
  if (certificate) {
    headers[certificateHeader] = certificate.der
    // A header carries ASCII only.
    headers[subjectHeader] = encodeURIComponent(certificate.subject)
  }
  return headers
}
