import { html } from 'hono/html'
import { maxSearched, type PersonChoice } from '#actions/authorization/sign-in-choices.ts'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { face, icon } from '#looks/index.ts'
import { alert, answerForm, type Html, nothing, page } from './page.ts'

export type SignInView = {
  /** The app, and what it asks for; absent on the customer's own pages. */
  readonly request: { readonly app: string; readonly asks: string } | undefined
  readonly token: string
  readonly wrong: string | undefined
  /** The page's address as a QR code, if another device can reach it. */
  readonly phoneCode: Html | undefined
} & (
  | { readonly by: 'number'; readonly customer: string }
  | {
      readonly by: 'card'
      readonly people: readonly PersonChoice[]
      /** The person whom the app, the consent or the address suggests. */
      readonly suggested: PersonChoice | undefined
      /** Whether the card of the suggested person has the focus. */
      readonly isReady: boolean
      /** What the visitor searched for. */
      readonly sought: string | undefined
    }
)

/** The sign-in page: people to choose from, or a number and a passcode as at a real bank. */
export function signInPage(settings: PageSettings, view: SignInView): Html {
  const { t } = settings
  const { request, wrong, phoneCode } = view
  const heading = html`<h1>${request ? t.signIn.goOn(request.app) : t.signIn.title}</h1>
<p class="lead">${request?.asks ?? t.signIn.own}</p>`
  return page(
    settings,
    t.signIn.title,
    html`${phoneCode === undefined ? heading : html`<div class="with-phone"><div>${heading}</div><aside class="phone-code" aria-labelledby="phone"><div><h2 id="phone">${t.bank.phone.title}</h2><p class="small soft">${t.bank.phone.text}</p></div>${phoneCode}</aside></div>`}
${alert(wrong)}
${view.by === 'card' ? cards(settings, view) : numberForm(settings, view)}`,
    {
      isWrong: wrong !== undefined,
      hasBar: true,
      ...(request && { step: 1 }),
      ...(phoneCode && { styles: ['/looks/home.css'] }),
    },
  )
}

type Cards = Extract<SignInView, { by: 'card' }>

/** One press on a card signs in: it carries the number and the passcode, as the form does. */
function cards(settings: PageSettings, { request, token, people, suggested, isReady, sought }: Cards): Html {
  const { t } = settings
  const { signIn } = t
  const others = people.filter(({ id }) => id !== suggested?.id)
  const all = suggested && sought === undefined ? [suggested, ...others] : people
  const [chosen] = all
  const isEmpty = sought !== undefined && people.length === 0
  return html`<div class="sandy who"><p class="who-title">${icon('people')}${signIn.who}</p>
<form method="get" role="search"><label class="field">${icon('search')}<span class="hide">${signIn.search}</span><input type="search" name="find" value="${sought ?? ''}" maxlength="40" placeholder="${signIn.searchBrief}"></label><button class="btn quiet">${signIn.find}</button></form>
${sought === undefined ? nothing : html`<p class="small" role="status">${isEmpty ? signIn.foundNone(sought, maxSearched) : signIn.found(sought)} <a href="?">${signIn.all}</a></p>`}
<ul class="people">${all.map((one) => html`<li><button class="person${one === chosen ? ' is-chosen' : ''}" form="cards" name="card-passcode" value="${cardOf(one)}"${isReady && one === chosen ? html` autofocus` : nothing}>${face(one.name)}<span><strong>${one.name}</strong> <small>${one.persona}</small></span></button></li>`)}</ul></div>
${answerForm(settings, token, {
  id: 'cards',
  fields: html`<input type="hidden" name="step" value="sign-in">`,
  yes: chosen
    ? html`<button class="btn" name="card-passcode" value="${cardOf(chosen)}">${signIn.as(chosen.name)}</button>`
    : nothing,
  fine: html`<a href="?with=number">${signIn.byNumber}</a>`,
  ...(!request && { no: null }),
})}`
}

/** What a card sends: the number and the passcode of its person. */
const cardOf = ({ id, passcode }: PersonChoice): string => `${id} ${passcode}`

function numberForm(
  settings: PageSettings,
  { request, token, customer, wrong }: Extract<SignInView, { by: 'number' }>,
) {
  const { signIn } = settings.t
  const invalid = wrong === undefined ? nothing : html`aria-invalid="true"`
  const described = (hint: string) => html`aria-describedby="${hint}${wrong === undefined ? '' : ' wrong'}" ${invalid}`
  return answerForm(settings, token, {
    fields: html`<input type="hidden" name="step" value="sign-in">
<p class="input"><label for="customer">${signIn.customer}</label><span class="hint" id="customer-hint">${signIn.customerHint}</span>
<input id="customer" name="customer" value="${customer}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="40" required ${described('customer-hint')}></p>
<p class="input"><label for="passcode">${signIn.passcode}</label><span class="hint" id="passcode-hint">${signIn.passcodeHint}</span>
<input id="passcode" name="passcode" type="password" inputmode="numeric" autocomplete="current-password" maxlength="6" required ${described('passcode-hint')}></p>`,
    yes: html`<button class="btn" name="decision" value="sign-in">${signIn.submit}</button>`,
    fine: html`<a href="?">${signIn.byCard}</a>`,
    ...(!request && { no: null }),
  })
}
