import { html } from 'hono/html'
import type { PersonChoice } from '#actions/authorization/sign-in-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { alert, form, type Html, nothing, page } from './page.ts'

export type SignInView = {
  /** What the app asks for; absent on the customer's own pages. */
  readonly asks: string | undefined
  readonly token: string
  readonly people: readonly PersonChoice[]
  readonly customer: string
  /** Filled in only if a person was chosen from the list. */
  readonly passcode: string
  readonly wrong: string | undefined
}

/** The sign-in page, with a list of the people whom a visitor of the sandbox may sign in as. */
export function signInPage(
  settings: PageSettings,
  { asks, token, people, customer, passcode, wrong }: SignInView,
): Html {
  const { t } = settings
  const { signIn } = t
  const isChosen = passcode !== ''
  const invalid = wrong === undefined ? nothing : html`aria-invalid="true"`
  return page(
    settings,
    signIn.title,
    html`${asks === undefined ? nothing : html`<p class="step">${t.step(1)}</p>`}
<h1>${signIn.title}</h1>
${alert(wrong)}
<p class="lead">${asks ?? signIn.own}</p>
<details class="sandbox"><summary>${signIn.who}</summary>
<p>${signIn.whoHint}</p>
<ul class="people">${people.map((one) => html`<li><a href="?customer=${one.id}"><strong>${one.name}</strong> <span>${one.persona}</span> <span>${one.id}, ${signIn.withPasscode(one.passcode)}</span></a></li>`)}</ul>
</details>
${form(
  token,
  html`<input type="hidden" name="step" value="sign-in">
<p class="input"><label for="customer">${signIn.customer}</label><span class="hint" id="customer-hint">${signIn.customerHint}</span>
<input id="customer" name="customer" value="${customer}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40" required aria-describedby="customer-hint${wrong === undefined ? '' : ' wrong'}" ${invalid}></p>
<p class="input"><label for="passcode">${signIn.passcode}</label><span class="hint" id="passcode-hint">${signIn.passcodeHint}</span>
<input id="passcode" name="passcode" value="${passcode}" type="password" inputmode="numeric" autocomplete="current-password" maxlength="6" required aria-describedby="passcode-hint${wrong === undefined ? '' : ' wrong'}" ${invalid}></p>
<p class="actions"><button class="btn" name="decision" value="sign-in" ${isChosen ? html`autofocus` : nothing}>${signIn.submit}</button>${
    asks === undefined
      ? nothing
      : html`<button class="btn quiet" name="decision" value="refuse" formnovalidate>${t.refuse}</button>`
  }</p>`,
)}`,
    { isWrong: wrong !== undefined },
  )
}
