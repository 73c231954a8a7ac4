import * as z from 'zod'

/** How many redirect URIs a partner may have, and how long each may be (DCR v3.3). */
const mostRedirectUris = 10
const longestRedirectUri = 256

const loopbacks = ['localhost', '127.0.0.1', '[::1]']

/** Whether a URL is plain http to the machine itself: traffic that nobody else can hear. */
export function isLoopback(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'http:' && loopbacks.includes(url.hostname)
}

/**
 * An absolute URI of the web, by its characters (RFC 3986) and as it begins. URL parsers forgive
 * others, blanks and backslashes too.
 */
const webUri = /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/i

/** Why customers cannot be sent back to a URI, or undefined. */
export function findRedirectFault(uri: string): string | undefined {
  const url = URL.parse(uri)
  if (!url || !webUri.test(uri)) return 'must be an absolute URI such as https://app.example/callback'
  if (uri.includes('#')) return 'must not have a fragment (#)'
  if (url.username || url.password) return 'must not hold a user or a password'
  // What a parser makes of `https:///app.example`, `https://@app.example` or `http://127.1` reads
  // as another host, or as none.
  const [, host = ''] = /^https?:\/\/(.*?)(?::\d+)?(?:[/?]|$)/i.exec(uri) ?? []
  if (host.toLowerCase() !== url.hostname) return `must name its host as it is: ${url.hostname}`
  if (host.includes('*')) return 'must name one host: it is compared letter by letter, and * stands for nothing else'
  if (url.protocol === 'http:' && !isLoopback(uri))
    return 'must be https; plain http may go to localhost, 127.0.0.1 and [::1] only'
  return undefined
}

/**
 * Where customers may be sent back to: compared character by character, so nothing is changed in
 * it.
 */
const RedirectUri = z
  .string()
  .max(longestRedirectUri)
  .check(({ value, issues }) => {
    const fault = findRedirectFault(value)
    if (fault) issues.push({ code: 'custom', message: fault, input: value })
  })
  .meta({ examples: ['https://app.example/callback'] })

export const RedirectUris = z.array(RedirectUri).min(1).max(mostRedirectUris)

/** An address of the web, and never of plain http: where a logo lies. */
export const WebUri = z
  .string()
  .max(longestRedirectUri)
  .refine((uri) => URL.parse(uri)?.protocol === 'https:' && webUri.test(uri), { error: 'must be an https URI' })
