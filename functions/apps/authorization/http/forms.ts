import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { readBodyText } from '#edge/input.ts'
import { PageError } from './page-error.ts'

/**
 * What a form must carry to be taken: nobody can know it who does not see the page, which only one
 * browser is shown.
 */
export const createFormToken = (secret: string, holder: string): string =>
  createHmac('sha256', secret).update(`form/${holder}`).digest('base64url')

/** No form of ours is longer, in bytes. */
const longestForm = 16_384

/**
 * What a form says, once it is sure that a page of ours in the holder's browser sent it. No holder,
 * no form.
 */
export async function readForm(
  c: Context,
  secret: string,
  holderOf: (form: URLSearchParams) => string | undefined,
  baseUrl: string,
): Promise<URLSearchParams> {
  checkOrigin(c, baseUrl)
  const form = new URLSearchParams(await readBodyText(c.req.raw, longestForm))
  const holder = holderOf(form)
  if (holder === undefined) throw new PageError('form-foreign')
  const [sent, right] = [Buffer.from(form.get('token') ?? ''), Buffer.from(createFormToken(secret, holder))]
  if (sent.length !== right.length || !timingSafeEqual(sent, right)) throw new PageError('form-foreign')
  return form
}

/** The one-time code of a form, as people type it: with blanks. */
export const readCode = (form: URLSearchParams): string => form.get('code')?.replaceAll(/\s/g, '') ?? ''

/**
 * Browsers say which page a form came from; what says nothing has no cookies of anybody's either,
 * or needs the token all the same.
 */
function checkOrigin(c: Context, baseUrl: string): void {
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin') throw new PageError('form-foreign')
  const origin = c.req.header('origin')
  if (origin === undefined) return
  // The sandbox may be reached by another name than its own: a forwarded port, a tunnel.
  if (origin !== new URL(baseUrl).origin && origin !== new URL(c.req.url).origin) throw new PageError('form-foreign')
}
