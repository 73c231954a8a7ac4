import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { PageErrorReason } from '#apps/authorization/texts.ts'
import { icon } from '#looks/index.ts'
import { form, type Html, nothing, page } from './page.ts'

const problemSign: Html = html`<span class="sign problem">${icon('warn')}</span>`

/** An error page: what happened, and what to do. */
export function errorPage(settings: PageSettings, why: PageErrorReason, interactionId: string): Html {
  const { t, root } = settings
  const [title, advice] = t.pageErrors[why]
  return page(
    settings,
    title,
    html`${problemSign}
<h1>${title}</h1>
<p class="lead">${advice}</p>
${why === 'world-unknown' ? html`<p><a class="btn quiet wide" href="${root}/">${t.startPage}</a></p>` : nothing}
<p class="hint">${t.interactionId} <code>${interactionId}</code></p>`,
  )
}

/** The page for a consent that is no longer open, with the way back to the app. */
export function requestWithdrawnPage(settings: PageSettings, { app, token }: { app: string; token: string }): Html {
  const { t } = settings
  const [title, advice] = t.pageErrors.gone
  return page(
    settings,
    title,
    html`${problemSign}
<h1>${title}</h1>
<p class="lead">${advice}</p>
${form(token, html`<p><button class="btn wide" name="decision" value="refuse">${t.backTo(app)}</button></p>`)}`,
  )
}

/** An error of the OpenID provider when it cannot redirect the browser to the client. */
export type ProviderError = { readonly error: string; readonly error_description?: string; readonly state?: string }

/** The page for an error of the provider. The caller cannot help where the server failed. */
export function providerErrorPage(settings: PageSettings, said: ProviderError, interactionId: string): Html {
  const { t } = settings
  const { provider } = t
  const [title, lead] = ['server_error', 'temporarily_unavailable'].includes(said.error)
    ? [provider.ours, provider.oursLead]
    : isOver(said)
      ? [provider.overTitle, provider.overLead]
      : [provider.title, provider.lead]
  const fact = (name: string, value: string | undefined) =>
    value === undefined ? nothing : html`<div><dt>${name}</dt><dd><code>${value.slice(0, 500)}</code></dd></div>`
  return page(
    settings,
    title,
    html`${problemSign}
<h1>${title}</h1>
<p class="lead">${lead}</p>
${title === provider.title ? html`<p>${provider.advice}</p>` : nothing}
<h2>${provider.details}</h2>
<dl class="box facts">${fact(provider.code, said.error)}${fact(provider.description, said.error_description)}${fact(provider.state, said.state)}${fact(t.interactionId, interactionId)}</dl>`,
  )
}

/**
 * Whether the provider's error means that the browser came back too late, or to a request that it
 * never started.
 */
const isOver = ({ error, error_description: description = '' }: ProviderError): boolean =>
  (error === 'invalid_request' && /session|authorization request has expired/.test(description)) ||
  (error === 'invalid_request_uri' && description.includes('already used'))
