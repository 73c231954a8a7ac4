import { html } from 'hono/html'
import { disarmFault, type FaultView, listFaults } from '#actions/faults/faults.ts'
import { worldForm } from '#apps/console/form.ts'
import { readNames } from '#apps/console/requests/story.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import { badge, emptyState, type Html, icon } from '#looks/index.ts'
import { mountArming } from './arm.ts'
import { isUsedUp, sayFault } from './texts.ts'

/** Shows the faults that a world has armed, and how to arm one. */
export async function renderFaultsPanel(request: WorldRequest): Promise<Html> {
  const { world, grant, base } = request
  const [faults, names] = await Promise.all([listFaults(world, grant), readNames(request)])
  const arm = (look: string) => html`<a class="btn ${look} small" href="${base}/faults/arm">${icon('bolt')} Arm one</a>`
  return html`<section class="card flush" aria-labelledby="faults"><header class="row between"><h2 id="faults">Faults armed</h2>${faults.length === 0 ? '' : arm('line')}</header>
${
  faults.length === 0
    ? html`<div class="none on">${emptyState('bolt', 'No fault is armed', 'An armed fault breaks the calls of an app that you do not change.', arm('sand'))}</div>`
    : html`<ul class="side">${faults.toReversed().map((fault) => renderFault(request, fault, names))}</ul>`
}</section>`
}

/** Shows one armed fault, with the button that disarms it. */
function renderFault(request: WorldRequest, fault: FaultView, names: ReadonlyMap<string, string>): Html {
  const root = request.base.slice(0, request.base.indexOf('/console/'))
  return html`<li><div class="row"><span class="grow"><a class="plain" href="${root}/scenarios#${fault.scenario}"><strong>${fault.scenario}</strong></a> ${isUsedUp(fault) ? badge('told', 'used up') : ''}<span class="xs soft block">${sayFault(fault, names)}</span></span>${disarmButton(request, fault)}</div></li>`
}

/** Builds the button that disarms a fault. `back` is the page that it leads to. */
export const disarmButton = (
  request: WorldRequest,
  { id, scenario }: FaultView,
  back: 'world' | 'scenarios' = 'world',
): Html =>
  worldForm(
    request,
    `/faults/${id}/disarm`,
    html`<button class="btn quiet small" type="submit" aria-label="Disarm ${scenario}, ${id}">Disarm</button>`,
    { fields: { back } },
  )

/** Mounts the forms that arm and disarm faults. */
export function mountFaults(routes: Routes): void {
  mountArming(routes)
  routes.post('/faults/:FaultId{flt_[0-9]+}/disarm', async ({ c, world, grant, base }, form) => {
    const id = c.req.param('FaultId') ?? ''
    await disarmFault(world, grant, id)
    const root = base.slice(0, base.indexOf('/console/'))
    return { to: form.get('back') === 'scenarios' ? `${root}/scenarios` : `${base}#faults`, said: `${id} is disarmed.` }
  })
}
