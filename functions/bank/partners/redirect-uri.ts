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

/** The addresses that never leave a network, as URLs write them: RFC 1918, RFC 4193, link-local. */
const privateAddress = /^(?:(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+)+$|\[f[cd]..:|\[fe[89ab].:)/

/** Returns whether a host is on the local network: a private address, or a name under localhost. */
const isPrivateHost = (hostname: string): boolean => hostname.endsWith('.localhost') || privateAddress.test(hostname)

/**
 * Returns why a sandbox in the cloud rejects a redirect URI that a local one accepts, or undefined.
 * A local one also returns to other devices on its network, such as a phone.
 */
export const findCloudFault = (uri: string): string | undefined =>
  uri.toLowerCase().startsWith('http:') && !isLoopback(uri)
    ? `must be https; plain http is only for ${loopbackHosts}`
    : undefined

const loopbackHosts = 'localhost, 127.0.0.1 and [::1]'

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
  if (url.protocol === 'http:' && !isLoopback(uri) && !isPrivateHost(url.hostname))
    return `must be https; plain http is only for ${loopbackHosts} and, on a local sandbox, for *.localhost and private addresses`
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
