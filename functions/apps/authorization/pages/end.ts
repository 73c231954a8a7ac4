import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import type { Family } from '#apps/authorization/texts.ts'
import { icon } from '#looks/index.ts'
import { alert, type Html, page } from './page.ts'

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
    html`${outcomeSign(outcome === 'approved')}
<h1>${title}</h1>
${alert(isTooOften ? end.tooOften : undefined)}
<p class="lead">${lead(app)}</p>
<p><a class="btn wide" href="${onward}">${end.goOn(app)}</a></p>`,
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
    html`${outcomeSign(outcome === 'approved')}
<h1>${title}</h1>
<p class="lead">${over(app)}</p>
<p>${end.whatNow(app)}</p>
<p><a class="btn quiet wide" href="${base}/customer">${end.ownPages}</a></p>`,
  )
}

/** A sign above the heading, which says the outcome again. */
export const outcomeSign = (isApproved: boolean): Html =>
  isApproved
    ? html`<span class="sign settled">${icon('check')}</span>`
    : html`<span class="sign">${icon('close')}</span>`
