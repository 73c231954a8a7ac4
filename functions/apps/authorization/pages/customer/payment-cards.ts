import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { appBadge, type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { describeOrder, type OrderWithStatus } from './order-text.ts'

/** A payment of the customer's list. It has no order if the app has not made it yet. */
export type Payment = {
  readonly app: string
  readonly summary: string
  readonly consent: PaymentConsentRecord
  readonly made: OrderWithStatus | undefined
}

/** A list of payments by apps, each with a link to its page. */
export function paymentCards({ t, base }: PageSettings, payments: readonly Payment[]): Html {
  const { own, orders } = t
  return html`<ul class="cards">${payments.map(({ app, summary, consent, made }) => {
    const next = made?.order.waits
    const isStanding = next && next.n > 0 && made.status.status !== 'PATC'
    return html`<li class="by-app">${appBadge(app)}<div><h3><a href="${base}/customer/consents/${consent.id}">${summary}</a></h3>
<p class="small"><strong>${made ? describeOrder(t, made) : orders.approved}</strong>${isStanding ? html` ${own.next}: ${t.date(next.at)}` : nothing}</p>
<p class="small soft">${own.by(app, t.date(consent.stateAt))}</p></div></li>`
  })}</ul>`
}
