import type { Context } from 'hono'
import type { html } from 'hono/html'
import { type Texts, textsFor } from '#apps/authorization/texts.ts'
import { isolateRightToLeft, revealInvisible } from '#bank/base/bidi-safe.ts'
import type { Look } from '#bank/worlds/theme.ts'
import type { World } from '#store/world.ts'

/** What every page needs to know of where it is shown. */
export type PageSettings = {
  readonly t: Texts
  /** What the bank calls itself. */
  readonly bank: string
  readonly look: Look
  /** The path of the world's authorization server. */
  readonly base: string
  /** What the world's clock says; absent where no world is known. */
  readonly now: number | undefined
}

/** The settings of a request; a world that nobody knows has the looks of any. */
export function buildPageSettings(c: Context, world: World | undefined): PageSettings {
  const theme = world?.record.theme
  return {
    t: textsFor(c.req.header('accept-language')),
    bank: theme?.name ?? 'Sandbank',
    look: theme?.look ?? 'sandbank',
    base: `/authorization/${world?.id ?? ''}`,
    now: world?.now,
  }
}

/** Whether a browser asks, for a person. */
export const wantsPage = (c: Context): boolean => c.req.header('accept')?.includes('text/html') ?? false

/**
 * No script, no frame around it, no form that leads elsewhere, nothing kept. The referrer stays
 * within the bank: `no-referrer` would make browsers send `Origin: null` with our own forms, whose
 * origin is checked.
 */
const safe = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * A page as it is sent. Whatever partners wrote into it, who is paid and how much reads as it
 * stands.
 */
export async function sendPage(
  page: ReturnType<typeof html>,
  status = 200,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  return new Response(isolateRightToLeft(revealInvisible(String(await page))), {
    status,
    headers: headersOf({ ...safe, ...more }),
  })
}

/**
 * On to another page of ours, by GET. A path, never a whole address, so that it cannot lead
 * anywhere else.
 */
export function redirectTo(path: string, more: Readonly<Record<string, string | readonly string[]>> = {}): Response {
  return new Response(null, {
    status: 303,
    headers: headersOf({ location: path, 'cache-control': 'no-store', ...more }),
  })
}

function headersOf(headers: Readonly<Record<string, string | readonly string[]>>): Headers {
  const sent = new Headers()
  for (const [name, value] of Object.entries(headers))
    for (const one of typeof value === 'string' ? [value] : value) sent.append(name, one)
  return sent
}
