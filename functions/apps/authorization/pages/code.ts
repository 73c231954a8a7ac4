import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { warningOf } from '#apps/authorization/pages/consent/accounts-choice.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import { maxWrongCodes } from '#bank/authorization/interaction.ts'
import { icon } from '#looks/index.ts'
import { alert, answerForm, form, type Html, nothing, page } from './page.ts'
import type { ConsentParts } from './parts.ts'

export type CodeView = {
  readonly app: string
  readonly parts: ConsentParts
  /** The chosen account, if the consent is for one account. */
  readonly account: PayingChoice | undefined
  /** The code of the text message. */
  readonly code: string
  readonly token: string
  readonly wrong: string | undefined
}

/** Step three: the one-time code, or approval on another device. */
export function codePage(settings: PageSettings, { app, parts, account, code, token, wrong }: CodeView): Html {
  const { t } = settings
  const words = t.code
  const step = html`<input type="hidden" name="step" value="code">`
  return page(
    settings,
    words.title,
    html`<h1>${words.title}</h1>
${alert(wrong)}
${codeSent(settings, parts, account, code)}
${form(token, step, 'elsewhere')}
${answerForm(settings, token, {
  fields: html`${step}
${codeField(t, wrong)}
<p class="hint">${words.appHint}</p>
<p><button class="btn quiet wide" form="elsewhere" name="decision" value="elsewhere">${icon('phone')}${words.app}</button></p>`,
  yes: html`<button class="btn" name="decision" value="confirm">${words.submit}</button>`,
  fine: html`<span>${t.consent.goBack(app)}</span>`,
})}`,
    { isWrong: wrong !== undefined, step: 3, hasBar: true },
  )
}

/** The error for wrong codes, with the number of tries left. */
export const wrongCode = ({ fieldErrors, codesLeft }: Texts, wrongCodes: number): string | undefined =>
  wrongCodes === 0 ? undefined : `${fieldErrors['code-wrong']} ${codesLeft(maxWrongCodes - wrongCodes)}`

/** What the code is for, and the text message that a real bank would send. */
export const codeSent = (
  { t, bank }: PageSettings,
  parts: ConsentParts,
  account: PayingChoice | undefined,
  code: string,
): Html => html`<p>${parts.code.lead}</p>
${parts.code.again(account)}
${account ? warningOf(parts, account) : nothing}
<div class="sandy"><p class="small">${t.code.sandbox}</p><blockquote>${parts.code.message(code, bank)}</blockquote></div>`

export const codeField = ({ code: words }: Texts, wrong: string | undefined): Html =>
  html`<p class="input"><label for="code">${words.label}</label><span class="hint" id="code-hint">${words.hint}</span>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" required aria-describedby="code-hint${wrong === undefined ? '' : ' wrong'}"${wrong === undefined ? '' : html` aria-invalid="true"`}></p>`
