import { html } from 'hono/html'
import type { AccountChoice } from '#actions/choices.ts'
import type { Setting } from '#apps/authorization/shown.ts'
import { type ConsentRecord, permissionsOf } from '#bank/consent.ts'
import { asker, spanOf, wanted } from './asked-for.ts'
import { form, type Html, page } from './page.ts'

export type Approval = {
  readonly app: string
  readonly name: string
  readonly code: string
  readonly consent: ConsentRecord
  readonly accounts: readonly AccountChoice[]
  readonly token: string
}

/** The same request, on the customer's other device. */
export function approvalPage(setting: Setting, { app, name, code, consent, accounts, token }: Approval): Html {
  const { t } = setting
  const words = t.approval
  const title = words.title(app)
  return page(
    setting,
    title,
    html`${asker(app)}
<h1>${title}</h1>
<p class="lead">${words.lead}</p>
<p class="short-code">${code}</p>
<p>${words.stranger}</p>
<p>${t.consent.signedInAs(name)} ${t.consent.only(app)}</p>
<section aria-labelledby="wants"><h2 id="wants">${t.consent.wants}</h2>${wanted(t, permissionsOf(consent))}</section>
<section aria-labelledby="long"><h2 id="long">${t.consent.howLong}</h2>${spanOf(t, consent)}<p>${t.consent.stop}</p></section>
<section aria-labelledby="accounts"><h2 id="accounts">${words.accounts}</h2><ul>${accounts.map((one) => html`<li>${one.name}, ${t.consent.ending(one.number)}</li>`)}</ul></section>
${form(token, html`<p class="actions"><button name="decision" value="approve">${words.approve}</button><button class="quiet" name="decision" value="refuse">${t.refuse}</button></p>`)}`,
  )
}

/** Done here; the other device goes on by itself. */
export function approvedPage(setting: Setting, isApproved: boolean): Html {
  const { t, base } = setting
  const title = isApproved ? t.end.approved : t.end.refused
  return page(
    setting,
    title,
    html`<h1>${title}</h1>
<p class="lead">${isApproved ? t.approval.approved : t.approval.refused}</p>
<p class="links"><a href="${base}/customer">${t.end.ownPages}</a></p>`,
  )
}
