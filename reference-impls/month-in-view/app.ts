import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { ApiError, type OpenBanking } from './bank.ts'
import { isMonth, monthAt } from './calendar.ts'
import { apologyPage } from './layout.ts'
import { monthPage } from './month-page.ts'
import { stylesheet } from './stylesheet.ts'
import { viewOf } from './view.ts'

/**
 * The app over a bank: one page, its stylesheet, and apologies. `log` is told of what nobody
 * foresaw.
 */
export function monthInView(bank: OpenBanking, log: (error: unknown) => void): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], styleSrc: ["'self'"], imgSrc: ['data:'], baseUri: ["'none'"] },
    }),
  )
  // A bank account is nobody's business but its owner's: no cache on the way keeps a page.
  const uncached = { 'cache-control': 'no-store' }

  app.get('/', async (c) => {
    const month = c.req.query('month')
    if (month !== undefined && !isMonth(month))
      return c.html(apologyPage('No such month', 'A month reads like 2026-11.'), 400, uncached)
    const view = await viewOf(bank, month)
    if (view.month > monthAt(view.now))
      return c.html(apologyPage('Not yet', 'That month has not begun at the bank.'), 404, uncached)
    return c.html(monthPage(view), 200, uncached)
  })
  app.get('/style.css', (c) => c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.notFound((c) => c.html(apologyPage('Nothing here', 'This app has one page.'), 404))

  app.onError((error, c) => {
    log(error)
    if (!(error instanceof ApiError))
      return c.html(apologyPage('This did not work', 'The fault is ours, and we have been told.'), 500, uncached)
    const { interactionId, retryAfterSeconds } = error
    const retry: Record<string, string> =
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
    return c.html(apologyPage('The bank did not answer', advice(error), interactionId), 502, { ...uncached, ...retry })
  })
  return app
}

/** What a customer can do about it. */
function advice({ failure, status, retryAfterSeconds }: ApiError): string {
  if (retryAfterSeconds !== undefined) return `It asks us to try again in ${retryAfterSeconds} seconds.`
  if (failure === 'unreachable') return 'We cannot reach the bank. Please try again in a minute.'
  if (status === 401 || status === 403) return 'It no longer lets us read your accounts. Please connect them again.'
  return 'Please try again in a minute.'
}
