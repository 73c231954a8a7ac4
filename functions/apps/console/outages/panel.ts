import { html } from 'hono/html'
import { createOutage, deleteOutage, listOutages, type OutageView } from '#actions/worlds/outages.ts'
import { numberOf, textOf } from '#apps/console/field.ts'
import { worldForm } from '#apps/console/form.ts'
import type { Done, Routes, WorldRequest } from '#apps/console/world-request.ts'
import { formatClock } from '#apps/site/format.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { type OutageArea, OutageRequest } from '#bank/worlds/outage.ts'
import { badge, type Html, type Tone } from '#looks/index.ts'

const areas: Readonly<Record<OutageArea, string>> = {
  bank: 'The whole bank',
  payments: 'Payments',
  authorization: 'Sign-in and consent',
}

const states: Readonly<Record<OutageView['state'], readonly [tone: Tone, words: string]>> = {
  upcoming: ['pending', 'to come'],
  active: ['problem', 'out now'],
  ended: ['settled', 'over'],
}

/** Shows the outages of a world, ends them, and announces others. */
export async function renderOutagesPanel(request: WorldRequest): Promise<Html> {
  const outages = listOutages(request.world, request.grant)
  const now = outages.filter(({ state }) => state === 'active').length
  return html`<section class="card flush side" id="outages" aria-labelledby="outages-title"><header class="row between"><h2 id="outages-title">Outages</h2>${now > 0 ? badge('problem', `${now} now`) : html`<span class="small soft">none now</span>`}</header>
<ul>${outages.map(({ id, area, kind, from, to, explanation, state }) => {
    const [tone, words] = states[state]
    return html`<li class="row"><span><strong>${areas[area]}</strong> ${badge(tone, words)}<span class="soft xs block">${explanation} · ${kind} · ${formatClock(Date.parse(from))}${to === undefined ? ', until you end it' : ` to ${formatClock(Date.parse(to))}`}</span></span>${worldForm(request, '/outages/end', html`<button class="btn quiet small" aria-label="${state === 'ended' ? 'Remove' : 'End'} the outage of ${areas[area]}">${state === 'ended' ? 'Remove' : 'End'}</button>`, { fields: { outage: id } })}</li>`
  })}</ul>
<details class="fold"><summary class="small">Take something down</summary>${worldForm(
    request,
    '/outages',
    html`<label class="small" for="outage-area">What is out</label><select class="box" id="outage-area" name="area">${Object.entries(areas).map(([area, title]) => html`<option value="${area}">${title}</option>`)}</select>
<label class="small" for="outage-starts">When</label><select class="box" id="outage-starts" name="starts"><option value="now">Now, without a warning</option><option value="tomorrow">In a day, announced at once</option></select>
<label class="small" for="outage-minutes">Minutes of the world's time</label><input class="box" id="outage-minutes" name="minutes" inputmode="numeric" value="30" autocomplete="off">
<label class="small" for="outage-why">What callers are told</label><input class="box" id="outage-why" name="explanation" maxlength="120" placeholder="Unexpected failure" autocomplete="off">
<button class="btn line small">Announce</button>`,
    { look: 'stacked' },
  )}</details></section>`
}

const dayMs = 86_400_000

/** Mounts the forms of outages. */
export function mountOutages({ post }: Routes): void {
  post('/outages', async ({ world, grant, base }, form): Promise<Done> => {
    const isPlanned = form.get('starts') === 'tomorrow'
    const explanation = textOf(form, 'explanation')
    const request = parseStrict(
      OutageRequest,
      {
        area: form.get('area'),
        kind: isPlanned ? 'planned' : 'sudden',
        ...(isPlanned && { from: new Date(world.now + dayMs).toISOString() }),
        ...(textOf(form, 'minutes') !== '' && { minutes: numberOf(form, 'minutes') }),
        ...(explanation !== '' && { explanation }),
      },
      '',
    )
    const { area, from, to, state } = await createOutage(world, grant, request)
    const until = to === undefined ? 'until you end it' : `until ${formatClock(Date.parse(to))}`
    return {
      to: `${base}#outages`,
      said:
        state === 'active'
          ? `${areas[area]}: out from now on, ${until}.`
          : `${areas[area]}: announced for ${formatClock(Date.parse(from))}, ${until}.`,
    }
  })
  post('/outages/end', async ({ world, grant, base }, form): Promise<Done> => {
    await deleteOutage(world, grant, form.get('outage') ?? '')
    return { to: `${base}#outages`, said: 'The outage has ended.' }
  })
}
