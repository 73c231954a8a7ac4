import { X509Certificate } from 'node:crypto'

/**
 * Whether a client certificate (DER, base64) is one of the directory's that holds at an instant (epoch milliseconds of real
 * time). A subject alone proves nothing: anybody can sign a certificate that bears it.
 */
export function isIssuedBy(authority: string, certificate: string, real: number): boolean {
  const [issuer, issued] = [certificateOf(authority), certificateOf(certificate)]
  if (!issuer || !issued || issued.ca) return false
  const holds = issued.validFromDate.getTime() <= real && real < issued.validToDate.getTime()
  return holds && issued.checkIssued(issuer) && issued.verify(issuer.publicKey)
}

function certificateOf(der: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(der, 'base64'))
  } catch {
    return undefined
  }
}
