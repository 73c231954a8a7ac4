import { html } from 'hono/html'
import { releaseForm } from '#actions/concurrency/sent-forms.ts'
import type { SitePage } from '#apps/site/page.ts'
import { Problem, problems } from '#bank/base/problem.ts'
import { basePathOf } from '#edge/origin.ts'
import { errorNotice, type Html } from '#looks/index.ts'
import { backTo } from './back-link.ts'
import { showPage } from './page.ts'
import type { Done, Shown, WorldRequest } from './world-request.ts'

/**
 * Does what a form says. If the bank rejects what was filled in, its page is shown again with the
 * reason above, and `page` fills the form with what was sent.
 */
export async function orShowAgain(
  request: WorldRequest,
  act: () => Promise<Done | Shown>,
  page: (notice: Html) => Promise<SitePage>,
): Promise<Done | Shown> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Problem) || problems[error.code].status >= 500) throw error
    const { c, host } = request
    const code = html`<a href="${basePathOf(host.sandbox)}/problems/${error.code}"><code>${error.code}</code></a>`
    const what = error.faults.map(({ message }) => html`<span class="block">${message}</span>`)
    const shown = await page(errorNotice('That did not work', what, code))
    return showPage(c, host, shown, request, problems[error.code].status)
  }
}

/**
 * Does what a form says. A copy of a large world takes several requests in the cloud: the page then
 * has a button that sends the same form again, which continues it.
 */
export async function orContinue(
  request: WorldRequest,
  form: URLSearchParams,
  act: () => Promise<Done | Shown>,
): Promise<Done | Shown> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'unavailable') throw error
    const { c, host } = request
    await releaseForm(host.sandbox, form.get('once') ?? '')
    const fields = [...form].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)
    const main = html`${backTo(request)}<div class="narrow"><h1>Not done yet</h1><p class="lead">This world is large, so its copy takes several steps. Each one continues where the last one stopped, and the world does not change before the end.</p>
<form method="post" action="${basePathOf(host.sandbox)}${c.req.path}">${fields}<button class="btn">Continue</button></form></div>`
    return showPage(c, host, { title: 'Not done yet · Sandbank console', main }, request, 503)
  }
}
