import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { type Content, type Html, icon, initialsOf, logo, nothing, renderPage } from '#looks/index.ts'

export { type Html, nothing }

type PageParts = {
  /** Marks the title, which a screen reader reads first. */
  readonly isWrong?: boolean
  /** The step of an app's request, from 1 to 3. */
  readonly step?: 1 | 2 | 3
  /** What stands at the right of the bank's name, in place of the step. */
  readonly aside?: Content
  /** A page of the customer's own bank is wide. All others are as wide as a phone. */
  readonly isWide?: boolean
  /** Whether the page ends with a bar of answers, which then says what the foot says elsewhere. */
  readonly hasBar?: boolean
  /** More stylesheets of the page, by path. */
  readonly styles?: readonly string[]
  /** The places of the customer's own bank, which follow the bar. */
  readonly places?: Content
}

type AnswerForm = {
  readonly fields: Html
  /** The button that agrees, if the customer can. */
  readonly yes: Html
  /** The words of the refusal; null if there is nothing to refuse. */
  readonly no?: string | null
  /** The small print under both answers. */
  readonly fine?: Html
  /** The id of the form, for buttons that stand outside of it. */
  readonly id?: string
}

/** Builds a whole page of the bank, without scripts. */
export const page = (
  settings: PageSettings,
  title: string,
  main: Html,
  { isWrong = false, step, aside, isWide = false, hasBar = false, styles = [], places = nothing }: PageParts = {},
): Html => {
  const { t, bank, look, root } = settings
  return renderPage({
    title: `${isWrong ? `${t.error}: ` : ''}${title} · ${bank}`,
    lang: t.lang,
    look,
    root,
    skip: t.skip,
    styles: ['/looks/bank.css', ...styles],
    top: html`<header class="bank-bar"><span class="brand">${markOf(settings)}<span>${bank}</span></span>${
      step === undefined ? (aside ?? nothing) : html`<span class="step">${icon('lock')}${t.step(step)}</span>`
    }</header>${places}`,
    main: html`<div class="sheet${isWide ? ' roomy' : ''}">${main}</div>`,
    foot: hasBar ? nothing : html`<footer class="bank-foot"><p>${sandboxText(settings)}</p></footer>`,
  })
}

const sandboxText = ({ t, now }: PageSettings): string =>
  `${t.sandbox}. ${now === undefined ? '' : t.worldSays(t.moment(now))}`

const sandboxBrief = ({ t, now }: PageSettings): string =>
  `${t.sandboxBrief}. ${now === undefined ? '' : t.worldSays(t.briefMoment(now))}`

/** Sandbank's coin, or the first letter of the name of a partner's bank. */
const markOf = ({ bank, look }: PageSettings): Html =>
  bank === 'Sandbank' && look === 'sandbank'
    ? logo()
    : html`<span class="letter" aria-hidden="true">${initialsOf(bank).slice(0, 1)}</span>`

/**
 * The initials of an app in place of its logo: images of partners are never loaded. The heading
 * gives the name.
 */
export const appBadge = (name: string): Html => html`<span class="app" aria-hidden="true">${initialsOf(name)}</span>`

/** Who asks: the app's initials beside the heading. */
export const asking = (app: string, heading: string): Html =>
  html`<div class="asking">${appBadge(app)}<h1>${heading}</h1></div>`

/** A form that posts to the page's own address, with its anti-forgery token. */
export const form = (token: string, fields: Html | readonly Html[], id?: string): Html =>
  html`<form method="post"${id === undefined ? nothing : html` id="${id}"`}><input type="hidden" name="token" value="${token}">${fields}</form>`

/**
 * A form that ends with the bar of answers, which sticks to the foot of a phone. The refusal is a
 * form of its own, so that Enter in a field never refuses.
 */
export const answerForm = (
  settings: PageSettings,
  token: string,
  { fields, yes, no = settings.t.refuse, fine = nothing, id }: AnswerForm,
): Html =>
  html`${no === null ? nothing : form(token, nothing, 'refusal')}
${form(
  token,
  html`${fields}
<div class="answers"><div>${no === null ? nothing : html`<button class="btn quiet" form="refusal" name="decision" value="refuse">${no}</button>`}${yes}</div>
<p>${fine} <span>${sandboxBrief(settings)}</span></p></div>`,
  id,
)}`

/** An error message, which screen readers read at once. */
export const alert = (message: string | undefined): Html =>
  message === undefined
    ? nothing
    : html`<p class="alert" role="alert" id="wrong">${icon('warn')}<span>${message}</span></p>`

/** What the customer should know before deciding. */
export const warning = (message: string): Html => html`<p class="warning">${icon('warn')}<span>${message}</span></p>`

/** What was done. */
export const done = (message: string | undefined): Html =>
  message === undefined ? nothing : html`<p class="done" role="status">${icon('check')}<span>${message}</span></p>`
