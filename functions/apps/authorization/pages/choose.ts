import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { accountsChoice } from '#apps/authorization/pages/consent/accounts-choice.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { alert, appBadge, form, type Html, nothing, page } from './page.ts'
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
  // A customer who allowed this before keeps the same accounts by default.
  const before = new Set(consent.accounts ?? (accounts.length === 1 ? accounts.map(({ id }) => id) : []))
  const isOpen = accounts.length > 0
  return page(
    settings,
    parts.title,
    html`<p class="step">${t.step(2)}</p>
${appBadge(app)}
<h1>${parts.title}</h1>
${alert(isWrong ? parts.accounts.missing : undefined)}
${parts.lead}
<p>${t.consent.signedInAs(name)}</p>
${parts.details}
${form(
  token,
  html`<input type="hidden" name="step" value="choose">
${isOpen ? accountsChoice(settings, { parts, accounts, before, isWrong }) : html`<p class="warning">${parts.accounts.none}</p>`}
<p class="actions">${isOpen ? html`<button class="btn" name="decision" value="approve">${parts.approve}</button>` : nothing}<button class="btn quiet" name="decision" value="refuse">${t.refuse}</button></p>`,
)}`,
    { isWrong },
  )
}
