import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Html, page } from '#apps/authorization/pages/page.ts'
import { signedInBar } from './signed-in-bar.ts'

export type PaymentsToApproveView = {
  readonly name: string
  readonly business: string
  readonly token: string
  readonly payments: readonly {
    readonly id: string
    readonly app: string
    readonly summary: string
    readonly until: number
  }[]
}

/** The payments that wait for a director's approval. */
export function paymentsToApprovePage(
  settings: PageSettings,
  { name, business, token, payments }: PaymentsToApproveView,
): Html {
  const { t, base } = settings
  const words = t.directorApproval
  const cards = payments.map(
    ({ id, app, summary, until }) =>
      html`<li class="urgent"><h3><a href="${base}/customer/payments/${id}">${summary}</a></h3>
<p>${words.askedBy(app)}</p><p class="small">${words.untilMoment(t.moment(until))}</p></li>`,
  )
  return page(
    settings,
    words.listTitle,
    html`<h1>${words.listTitle}</h1>
<p class="lead">${words.listLead(business)}</p>
<section aria-labelledby="waiting"><h2 id="waiting">${t.own.waiting}</h2>${
      payments.length === 0 ? html`<p>${words.none}</p>` : html`<ul class="cards">${cards}</ul>`
    }</section>`,
    { aside: signedInBar(settings, name, token) },
  )
}
