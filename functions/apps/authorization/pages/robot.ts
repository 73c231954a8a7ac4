import { html } from 'hono/html'
import type { PageSettings } from '#apps/authorization/http/page-response.ts'
import { icon } from '#looks/index.ts'
import { type Html, page } from './page.ts'

/** The robot customer abandoned the request. */
export function abandonedPage(settings: PageSettings): Html {
  const { robot } = settings.t
  return page(
    settings,
    robot.abandoned,
    html`<span class="sign sand">${icon('out')}</span><h1>${robot.abandoned}</h1><p class="lead">${robot.abandonedLead}</p>`,
  )
}

/** The robot customer has not answered yet. */
export function robotWaitsPage(settings: PageSettings, until: number, onward: string): Html {
  const { t } = settings
  return page(
    settings,
    t.robot.waits,
    html`<span class="sign sand">${icon('clock')}</span>
<h1>${t.robot.waits}</h1>
<p class="lead">${t.robot.waitsLead(t.moment(until))}</p>
<p><a class="btn sand wide" href="${onward}">${t.robot.look}</a></p>`,
  )
}
