import { html } from 'hono/html'
import { updateWorld } from '#actions/worlds/update.ts'
import { numberOf, textOf } from '#apps/console/field.ts'
import { worldForm } from '#apps/console/form.ts'
import type { Done, Routes, WorldRequest } from '#apps/console/world-request.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { type RateLimit, RateLimitsChange } from '#bank/worlds/rate-limit.ts'
import { badge, type Html, nothing } from '#looks/index.ts'

const scopes = [
  ['world', 'All apps together'],
  ['partner', 'Each app'],
] as const

/** Shows how fast callers may send requests, and sets it. */
export async function renderLimitsPanel(request: WorldRequest): Promise<Html> {
  const { rateLimits } = request.world.record
  const lines = scopes.flatMap(([scope, title]) => {
    const limit = rateLimits?.[scope]
    return limit
      ? [html`<li class="row"><strong>${title}</strong><span class="num">${describeLimit(limit)}</span></li>`]
      : []
  })
  return html`<section class="card flush side" id="limits" aria-labelledby="limits-title"><header class="row between"><h2 id="limits-title">Rate limits</h2>${rateLimits ? badge('pending', 'on') : html`<span class="small soft">off</span>`}</header>
${lines.length === 0 ? nothing : html`<ul>${lines}</ul>`}
<details class="fold"><summary class="small">${rateLimits ? 'Change or remove' : 'Set a limit'}</summary>${worldForm(
    request,
    '/limits',
    html`${scopes.map(([scope, title]) => html`<label class="small" for="limit-${scope}">${title}, requests a second</label><input class="box" id="limit-${scope}" name="${scope}" inputmode="decimal" value="${rateLimits?.[scope]?.perSecond ?? ''}" placeholder="no limit" autocomplete="off">`)}
<p class="xs soft">Beyond a limit, apps get 429 and Retry-After. An empty field means no limit.</p>
<div class="row"><button class="btn line small">Set</button>${rateLimits ? html`<button class="btn quiet small" name="off" value="1">Turn off</button>` : nothing}</div>`,
    { look: 'stacked' },
  )}</details></section>`
}

const describeLimit = ({ perSecond, burst }: RateLimit): string => `${perSecond} a second, ${burst} at once`

/** Mounts the form of rate limits. */
export function mountLimits({ post }: Routes): void {
  post('/limits', async ({ world, grant, base }, form): Promise<Done> => {
    const isOff = form.get('off') !== null
    const change = Object.fromEntries(
      scopes.map(([scope]) => {
        const isUnlimited = isOff || textOf(form, scope) === ''
        return [scope, isUnlimited ? null : { perSecond: numberOf(form, scope) }]
      }),
    )
    const { record } = await updateWorld(world, grant, { rateLimits: parseStrict(RateLimitsChange, change, '') })
    const said = scopes.flatMap(([scope, title]) => {
      const limit = record.rateLimits?.[scope]
      return limit ? [`${title}: ${describeLimit(limit)}.`] : []
    })
    return { to: `${base}#limits`, said: said.length === 0 ? 'There is no rate limit now.' : said.join(' ') }
  })
}
