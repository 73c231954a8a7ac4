import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { Family } from '#apps/authorization/texts.ts'
import { type Html, page } from './page.ts'

type Outcome = 'approved' | 'refused'

/**
 * The last page, which the browser leaves by itself. A form's redirect may not lead to the client,
 * because our Content-Security-Policy allows forms to the bank only.
 */
export function endPage(
  settings: PageSettings,
  {
    app,
    family,
    outcome,
    onward,
    isTooOften,
  }: { app: string; family: Family; outcome: Outcome; onward: string; isTooOften: boolean },
): Html {
  const { t } = settings
  const { end } = t
  const { title, lead } = end[outcome][family]
  return page(
    settings,
    title,
    html`<h1>${title}</h1>
${isTooOften ? html`<p class="alert">${end.tooOften}</p>` : ''}
<p class="lead">${lead(app)}</p>
<p class="actions"><a class="btn" href="${onward}">${end.goOn(app)}</a></p>`,
  )
}

/** The page for a customer who comes back to an answered request. */
export function overPage(
  settings: PageSettings,
  { app, family, outcome }: { app: string; family: Family; outcome: Outcome },
): Html {
  const { t, base } = settings
  const { end } = t
  const { title, over } = end[outcome][family]
  return page(
    settings,
    title,
    html`<h1>${title}</h1>
<p class="lead">${over(app)}</p>
<p>${end.whatNow(app)}</p>
<p class="links"><a href="${base}/customer">${end.ownPages}</a></p>`,
  )
}
