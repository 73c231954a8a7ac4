import type { Context } from 'hono'
import { Problem } from '#bank/base/problem.ts'
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

/**
 * Redirects a path that ends in a slash, as people type it, to the one without. Returns undefined
 * for another path, and for one that a browser would read as another host.
 */
export function redirectTrailingSlash(c: Context, sandbox: Pick<Sandbox, 'baseUrl'>): Response | undefined {
  const { method, path, url } = c.req
  if (method !== 'GET' || !/^\/[^/\\].*\/$/.test(path)) return undefined
  return c.redirect(basePathOf(sandbox) + path.replace(/\/+$/, '') + new URL(url).search)
}

/**
 * Parses the origins of browser apps: one or more, or a text with commas or blanks between them.
 * Throws a Problem that names the setting for a text that is not an exact origin.
 */
export function parseOrigins(setting: string, sent: string | readonly string[] = []): ReadonlySet<string> {
  const texts = typeof sent === 'string' ? sent.split(/[\s,]+/).filter((text) => text !== '') : sent
  for (const text of texts) {
    const url = URL.parse(text)
    const origin = url && /^https?:$/.test(url.protocol) && parseHost(url.host) ? url.origin : undefined
    if (origin === text) continue
    const suggestion = origin === undefined ? '' : `; did you mean ${origin}?`
    throw new Problem(
      'field-invalid',
      `${setting}: must be the exact origin of a page such as http://localhost:5173, without a path (got ${text.slice(0, 100)})${suggestion}`,
    )
  }
  return new Set(texts)
}

const hostForm = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i

/**
 * Returns the host of a Host header in the form of a URL, without its port; undefined where it has
 * another form.
 */
export function parseHost(header: string): string | undefined {
  if (!hostForm.test(header)) return undefined
  return URL.parse(`http://${header}`)?.hostname.replace(/\.$/, '')
}
