import type { Sandbox } from '#store/world.ts'

/**
 * Returns the base URL that a request came to: the sandbox's own, the one for mutual TLS, or on a
 * laptop the address that the caller used. Links in the answer begin with it, and a DPoP proof must
 * name it.
 */
export function originOf({ baseUrl, mtlsUrl, followedPort }: BaseUrls, url: string): string {
  if (mtlsUrl !== undefined && url.startsWith(`${mtlsUrl}/`)) return mtlsUrl
  if (followedPort === undefined || url.startsWith(`${baseUrl}/`)) return baseUrl
  const end = url.indexOf('/', 'https://'.length)
  const origin = end < 0 ? url : url.slice(0, end)
  const usesPort = origin.endsWith(`:${followedPort}`) || (followedPort === 80 && URL.parse(origin)?.port === '')
  return usesPort ? origin : baseUrl
}

type BaseUrls = Pick<Sandbox, 'baseUrl' | 'mtlsUrl' | 'followedPort'>

/** Returns the path of the base URL, which a proxy strips; empty, as a rule. */
export const basePathOf = ({ baseUrl }: Pick<Sandbox, 'baseUrl'>): string =>
  baseUrl.slice(new URL(baseUrl).origin.length)
