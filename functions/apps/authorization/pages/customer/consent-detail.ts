import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Fact, facts } from '#apps/authorization/pages/facts.ts'
import { asking, done as doneNotice, type Html, nothing } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import { icon } from '#looks/index.ts'
import { ownPage } from './own-page.ts'

export type ConsentDetailView = {
  readonly app: string
  readonly name: string
  readonly token: string
  readonly parts: ConsentParts
  /** Whether the consent has ended. */
  readonly isOver: boolean
  /** The status in words, and its instant with a label. */
  readonly state: string
  readonly since: readonly [name: string, at: number]
  /** The instant of the next payment. */
  readonly next: number | undefined
  readonly accounts: readonly PayingChoice[]
  /** The message after the customer stopped it. */
  readonly done: string | undefined
  /** The link that stops it, if it can be stopped. */
  readonly stop: { readonly path: string; readonly ask: string } | undefined
  /** What was read or paid under it. */
  readonly history: Html
}

/** One consent of the customer: its status, its history, what it allows, and how to stop it. */
export function consentDetailPage(settings: PageSettings, view: ConsentDetailView): Html {
  const { app, name, token, parts, isOver, state, since, next, accounts, done, stop, history } = view
  const { t, base } = settings
  const { own } = t
  const known: Fact[] = [
    [own.state, state],
    [since[0], t.moment(since[1])],
    [own.next, next === undefined ? undefined : t.date(next)],
    [
      parts.accounts.isOne ? own.account : own.accounts,
      html`${accounts.map((one) => html`<span class="line">${one.name}, ${t.consent.ending(one.number)}</span>`)}`,
    ],
  ]
  const isPayment = parts.family === 'payment'
  return ownPage(
    settings,
    app,
    html`<p class="links"><a href="${base}/customer/apps">${icon('back')}${own.back}</a></p>
${doneNotice(done)}
${asking(app, app)}
${isPayment ? parts.lead : nothing}
${facts(known)}
${stop ? html`<p><a class="btn quiet" href="${stop.path}">${stop.ask}</a></p>` : nothing}
${history}
${parts.authorisedDetails(isOver)}`,
    { name, token, place: 'apps', isNarrow: true },
  )
}
