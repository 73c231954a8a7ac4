import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'

/**
 * Creates the anti-forgery token of a form. Only the holder's browser is shown the page with it.
 */
export const createFormToken = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(`form/${holder}`).digest('base64url')

/** Whether a form came with the anti-forgery token of its holder. */
export function hasFormToken(form: URLSearchParams, secret: string, holder: string): boolean {
  const [sent, right] = [Buffer.from(form.get('token') ?? ''), Buffer.from(createFormToken(secret, holder))]
  return sent.length === right.length && timingSafeEqual(sent, right)
}

/**
 * Whether a form may have been sent by our own page. A caller that sends neither header has no
 * cookies, or needs the token all the same.
 */
export function isFromOwnPage(c: Context, baseUrl: string): boolean {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') return false
  const origin = c.req.header('origin')
  // The sandbox may be reached under another name, by a forwarded port or a tunnel.
  return origin === undefined || origin === new URL(baseUrl).origin || origin === new URL(c.req.url).origin
}
