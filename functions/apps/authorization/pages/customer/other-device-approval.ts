import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { chosenAccounts } from '#apps/authorization/pages/consent/accounts-choice.ts'
import { outcomeSign } from '#apps/authorization/pages/end.ts'
import { answerForm, asking, type Html, page } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'

export type OtherDeviceView = {
  readonly app: string
  readonly name: string
  readonly code: string
  readonly parts: ConsentParts
  readonly accounts: readonly PayingChoice[]
  readonly token: string
}

/** The request on the customer's other device. */
export function approvalPage(
  settings: PageSettings,
  { app, name, code, parts, accounts, token }: OtherDeviceView,
): Html {
  const { t } = settings
  const words = t.otherDevice
  const { title, lead, details, yes } = parts
  return page(
    settings,
    title,
    html`${asking(app, title)}
<div class="box same-code"><p>${words.lead}</p><p class="short-code">${code}</p><p class="hint">${words.stranger}</p></div>
${lead}
${details}
${answerForm(settings, token, {
  fields: chosenAccountsSection(settings, parts, parts.accounts.isOne ? words.account : words.accounts, accounts),
  yes: html`<button class="btn" name="decision" value="approve">${yes}</button>`,
  fine: html`<span>${t.consent.signedInAs(name)}</span>`,
})}`,
    { hasBar: true },
  )
}

/** The chosen accounts, with the debit and a warning if there is not enough money. */
export const chosenAccountsSection = (
  settings: PageSettings,
  parts: ConsentParts,
  title: string,
  accounts: readonly PayingChoice[],
): Html =>
  html`<section aria-labelledby="accounts"><h2 id="accounts">${title}</h2>${chosenAccounts(settings, parts, accounts)}</section>`

/** The decision is stored; the first device continues by itself. */
export function approvedPage(settings: PageSettings, isApproved: boolean): Html {
  const { t, base } = settings
  const title = isApproved ? t.otherDevice.approvedTitle : t.otherDevice.refusedTitle
  return page(
    settings,
    title,
    html`${outcomeSign(isApproved)}
<h1>${title}</h1>
<p class="lead">${isApproved ? t.otherDevice.approved : t.otherDevice.refused}</p>
<p><a class="btn quiet wide" href="${base}/customer/apps">${t.end.ownPages}</a></p>`,
  )
}
