import * as z from 'zod'

/** The limits of redirect URIs (DCR v3.3): how many, and how many characters each. */
const maxRedirectUris = 10
const maxRedirectUriLength = 256

const loopbacks = ['localhost', '127.0.0.1', '[::1]']

/** Returns whether a URL is plain http to the machine itself, whose traffic stays on it. */
export function isLoopback(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'http:' && loopbacks.includes(url.hostname)
}

/**
 * An absolute http(s) URI by its characters (RFC 3986). URL parsers also accept others, such as
 * blanks and backslashes.
 */
const webUri = /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i

/** Returns why a redirect URI is rejected, or undefined. */
export function findRedirectFault(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (!url || !webUri.test(uri)) return 'must be an absolute URI such as https://app.example/callback'
  if (uri.includes('#')) return 'must not have a fragment (#)'
  if (url.username || url.password) return 'must not contain a user name or a password'
  // A parser reads `https:///app.example`, `https://@app.example` or `http://127.1` as a host that
  // differs from the text.
  const [, host = ''] = /^https?:\/\/(.*?)(?::\d+)?(?:[/?]|$)/i.exec(uri) ?? []
  if (host.toLowerCase() !== url.hostname) return `must write its host as ${url.hostname}`
  if (host.includes('*')) return 'must name one host; * is not a wildcard'
  if (url.protocol === 'http:' && !isLoopback(uri))
    return 'must be https; plain http is only for localhost, 127.0.0.1 and [::1]'
  return undefined
}

/** A redirect URI. It is compared character by character, so it is stored unchanged. */
const RedirectUri = z
  .string()
  .max(maxRedirectUriLength)
  .check(({ value, issues }) => {
    const fault = findRedirectFault(value)
    if (fault) issues.push({ code: 'custom', message: fault, input: value })
  })
  .meta({ examples: ['https://app.example/callback'] })

export const RedirectUris = z.array(RedirectUri).min(1).max(maxRedirectUris)

/** An https URI, such as that of a logo. */
export const WebUri = z
  .string()
  .max(maxRedirectUriLength)
  .refine((uri) => URL.parse(uri)?.protocol === 'https:' && webUri.test(uri), { error: 'must be an https URI' })
