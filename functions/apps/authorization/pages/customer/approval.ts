import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { codeField, codeSent } from '#apps/authorization/pages/code.ts'
import { facts } from '#apps/authorization/pages/facts.ts'
import { alert, answerForm, asking, done, type Html, nothing, page } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import { chosenAccountsSection } from './other-device-approval.ts'
import { signedInBar } from './signed-in-bar.ts'

/** A payment that needs a second director. */
export type PaymentApprovalView = {
  readonly app: string
  readonly name: string
  readonly token: string
  readonly parts: ConsentParts
  /** The account that pays, while the payment waits for approval. */
  readonly accounts: readonly PayingChoice[]
  /** The names of the directors who approved it, and the instant of the last approval. */
  readonly by: readonly string[]
  readonly at: number
  readonly until: number
  /** Whether it waits for the signed-in director. */
  readonly isOpen: boolean
  readonly hasAgreed: boolean
  /** The status, in words. */
  readonly state: string
}

/** The payment's details, with the buttons to approve and decline, or its status. */
export function paymentApprovalPage(settings: PageSettings, one: PaymentApprovalView, wrong?: string): Html {
  const { t, base } = settings
  const { app, name, token, parts, accounts, by, at, until, isOpen, hasAgreed, state } = one
  const words = t.directorApproval
  const title = isOpen ? words.title : words.overTitle
  const known = facts([
    [words.state, isOpen ? undefined : state],
    [words.asked, app],
    [words.by, by.join(', ')],
    [words.at, t.moment(at)],
    [words.until, isOpen ? t.moment(until) : undefined],
  ])
  const details = html`<p class="links"><a href="${base}/customer">${words.back}</a></p>
${done(hasAgreed ? words.agreed : undefined)}
${asking(app, title)}
${alert(isOpen ? undefined : wrong)}
${parts.lead}
${isOpen ? html`<p>${words.lead}</p>` : nothing}
<section aria-labelledby="asked"><h2 id="asked">${words.who}</h2>${known}</section>
${parts.details}`
  const answer = answerForm(settings, token, {
    fields: chosenAccountsSection(settings, parts, words.from, accounts),
    yes: html`<button class="btn" name="decision" value="approve">${parts.approve}</button>`,
  })
  return page(settings, title, html`${details}${isOpen ? answer : nothing}`, {
    aside: signedInBar(settings, name, token),
    hasBar: isOpen,
  })
}

/** The one-time code, which is for this payment only. */
export function paymentApprovalCodePage(
  settings: PageSettings,
  { name, token, parts, accounts }: PaymentApprovalView,
  { code, wrong }: { readonly code: string; readonly wrong: string | undefined },
): Html {
  const { t } = settings
  const [account] = accounts
  return page(
    settings,
    t.code.title,
    html`<p class="links"><a href="?again=1">${t.directorApproval.again}</a></p>
<h1>${t.code.title}</h1>
${alert(wrong)}
${codeSent(settings, parts, account, code)}
${answerForm(settings, token, {
  fields: codeField(t, wrong),
  yes: html`<button class="btn" name="decision" value="confirm">${t.code.submit}</button>`,
})}`,
    { isWrong: wrong !== undefined, aside: signedInBar(settings, name, token), hasBar: true },
  )
}
