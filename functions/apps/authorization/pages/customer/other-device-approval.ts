import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { warningOf } from '#apps/authorization/pages/consent/accounts-choice.ts'
import { appBadge, form, type Html, nothing, page } from '#apps/authorization/pages/page.ts'
import type { ConsentParts } from '#apps/authorization/pages/parts.ts'
import type { Texts } from '#apps/authorization/texts.ts'

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
    html`${appBadge(app)}
<h1>${title}</h1>
<p class="lead">${words.lead}</p>
<p class="short-code">${code}</p>
<p>${words.stranger}</p>
<p>${t.consent.signedInAs(name)}</p>
${lead}
${details}
${chosenAccountsSection(parts, parts.accounts.isOne ? words.account : words.accounts, accounts, t)}
${form(token, html`<p class="actions"><button class="btn" name="decision" value="approve">${yes}</button><button class="btn quiet" name="decision" value="refuse">${t.refuse}</button></p>`)}`,
  )
}

/** The chosen accounts, with the debit and a warning if there is not enough money. */
export function chosenAccountsSection(
  parts: ConsentParts,
  title: string,
  accounts: readonly PayingChoice[],
  t: Texts,
): Html {
  const { leaves } = parts.accounts
  const lines = accounts.map((one) => {
    const said = leaves?.(one)
    return html`<li>${one.name}, ${t.consent.ending(one.number)}${said === undefined ? nothing : html`<span class="line">${said}</span>`}</li>`
  })
  return html`<section aria-labelledby="accounts"><h2 id="accounts">${title}</h2><ul>${lines}</ul>${accounts.map((one) => warningOf(parts, one))}</section>`
}

/** The decision is stored; the first device continues by itself. */
export function approvedPage(settings: PageSettings, isApproved: boolean): Html {
  const { t, base } = settings
  const title = isApproved ? t.otherDevice.approvedTitle : t.otherDevice.refusedTitle
  return page(
    settings,
    title,
    html`<h1>${title}</h1>
<p class="lead">${isApproved ? t.otherDevice.approved : t.otherDevice.refused}</p>
<p class="links"><a href="${base}/customer">${t.end.ownPages}</a></p>`,
  )
}
