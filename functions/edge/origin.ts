import type { Sandbox } from '#store/world.ts'

/**
 * Returns the origin that a request came to: the sandbox's own, or the one for mutual TLS. Links in
 * the answer use the same origin, and a DPoP proof must name it.
 */
export const originOf = ({ baseUrl, mtlsUrl }: Pick<Sandbox, 'baseUrl' | 'mtlsUrl'>, url: string): string =>
  mtlsUrl !== undefined && url.startsWith(`${mtlsUrl}/`) ? mtlsUrl : baseUrl
