import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { readBodyText } from '#edge/input.ts'
import { PageError } from './page-error.ts'

/**
 * Creates the anti-forgery token of a form. Only the holder's browser is shown the page with it.
 */
export const createFormToken = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(`form/${holder}`).digest('base64url')

/** The largest form, in bytes. */
const maxFormBytes = 16_384

/** Reads a form. Rejects a form that was not sent by our page in the holder's browser. */
export async function readForm(
  c: Context,
  secret: string,
  holderOf: (form: URLSearchParams) => string | undefined,
  baseUrl: string,
): Promise<URLSearchParams> {
  checkOrigin(c, baseUrl)
  const form = new URLSearchParams(await readBodyText(c.req.raw, maxFormBytes))
  const holder = holderOf(form)
  if (holder === undefined) throw new PageError('form-foreign')
  const [sent, right] = [Buffer.from(form.get('token') ?? ''), Buffer.from(createFormToken(secret, holder))]
  if (sent.length !== right.length || !timingSafeEqual(sent, right)) throw new PageError('form-foreign')
  return form
}

/** Reads the one-time code of a form, without the spaces that people type. */
export const readCode = (form: URLSearchParams): string => form.get('code')?.replaceAll(/\s/g, '') ?? ''

/**
 * Rejects a form from another origin. A caller that sends neither header has no cookies, or needs
 * the token all the same.
 */
function checkOrigin(c: Context, baseUrl: string): void {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') throw new PageError('form-foreign')
  const origin = c.req.header('origin')
  if (origin === undefined) return
  // The sandbox may be reached under another name, by a forwarded port or a tunnel.
  if (origin !== new URL(baseUrl).origin && origin !== new URL(c.req.url).origin) throw new PageError('form-foreign')
}
