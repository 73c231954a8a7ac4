import { html } from 'hono/html'
import type { AccountChoice } from '#actions/choices.ts'
import type { Setting } from '#apps/authorization/shown.ts'
import { type ConsentRecord, permissionsOf } from '#bank/consent.ts'
import { asker, spanOf, wanted } from './asked-for.ts'
import { alert, form, type Html, page } from './page.ts'

export type Choose = {
  readonly app: string
  /** The name of who is signed in. */
  readonly name: string
  readonly consent: ConsentRecord
  readonly accounts: readonly AccountChoice[]
  readonly token: string
  readonly wrong: string | undefined
}

/** Who asks for what and until when, and to which accounts: yes or no. */
export function choosePage(setting: Setting, { app, name, consent, accounts, token, wrong }: Choose): Html {
  const { t } = setting
  const words = t.consent
  const title = consent.authorisations > 0 ? words.again(app) : words.title(app)
  // One who allowed it before goes on with the same accounts; a new one chooses.
  const before = new Set(consent.accounts ?? (accounts.length === 1 ? accounts.map(({ id }) => id) : []))
  return page(
    setting,
    title,
    html`<p class="step">${t.step(2)}</p>
${asker(app)}
<h1>${title}</h1>
${alert(wrong)}
<p class="lead">${words.only(app)}</p>
<p>${words.signedInAs(name)}</p>
<section aria-labelledby="wants"><h2 id="wants">${words.wants}</h2>${wanted(t, permissionsOf(consent))}</section>
<section aria-labelledby="long"><h2 id="long">${words.howLong}</h2>${spanOf(t, consent)}<p>${words.stop}</p></section>
${form(
  token,
  html`<input type="hidden" name="step" value="choose">
<fieldset ${wrong === undefined ? '' : html`aria-describedby="wrong"`}><legend>${words.accounts}</legend>
<p class="hint">${words.accountsHint}</p>
${accounts.map((one) => box(setting, one, before.has(one.id)))}</fieldset>
<p class="actions"><button name="decision" value="approve">${words.approve}</button><button class="quiet" name="decision" value="refuse">${t.refuse}</button></p>`,
)}`,
    { isWrong: wrong !== undefined },
  )
}

const box = (
  { t }: Setting,
  { id, name, product, number, balance, currency }: AccountChoice,
  isChosen: boolean,
): Html =>
  html`<label class="choice"><input type="checkbox" name="account" value="${id}" ${isChosen ? html`checked` : ''}>
<span><strong>${name}</strong> <span>${product}, ${t.consent.ending(number)}</span></span> <span class="money">${t.money(balance, currency)}</span></label>`
