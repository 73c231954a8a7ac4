import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { accountsChoice } from '#apps/authorization/pages/consent/accounts-choice.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { alert, answerForm, asking, type Html, nothing, page, warning } from './page.ts'
import type { ConsentParts } from './parts.ts'

export type ChooseView = {
  readonly app: string
  /** The name of the signed-in customer. */
  readonly name: string
  readonly consent: ConsentRecord
  readonly parts: ConsentParts
  readonly accounts: readonly PayingChoice[]
  readonly token: string
  readonly isWrong: boolean
}

/** Step two: what the app asks for, for how long, and the choice of accounts. */
export function choosePage(
  settings: PageSettings,
  { app, name, consent, parts, accounts, token, isWrong }: ChooseView,
): Html {
  const { t } = settings
  // A customer who allowed this before keeps the same accounts by default. Otherwise no account is
  // selected, unless there is only one: the customer decides what is shared.
  const before = new Set(consent.accounts ?? (accounts.length === 1 ? accounts.map(({ id }) => id) : []))
  const isOpen = accounts.length > 0
  return page(
    settings,
    parts.title,
    html`${asking(app, parts.title)}
${alert(isWrong ? parts.accounts.missing : undefined)}
${parts.lead}
${parts.details}
${answerForm(settings, token, {
  fields: html`<input type="hidden" name="step" value="choose">
${isOpen ? accountsChoice(settings, { parts, accounts, before, isWrong }) : warning(parts.accounts.none)}`,
  yes: isOpen ? html`<button class="btn" name="decision" value="approve">${parts.approve}</button>` : nothing,
  fine: html`<span>${t.consent.thenBack(name, app)}</span>`,
})}`,
    { isWrong, step: 2, hasBar: true },
  )
}
