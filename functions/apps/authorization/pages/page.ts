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
}

/** Builds a whole page of the bank, without scripts. */
export const page = (
  settings: PageSettings,
  title: string,
  main: Html,
  { isWrong = false, step, aside, isWide = false }: PageParts = {},
): Html => {
  const { t, bank, look, root, now } = settings
  return renderPage({
    title: `${isWrong ? `${t.error}: ` : ''}${title} · ${bank}`,
    lang: t.lang,
    look,
    root,
    skip: t.skip,
    styles: ['/looks/bank.css'],
    top: html`<header class="bank-bar"><span class="brand">${markOf(settings)}<span>${bank}</span></span>${
      step === undefined ? (aside ?? nothing) : html`<span class="step">${icon('lock')}${t.step(step)}</span>`
    }</header>`,
    main: html`<div class="sheet${isWide ? ' wide' : ''}">${main}</div>`,
    foot: html`<footer class="bank-foot"><p>${t.sandbox}. ${now === undefined ? nothing : t.worldSays(t.moment(now))}</p></footer>`,
  })
}

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

/** A form that posts to the page's own address, with its anti-forgery token. */
export const form = (token: string, fields: Html | readonly Html[]): Html =>
  html`<form method="post"><input type="hidden" name="token" value="${token}">${fields}</form>`

/** An error message, which screen readers read at once. */
export const alert = (message: string | undefined): Html =>
  message === undefined ? nothing : html`<p class="alert" role="alert" id="wrong">${message}</p>`
