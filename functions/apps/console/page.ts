import type { Context } from 'hono'
import { html } from 'hono/html'
import { pageHeaders, renderSitePage, type SitePage } from '#apps/site/page.ts'
import { isolateRightToLeft, revealInvisible } from '#bank/base/bidi-safe.ts'
import { storeProblemOf, toProblem } from '#edge/error-response.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf } from '#edge/origin.ts'
import { type Content, errorNotice, type Html } from '#looks/index.ts'
import { PageProblem } from './page-problem.ts'
import { takeSaid } from './session.ts'
import type { WorldRequest } from './world-request.ts'

/** The world that a page shows, if it shows one. */
type Shown = Pick<WorldRequest, 'world' | 'base'> | undefined

/**
 * Sends a page of the console. What a form has done stands above it, once. Texts of partners and
 * worlds cannot reorder the words around them.
 */
export async function showPage(
  c: Context,
  host: Host,
  page: SitePage,
  request?: Shown,
  status = 200,
): Promise<Response> {
  const said = takeSaid(c, host)
  const clock = request && { world: request.world.id, now: request.world.now }
  const main =
    said === undefined ? page.main : [renderSaid(said, basePathOf(host.sandbox) + c.req.path), asHtml(page.main)]
  const scripts = ['/looks/console.js', ...(page.scripts ?? [])]
  const whole = renderSitePage(
    { root: basePathOf(host.sandbox), clock },
    { current: '/console', ...page, main: main as Content, scripts },
    'console',
  )
  return c.html(isolateRightToLeft(revealInvisible(String(await whole))), status as 200, pageHeaders)
}

/** Says what a form has done. The link shows the page again, without it. */
const renderSaid = (said: string, path: string): Html =>
  html`<div class="said"><p role="status">${said}</p><a class="small" href="${path}">Close</a></div>`

const asHtml = (content: Content): Html => html`${content}`

/** Sends the page of an error: what happened, what to do, and the code last. */
export async function showError(c: Context, host: Host, error: unknown, request?: Shown): Promise<Response> {
  const root = basePathOf(host.sandbox)
  if (error instanceof PageProblem) {
    const { status, title, message, remedy } = error
    const next =
      remedy === 'sign-in'
        ? html`<a class="btn" href="${root}/console/worlds#sign-in">Sign in</a>`
        : request
          ? html`<a class="btn" href="${request.base}">Back to ${request.world.id}</a>`
          : html`<a class="btn" href="${root}/console/worlds">To your worlds</a>`
    return showPage(c, host, buildErrorPage(title, errorNotice('What to do', message), next), request, status)
  }
  const problem = storeProblemOf(error) ?? toProblem(host.sandbox, error, host.sandbox.newInteractionId())
  const what = problem.faults.map(({ message }) => html`<span class="block">${message}</span>`)
  const last = html`<a href="${root}/problems/${problem.code}"><code>${problem.code}</code></a>`
  const next = request
    ? html`<a class="btn" href="${request.base}">Back to ${request.world.id}</a>`
    : html`<a class="btn" href="${root}/console/worlds">To your worlds</a>`
  return showPage(
    c,
    host,
    buildErrorPage('That did not work', errorNotice('What happened', what, last), next),
    request,
    problem.status,
  )
}

const buildErrorPage = (title: string, notice: Html, next: Html): SitePage => ({
  title: `${title} · Sandbank`,
  main: html`<div class="narrow"><h1>${title}</h1>${notice}<p class="row">${next}</p></div>`,
})
