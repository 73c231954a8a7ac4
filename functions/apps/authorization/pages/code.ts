import { html } from 'hono/html'
import type { PayingChoice } from '#actions/authorization/payment-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { warningOf } from '#apps/authorization/pages/consent/accounts-choice.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import { maxWrongCodes } from '#bank/authorization/interaction.ts'
import { alert, form, type Html, nothing, page } from './page.ts'
import type { ConsentParts } from './parts.ts'

export type Code = {
  readonly parts: ConsentParts
  /** The account that was chosen, where there is only one. */
  readonly account: PayingChoice | undefined
  /** What the text message would say. */
  readonly code: string
  readonly token: string
  readonly wrong: string | undefined
}

/** The one-time code, or another device instead. */
export function codePage(settings: PageSettings, { parts, account, code, token, wrong }: Code): Html {
  const { t } = settings
  const words = t.code
  return page(
    settings,
    words.title,
    html`<p class="step">${t.step(3)}</p>
<h1>${words.title}</h1>
${alert(wrong)}
${codeSent(settings, parts, account, code)}
${form(
  token,
  html`<input type="hidden" name="step" value="code">
${codeField(t, wrong)}
<p class="actions"><button name="decision" value="confirm">${words.submit}</button><button class="quiet" name="decision" value="refuse" formnovalidate>${t.refuse}</button></p>
<h2>${words.or}</h2>
<p>${words.appHint}</p>
<p class="actions"><button class="quiet" name="decision" value="elsewhere" formnovalidate>${words.app}</button></p>`,
)}`,
    { isWrong: wrong !== undefined },
  )
}

/** What is said of codes that were wrong, if any were. */
export const wrongCode = ({ fieldErrors, codesLeft }: Texts, wrongCodes: number): string | undefined =>
  wrongCodes === 0 ? undefined : `${fieldErrors['code-wrong']} ${codesLeft(maxWrongCodes - wrongCodes)}`

/**
 * What a code is for, and the message that would have brought it, for nobody has this telephone.
 */
export const codeSent = (
  { t, bank }: PageSettings,
  parts: ConsentParts,
  account: PayingChoice | undefined,
  code: string,
): Html => html`<p class="lead">${parts.code.lead}</p>
${parts.code.again(account)}
${account ? warningOf(parts, account) : nothing}
<div class="sandbox"><p>${t.code.sandbox}</p><blockquote>${parts.code.message(code, bank)}</blockquote></div>`

export const codeField = ({ code: words }: Texts, wrong: string | undefined): Html =>
  html`<p class="field"><label for="code">${words.label}</label><span class="hint" id="code-hint">${words.hint}</span>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required aria-describedby="code-hint${wrong === undefined ? '' : ' wrong'}" ${wrong === undefined ? '' : html`aria-invalid="true"`}></p>`
