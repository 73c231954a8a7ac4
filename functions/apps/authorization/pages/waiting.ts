import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { icon } from '#looks/index.ts'
import { answerForm, type Html, page } from './page.ts'

/** How often the waiting page reloads, in seconds. */
export const refreshSeconds = 5

export type WaitingView = {
  readonly app: string
  readonly code: string
  /** The address to type on another device. */
  readonly url: string
  /** The address as a QR code, if another device can reach it. */
  readonly qrCode: Html | undefined
  readonly token: string
  /** Whether the reload is off, for customers whom a changing page disturbs. */
  readonly isStill: boolean
}

/** The page that waits until the customer has approved on another device. */
export function waitingPage(settings: PageSettings, { app, code, url, qrCode, token, isStill }: WaitingView): Html {
  const { t } = settings
  const words = t.elsewhere
  return page(
    settings,
    words.title,
    html`<span class="sign">${icon('phone')}</span>
<h1>${words.title}</h1>
<p class="lead">${words.lead(app)}</p>
<dl class="box spread"><div><dt>${words.address}</dt><dd><a href="${url}">${url}</a></dd></div><div><dt>${words.code}</dt><dd class="short-code">${code}</dd></div></dl>
${qrCode === undefined ? '' : html`<div class="address-code" role="img" aria-label="${words.scan}">${qrCode}</div><p class="small soft">${words.scan}</p>`}
<p>${isStill ? words.still : words.looks(refreshSeconds)}</p>
<p class="links"><a href="?${isStill ? 'still=1' : ''}">${words.lookNow}</a> <a href="?${isStill ? '' : 'still=1'}">${isStill ? words.start : words.stop}</a></p>
${answerForm(settings, token, {
  fields: html`<input type="hidden" name="step" value="code">`,
  yes: html`<button class="btn quiet" name="decision" value="code">${words.back}</button>`,
  fine: html`<span>${t.consent.goBack(app)}</span>`,
})}`,
    { step: 3, hasBar: true },
  )
}
