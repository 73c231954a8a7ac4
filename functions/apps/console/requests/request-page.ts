import { html } from 'hono/html'
import type { WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { type Html, icon } from '#looks/index.ts'
import { statusBadge, verb } from './row.ts'
import type { Story } from './story.ts'
import { shortTarget } from './texts.ts'

/** Builds the page of one request. */
export function buildRequestPage(request: WorldRequest, story: Story, opened: Html): SitePage {
  const { base, world } = request
  const { method, target, status } = story.whole
  return {
    title: `${method} ${shortTarget(target).slice(0, 60)} · ${world.id} · Sandbank`,
    main: html`<p class="back"><a href="${base}/requests">${icon('back')}Requests of ${world.id}</a></p>
<h1 class="request-title">${verb(method)} <code>${shortTarget(target)}</code> ${statusBadge(status)}</h1>
<section class="card flush">${opened}</section>`,
  }
}
