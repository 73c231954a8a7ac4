import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Fact, facts } from '#apps/authorization/pages/facts.ts'
import { appBadge, type Html, nothing, page } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import { signedInBar } from './signed-in-bar.ts'

export type ConsentDetail = {
  readonly app: string
  readonly name: string
  readonly token: string
  readonly parts: ConsentParts
  /** Whether it has ended: nothing more can be done under it. */
  readonly isOver: boolean
  /** Where it stands, in words; the instant since when, and what to call that. */
  readonly state: string
  readonly since: readonly [name: string, at: number]
  /** When something comes next, of a payment that is still to come. */
  readonly next: number | undefined
  readonly accounts: readonly PayingChoice[]
  /** Said after something was stopped. */
  readonly done: string | undefined
  /** How it is stopped, where it can be. */
  readonly stop: { readonly path: string; readonly ask: string } | undefined
  /** What came of it. */
  readonly history: Html
}

/**
 * One thing that a customer gave: where it stands, what came of it, what it allowsAction, and how
 * to stop it.
 */
export function consentDetailPage(settings: PageSettings, shownHere: ConsentDetail): Html {
  const { app, name, token, parts, isOver, state, since, next, accounts, done, stop, history } = shownHere
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
  return page(
    settings,
    app,
    html`${signedInBar(settings, name, token)}
<p class="links"><a href="${base}/customer">${own.back}</a></p>
${done === undefined ? nothing : html`<p class="done" role="status">${done}</p>`}
${appBadge(app)}
<h1>${app}</h1>
${isPayment ? parts.lead : nothing}
${facts(known)}
${stop ? html`<p class="actions"><a class="button quiet" href="${stop.path}">${stop.ask}</a></p>` : nothing}
${history}
${parts.given(isOver)}`,
  )
}
