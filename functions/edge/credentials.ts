import type { Context } from 'hono'
import type { Proof } from './dpop.ts'
import type { Host } from './host.ts'
import { originOf } from './origin.ts'

/**
 * Who calls: the header, and what proves that the token is theirs, read only for tokens that are
 * bound to a key.
 */
export type Credentials = {
  readonly authorization: string | undefined
  proof(): Proof & { readonly certificate?: string | undefined }
}

/** Who calls, as admission wants to know it. What only some tokens need is read when they do. */
export const credentialsOf = (c: Context, { sandbox, certificateOf }: Host): Credentials => ({
  authorization: c.req.header('authorization'),
  proof: () => ({
    dpop: c.req.header('dpop'),
    method: c.req.method,
    url: originOf(sandbox, c.req.url) + sentPath(c.req.url),
    certificate: certificateOf?.(c)?.der,
  }),
})

/** Nobody in particular: what a host does for itself. */
export const noCredentials: Credentials = {
  authorization: undefined,
  proof: () => ({ dpop: undefined, method: '', url: '' }),
}

/** The path as it was sent: a proof is made for that, and Hono's own is decoded. */
function sentPath(url: string): string {
  const start = url.indexOf('/', 'https://'.length)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}
