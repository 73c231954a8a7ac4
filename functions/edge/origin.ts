import type { Sandbox } from '#store/world.ts'

/**
 * The door that a request came in by: the sandbox's own address, or the one where partners show
 * certificates. What an answer points to lies behind the same door, and a DPoP proof is made for
 * it.
 */
export const originOf = ({ baseUrl, mtlsUrl }: Pick<Sandbox, 'baseUrl' | 'mtlsUrl'>, url: string): string =>
  mtlsUrl !== undefined && url.startsWith(`${mtlsUrl}/`) ? mtlsUrl : baseUrl
