import type { Fetch } from './connection.ts'

/**
 * Returns the URL of the keys of an issuer, as its metadata gives it. Throws an error that says
 * what is missing.
 */
export async function discoverKeys(issuer: string, fetch: Fetch): Promise<string> {
  const url = `${issuer}/.well-known/openid-configuration`
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } })
    const metadata = (await response.json()) as { jwks_uri?: string; issuer?: string }
    if (metadata.issuer !== issuer || metadata.jwks_uri === undefined)
      throw new Error(`answered ${response.status} without a jwks_uri of this issuer`)
    return metadata.jwks_uri
  } catch (cause) {
    throw new Error(`${url}: must give the keys of the issuer: ${(cause as Error).message}`, { cause })
  }
}
