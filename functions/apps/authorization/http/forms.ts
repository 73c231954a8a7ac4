import type { Context } from 'hono'
import { hasFormToken, isFromOwnPage } from '#edge/form.ts'
import { readBodyText } from '#edge/input.ts'
import { PageError } from './page-error.ts'

/** The largest form, in bytes. */
const maxFormBytes = 16_384

/** Reads a form. Rejects a form that was not sent by our page in the holder's browser. */
export async function readForm(
  c: Context,
  secret: string,
  holderOf: (form: URLSearchParams) => string | undefined,
  baseUrl: string,
): Promise<URLSearchParams> {
  if (!isFromOwnPage(c, baseUrl)) throw new PageError('form-foreign')
  const form = new URLSearchParams(await readBodyText(c.req.raw, maxFormBytes))
  const holder = holderOf(form)
  if (holder === undefined || !hasFormToken(form, secret, holder)) throw new PageError('form-foreign')
  return form
}

/** Reads the one-time code of a form, without the spaces that people type. */
export const readCode = (form: URLSearchParams): string => form.get('code')?.replaceAll(/\s/g, '') ?? ''
