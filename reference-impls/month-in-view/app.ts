import { readFile } from 'node:fs/promises'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { ApiError, type OpenBanking } from './bank.ts'
import { isMonth, monthAt } from './calendar.ts'
import { renderErrorPage } from './layout.ts'
import { looksAssets } from './looks.ts'
import { renderMonthPage } from './month-page.ts'
import { loadView } from './view.ts'

/**
 * Builds the app for a bank: one page, its styles and error pages. `log` receives every error.
 */
export function monthInView(bank: OpenBanking, log: (error: unknown) => void): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        ...{ defaultSrc: ["'none'"], baseUri: ["'none'"] },
        ...{ styleSrc: ["'self'"], fontSrc: ["'self'"], imgSrc: ["'self'"] },
      },
    }),
  )
  // Pages show private account data, so no cache may store them.
  const uncached = { 'cache-control': 'no-store' }

  app.get('/', async (c) => {
    const month = c.req.query('month')
    if (month !== undefined && !isMonth(month))
      return c.html(renderErrorPage('Unknown month', 'Write the month like 2026-11.'), 400, uncached)
    const view = await loadView(bank, month)
    if (view.month > monthAt(view.now))
      return c.html(renderErrorPage('This month is in the future', 'The bank has no data for it yet.'), 404, uncached)
    return c.html(renderMonthPage(view), 200, uncached)
  })
  for (const { name, headers, read } of looksAssets)
    app.get(`/looks/${name}`, async (c) => c.body(await read(), 200, headers))
  app.get('/month.css', async (c) =>
    c.body(await readFile(new URL('month.css', import.meta.url)), 200, { 'content-type': 'text/css; charset=utf-8' }),
  )
  app.notFound((c) => c.html(renderErrorPage('Page not found', 'This app has one page, which shows a month.'), 404))

  app.onError((error, c) => {
    log(error)
    if (!(error instanceof ApiError))
      return c.html(
        renderErrorPage('Something went wrong', 'The error is in this app, and is logged. Please try again.'),
        500,
        uncached,
      )
    const { interactionId, retryAfterSeconds } = error
    const retry: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
    return c.html(renderErrorPage('We could not read your accounts', adviseCustomer(error), interactionId), 502, {
      ...uncached,
      ...retry,
    })
  })
  return app
}

/** Returns what happened and what the customer can do. */
function adviseCustomer({ failure, status, retryAfterSeconds }: ApiError): string {
  if (retryAfterSeconds !== undefined) return `The bank asks us to try again in ${retryAfterSeconds} seconds.`
  if (failure === 'unreachable') return 'We cannot reach the bank. Please try again in a minute.'
  if (status === 401 || status === 403)
    return 'The bank no longer lets us read your accounts. Please connect them again.'
  return 'The bank returned an error. Please try again in a minute.'
}
