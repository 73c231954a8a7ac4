import type { Context } from 'hono'
import type { html } from 'hono/html'
import { type Texts, textsFor } from '#apps/authorization/texts.ts'
import { isolateRightToLeft, revealInvisible } from '#bank/base/bidi-safe.ts'
import type { Look } from '#bank/worlds/theme.ts'
import { basePathOf } from '#edge/origin.ts'
import { keepAnswer } from '#edge/request/bodies.ts'
import type { Sandbox, World } from '#store/world.ts'

/** The settings of every page. */
export type PageSettings = {
  readonly t: Texts
  /** The bank's name. */
  readonly bank: string
  readonly look: Look
  /** The path of the sandbox's base URL; empty, as a rule. */
  readonly root: string
  /** The path of the world's authorization server. */
  readonly base: string
  /** The world's now, in epoch milliseconds; absent if the world is unknown. */
  readonly now: number | undefined
}

/** Builds the page settings of a request. An unknown world gets the default look. */
export function buildPageSettings(c: Context, sandbox: Sandbox, world: World | undefined): PageSettings {
  const root = basePathOf(sandbox)
  const theme = world?.record.theme
  return {
    t: textsFor(c.req.header('accept-language')),
    bank: theme?.name ?? 'Sandbank',
    look: theme?.look ?? 'sandbank',
    root,
    base: `${root}/authorization/${world?.id ?? ''}`,
    now: world?.now,
  }
}

/** Whether the caller is a browser, which accepts HTML. */
export const wantsPage = (c: Context): boolean => c.req.header('accept')?.includes('text/html') ?? false

/**
 * Forbids scripts, framing, forms to other sites, and caching. The referrer stays within the bank:
 * with `no-referrer`, browsers would send `Origin: null` with our forms, whose origin is checked.
 */
const securityHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * Sends a page. Text from partners cannot change how payee and amount read: invisible and
 * right-to-left characters are neutralised.
 */
export async function sendPage(
  page: ReturnType<typeof html>,
  status = 200,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Response> {
  const text = isolateRightToLeft(revealInvisible(String(await page)))
  return keepAnswer(new Response(text, { status, headers: headersOf({ ...securityHeaders, ...more }) }), text)
}

/**
 * Redirects to another page of the bank, by GET. Takes a path, never a URL, so it cannot lead to
 * another site.
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
