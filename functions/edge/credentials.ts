import type { Context } from 'hono'
import type { Proof } from './dpop.ts'
import type { Host } from './host.ts'
import { originOf } from './origin.ts'

/**
 * What a caller sends to authenticate: the Authorization header, and the proof of the key that a
 * token is bound to. The proof is read only for bound tokens.
 */
export type Credentials = {
  readonly authorization: string | undefined
  proof(): Proof & { readonly certificate?: string | undefined }
}

/** Returns the credentials of a request. */
export const credentialsOf = (c: Context, { sandbox, certificateOf }: Host): Credentials => ({
  authorization: c.req.header('authorization'),
  proof: () => ({
    dpop: c.req.header('dpop'),
    method: c.req.method,
    url: originOf(sandbox, c.req.url) + sentPath(c.req.url),
    certificate: certificateOf?.(c)?.der,
  }),
})

/** The credentials of the host itself, for its own calls. */
export const noCredentials: Credentials = {
  authorization: undefined,
  proof: () => ({ dpop: undefined, method: '', url: '' }),
}

/** Returns the path as it was sent. A proof is made for that path, and Hono's own is decoded. */
function sentPath(url: string): string {
  const start = url.indexOf('/', 'https://'.length)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}
