import type { MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import { pageHeaders } from '#apps/site/page.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'
import { readSession } from './session.ts'

/**
 * Lets a browser that follows a link from another site ask again, from a page of this one: the
 * cookie of the session is sent only then. Without it, the browser would seem to be signed out, and
 * a new session would replace its keys.
 */
export const askAgain =
  (host: Host): MiddlewareHandler =>
  async (c, next) => {
    const isFromOtherSite = c.req.method === 'GET' && c.req.header('sec-fetch-site') === 'cross-site'
    if (!isFromOtherSite || readSession(c, host)) return next()
    const page = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0"><title>Sandbank</title></head><body><p><a href="${basePathOf(host.sandbox)}${c.req.path}${new URL(c.req.url).search}">Open the console</a></p></body></html>`
    return c.html(page, 200, pageHeaders)
  }
