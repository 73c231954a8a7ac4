import { certificateHeader, subjectHeader } from '#apps/authorization/provider/mutual-tls.ts'
import type { ClientCertificate } from '#edge/client-certificate.ts'

/**
 * What of a machine's headers reaches the provider. What a proxy says of hosts and protocols does
 * not: configuration says those.
 */
export const machineHeaders = ['accept', 'authorization', 'content-type', 'dpop', 'origin', 'user-agent']
/** And what of a browser's, which says more. */
export const browserHeaders = [...machineHeaders, 'cookie']

/**
 * The headers as the provider shall see them: of those that a request has (`said`) the ones
 * `passed`, and its client certificate.
 */
export function buildProviderHeaders(
  said: (name: string) => string | undefined,
  passed: readonly string[],
  certificate: ClientCertificate | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of passed) {
    const value = said(name)
    if (value !== undefined) headers[name] = value
  }
  if (certificate) {
    headers[certificateHeader] = certificate.der
    // A header carries ASCII only.
    headers[subjectHeader] = encodeURIComponent(certificate.subject)
  }
  return headers
}
