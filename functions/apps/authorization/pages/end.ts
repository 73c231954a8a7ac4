import { html } from 'hono/html'
import type { Setting } from '#apps/authorization/shown.ts'
import { type Html, page } from './page.ts'

type Outcome = 'approved' | 'refused'

/** The last page, which the browser leaves by itself: no form's redirect leads to the client, so forms may lead to us alone. */
export function endPage(
  setting: Setting,
  { app, outcome, onward, isTooOften }: { app: string; outcome: Outcome; onward: string; isTooOften: boolean },
): Html {
  const { t } = setting
  const { end } = t
  const title = outcome === 'approved' ? end.approved : end.refused
  return page(
    setting,
    title,
    html`<h1>${title}</h1>
${isTooOften ? html`<p class="alert">${end.tooOften}</p>` : ''}
<p class="lead">${outcome === 'approved' ? end.approvedLead(app) : end.refusedLead(app)}</p>
<p class="actions"><a class="button" href="${onward}">${end.goOn(app)}</a></p>`,
  )
}

/** What somebody sees who comes back to a request that was answered. */
export function overPage(setting: Setting, { app, outcome }: { app: string; outcome: Outcome }): Html {
  const { t, base } = setting
  const { end } = t
  const title = outcome === 'approved' ? end.approved : end.refused
  return page(
    setting,
    title,
    html`<h1>${title}</h1>
<p class="lead">${outcome === 'approved' ? end.approvedOver(app) : end.refusedOver(app)}</p>
<p>${end.whatNow(app)}</p>
<p class="links"><a href="${base}/customer">${end.ownPages}</a></p>`,
  )
}
