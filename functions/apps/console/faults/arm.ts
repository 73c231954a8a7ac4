import { html } from 'hono/html'
import { armFault } from '#actions/faults/faults.ts'
import { backTo } from '#apps/console/back-link.ts'
import { hiddenFields } from '#apps/console/form.ts'
import { readNames } from '#apps/console/requests/story.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { Problem } from '#bank/base/problem.ts'
import { FaultRequest } from '#bank/scenarios/fault.ts'
import type { Place, Scenario } from '#bank/scenarios/scenario.ts'
import { scenarioGroups, scenarios } from '#bank/scenarios/scenarios.ts'
import { errorNotice, type Html, icon, nothing } from '#looks/index.ts'
import { armable } from './armable.ts'
import { sayFault } from './texts.ts'

/** What stands in the form: what was typed, and why it was rejected. */
type Typed = { readonly form: URLSearchParams; readonly error?: string }

/** Mounts the page and the form that arm a fault. */
export function mountArming(routes: Routes): void {
  routes.get('/faults/arm', (request) => renderArmPage(request, { form: new URLSearchParams(request.c.req.query()) }))
  routes.post('/faults', async (request, form) => {
    const { world, grant, base } = request
    try {
      const fault = await armFault(world, grant, readFault(form), armable)
      const said = `${fault.scenario} is armed as ${fault.id}: ${sayFault(fault, await readNames(request))}.`
      return { to: form.get('back') === 'scenarios' ? `${rootOf(base)}/scenarios` : `${base}#faults`, said }
    } catch (error) {
      if (error instanceof Problem && error.code !== 'conflict')
        return renderArmPage(request, { form, error: error.faults.map(({ message }) => message).join('; ') })
      throw error
    }
  })
}

/** Reads a fault from a form. Empty fields ask for nothing. */
function readFault(form: URLSearchParams): FaultRequest {
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const number = (name: string) => {
    const sent = text(name)
    // What is no number stays a text, so that the message shows it.
    return Number.isNaN(Number(sent)) ? sent : Number(sent)
  }
  const scenario = text('scenario')
  const known = Object.keys(scenarios[scenario]?.parameters ?? {})
  const parameters = known.filter((name) => text(`parameter.${name}`) !== '')
  const operations = form.getAll('operation').filter((one) => one !== '')
  const when = {
    ...(operations.length > 0 && { operations }),
    ...(text('partner') !== '' && { partner: text('partner') }),
    ...(text('account') !== '' && { account: text('account') }),
    ...(text('count') !== '' && { count: number('count') }),
    ...(text('probability') !== '' && { probability: number('probability') }),
  }
  const sent = {
    scenario,
    ...(parameters.length > 0 && {
      parameters: Object.fromEntries(parameters.map((name) => [name, number(`parameter.${name}`)])),
    }),
    ...(Object.keys(when).length > 0 && { when }),
    ...(form.get('quiet') === 'yes' && { quiet: true }),
  }
  return parseStrict(FaultRequest, sent)
}

/** Builds the page that arms a fault: first which scenario, then for which calls. */
async function renderArmPage(request: WorldRequest, typed: Typed): Promise<SitePage> {
  const { base, world } = request
  const name = typed.form.get('scenario')?.trim() ?? ''
  const scenario = Object.hasOwn(scenarios, name) ? scenarios[name] : undefined
  return {
    title: `Arm a fault · ${world.id} · Sandbank`,
    main: html`<div class="narrow">${backTo(request)}
<h1>Arm a fault</h1>
<p class="lead">It reaches the calls of your app, which you do not change.</p>
${typed.error === undefined ? nothing : errorNotice('It was not armed', typed.error, 'Nothing was changed. Correct the field, and press the button again.')}
<form class="card stack" method="get" action="${base}/faults/arm"><label class="block">Scenario <select name="scenario" required>${scenario ? nothing : html`<option value="">choose one</option>`}${Object.entries(scenarioGroups).map(([group, some]) => html`<optgroup label="${group}">${Object.keys(some).map((one) => html`<option value="${one}"${one === name ? html` selected` : nothing}>${one}</option>`)}</optgroup>`)}</select></label>
<div class="row"><button class="btn ${scenario ? 'quiet' : ''} small" type="submit">${scenario ? 'Choose this one instead' : 'Go on'}</button><a class="small" href="${rootOf(base)}/scenarios">What each imitates</a></div></form>
${scenario ? await renderArmForm(request, name, scenario, typed.form) : nothing}</div>`,
  }
}

/** Returns the path before `/console`. */
const rootOf = (base: string): string => base.slice(0, base.indexOf('/console/'))

async function renderArmForm(
  request: WorldRequest,
  name: string,
  { title, imitates, where, appliesTo, parameters = {} }: Scenario,
  form: URLSearchParams,
): Promise<Html> {
  const names = await readNames(request)
  const value = (field: string) => form.get(field) ?? ''
  const chosen = new Set(form.getAll('operation'))
  const places = armable.filter(appliesTo)
  return html`<form method="post" action="${request.base}/faults" class="card stack arm">${hiddenFields(request)}<input type="hidden" name="scenario" value="${name}">
<h2><code>${name}</code></h2>
<p>${title}.</p><p class="small soft">${imitates} It applies to ${where}.</p>
${Object.entries(parameters).map(
  ([key, one]) =>
    html`<label class="block">${one.title} <span class="soft xs">${one.min.toLocaleString('en-GB')} to ${one.max.toLocaleString('en-GB')}</span><input type="number" name="parameter.${key}" value="${value(`parameter.${key}`) || one.default}" min="${one.min}" max="${one.max}" step="1" inputmode="numeric"></label>`,
)}
<fieldset><legend>Which calls</legend><p class="xs soft">Tick none for every call where it applies.</p><div class="ops">${places.map(
    (place) =>
      html`<label class="tick small"><input type="checkbox" name="operation" value="${place.operation}"${chosen.has(place.operation ?? '') ? html` checked` : nothing}> ${sayPlace(place)}</label>`,
  )}</div></fieldset>
<label class="block">Only calls of this app <input name="partner" list="apps" value="${value('partner')}" placeholder="any" maxlength="60" autocomplete="off" spellcheck="false"></label>
<datalist id="apps">${[...names].map(([id, of]) => html`<option value="${id}">${of}</option>`)}</datalist>
<label class="block">Only about this account <input name="account" value="${value('account')}" placeholder="any, such as acc_0_current" maxlength="60" autocomplete="off" spellcheck="false"></label>
<div class="pair"><label class="block">At most <span class="soft xs">calls; empty: until disarmed</span><input type="number" name="count" value="${value('count')}" min="1" max="1000000" step="1" inputmode="numeric"></label>
<label class="block">With probability <span class="soft xs">0 to 1; empty: always</span><input name="probability" value="${value('probability')}" inputmode="decimal" maxlength="10" autocomplete="off"></label></div>
<label class="tick"><input type="checkbox" name="quiet" value="yes"${form.get('quiet') === 'yes' ? html` checked` : nothing}> Quiet: answers do not name the fault</label>
<p><button class="btn sand" type="submit">${icon('bolt')} Arm ${name}</button></p></form>`
}

const sayPlace = ({ operation, surface }: Place): Html =>
  html`<code>${operation}</code>${surface === 'authorization' ? html` <span class="soft xs">authorization server</span>` : nothing}`
