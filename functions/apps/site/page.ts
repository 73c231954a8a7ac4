import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'
import { footer, type Html, nothing, type Page, type Place, renderPage, topBar } from '#looks/index.ts'
import { sharePicture } from './assets.ts'
import { collectionPath } from './collection/collection.ts'
import { formatClock } from './format.ts'

/** The places that the bar of every page leads to. */
export const places: readonly Place[] = [
  { name: 'Start', path: '/' },
  { name: 'Console', path: '/console' },
  { name: 'Customers', path: '/customers' },
  { name: 'Scenarios', path: '/scenarios' },
  { name: 'Reference', path: '/reference' },
]

const footerLinks: readonly Place[] = [
  { name: 'Problems', path: '/problems' },
  { name: 'openapi.json', path: '/openapi.json', isFile: true },
  { name: 'Collection', path: collectionPath, isFile: true },
  { name: 'llms.txt', path: '/llms.txt' },
  { name: 'Apache-2.0', path: 'https://www.apache.org/licenses/LICENSE-2.0' },
]

/** What the pages of one request have in common. */
export type Surroundings = {
  /** The path of the sandbox's base URL; empty, as a rule. */
  readonly root: string
  /** The public base URL of a sandbox in the cloud: links to its pages show a picture. */
  readonly sharedAt?: string
  /**
   * The world that the page shows or a laptop begins with: its start and its now, in epoch
   * milliseconds.
   */
  readonly clock?: { readonly world: string; readonly start?: number; readonly now: number } | undefined
}

/** Reads what the pages of one request have in common. Only a laptop has a world of its own. */
export async function surroundingsOf({ sandbox, first }: Pick<Host, 'sandbox' | 'first'>): Promise<Surroundings> {
  const world = first && (await sandbox.catchUp?.(sandbox, first.id))
  return {
    root: basePathOf(sandbox),
    ...(!sandbox.isLocal && { sharedAt: sandbox.baseUrl }),
    clock: world && { world: world.id, start: world.record.start, now: world.now },
  }
}

/** A page of the sandbox, without what all of them share. */
export type SitePage = Omit<Page, 'top' | 'foot' | 'root'> & {
  /** The path of the place that it belongs to. */
  readonly current?: string
}

/** Sends a page with what all pages share. */
export type Show = (c: Context, page: SitePage, status?: 200 | 400 | 403 | 404) => Promise<Response>

/**
 * Builds a page with the bar and the foot that all pages of the sandbox share. `surface` names its
 * stylesheet.
 */
export const renderSitePage = (
  { root, clock, sharedAt }: Surroundings,
  { current, ...page }: SitePage,
  surface: 'site' | 'console' = 'site',
): Html =>
  renderPage({
    ...page,
    root,
    head: html`${page.head ?? nothing}${sharedAt === undefined ? nothing : renderShared(sharedAt, page)}`,
    styles: [`/looks/${surface}.css`, ...(page.styles ?? [])],
    main: page.isWide ? page.main : html`<div class="${surface}">${page.main}</div>`,
    top: topBar({
      root,
      places,
      ...(current !== undefined && { current }),
      clock: clock && { world: clock.world, now: formatClock(clock.now), path: `/console/${clock.world}` },
    }),
    foot: footer('Everything here is invented: people, merchants, employers.', footerLinks, root),
    scripts: [...(page.scripts ?? []), '/looks/copy.js'],
  })

/** Says what a link to the page shows where people share it (Open Graph). */
const renderShared = (baseUrl: string, { title, description }: Pick<Page, 'title' | 'description'>): Html =>
  html`<meta property="og:type" content="website"><meta property="og:title" content="${title}"><meta property="og:description" content="${description ?? 'A bank that anyone can fork, over the real UK Open Banking API.'}"><meta property="og:image" content="${baseUrl}/looks/${sharePicture}"><meta name="twitter:card" content="summary_large_image">`

/**
 * What every page of the sandbox sends along. Styles, scripts, fonts and pictures come from its own
 * host only, and forms go to it only.
 */
export const pageHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
}

/**
 * Puts the path of the base URL in front of the links and forms of pages that begin with a slash,
 * and do not have it yet.
 */
export function prefixLinks(root: string): MiddlewareHandler {
  const links = new RegExp(` (href|src|action)="(?!${root}/)/`, 'g')
  return async (c, next) => {
    await next()
    if (root === '' || !c.res.headers.get('content-type')?.includes('text/html')) return
    const page = await c.res.text()
    c.res = new Response(page.replaceAll(links, ` $1="${root}/`), c.res)
  }
}
