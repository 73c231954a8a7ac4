import { html } from 'hono/html'
import { listLatestEvents } from '#actions/events/events.ts'
import { listTriggers, type PossibleTrigger, triggerEvent } from '#actions/events/trigger.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { formatInstant } from '#apps/console/instants.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { Problem } from '#bank/base/problem.ts'
import { getTrigger, type TriggerName, triggerNames } from '#bank/events/triggers.ts'
import { badge, errorNotice, type Html, icon, nothing } from '#looks/index.ts'
import { nameKind } from './words.ts'

/** How many events are searched for objects to suggest. */
const searched = 50

/** Says why the page of events shows nothing new: of a salary, only its transaction is told. */
const noneAtOnce =
  'No event is recorded at once. Transaction booked follows within a minute, if a consent covers the account and a webhook or subscription names that kind.'

/** Mounts the page on which an event is made to happen. */
export function mountTriggers(routes: Routes): void {
  routes.get('/trigger', renderTriggerPage)
  routes.post('/trigger', async ({ world, grant, base }, form) => {
    const event = triggerNames.find((one) => one === form.get('event'))
    const object = form.get('object') ?? ''
    const reason = form.get('reason') || undefined
    if (event === undefined) throw new Problem('field-invalid', `event: must be one of ${triggerNames.join(', ')}`)
    const { done, events } = await triggerEvent(world, grant, { event, object, reason }, form.get('once') ?? '')
    const told = events.length === 0 ? noneAtOnce : `Events: ${events.map(({ type }) => nameKind(type)).join(', ')}.`
    return {
      to: `${base}/events${events[0] ? `?open=${events[0].id}#${events[0].id}` : ''}`,
      said: `Done: ${done} (${object}). ${told}`,
    }
  })
}

async function renderTriggerPage(request: WorldRequest): Promise<SitePage> {
  const { c, world, grant, base } = request
  const object = c.req.query('object')?.trim() ?? ''
  const { events } = await listLatestEvents(world, grant, { most: searched })
  const suggested = [...new Set(events.map((one) => one.object))]
  return {
    title: 'Trigger an event · Sandbank console',
    main: html`${backTo(request)}<div class="narrow"><h1>Make something happen</h1><p class="lead">The bank does it now and by its own rules: a payment comes back, a consent ends, a salary arrives.</p>
<form class="stack" action="${base}/trigger"><label for="object">To which object</label><span class="field"><input id="object" name="object" value="${object}" list="objects" maxlength="80" required autocomplete="off" placeholder="pay_..., aac_..., acc_0_current"></span><datalist id="objects">${suggested.map((one) => html`<option value="${one}">`)}</datalist><button class="btn quiet">Show what can happen to it</button></form>
${object === '' ? renderCatalogue() : await renderPossible(request, object)}</div>`,
  }
}

async function renderPossible(request: WorldRequest, object: string): Promise<Html> {
  const found = await listTriggers(request.world, request.grant, object).catch((error: unknown) => {
    if (error instanceof Problem) return error
    throw error
  })
  if (found instanceof Problem) return errorNotice('There is no such object', found.message)
  const sorted = found.triggers.toSorted((a, b) => Number(a.obstacle !== undefined) - Number(b.obstacle !== undefined))
  return html`<section class="card flush" aria-labelledby="possible-title"><header><h2 id="possible-title"><code>${object}</code>, ${nouns[found.is]}</h2></header><ul class="triggers">${sorted.map((one) => renderTrigger(request, object, one))}</ul></section>`
}

const nouns = {
  consent: 'a consent',
  mandate: 'a VRP mandate',
  payment: 'a payment',
  account: 'an account',
  software: 'a software of the directory',
}

function renderTrigger(request: WorldRequest, object: string, { event, obstacle }: PossibleTrigger): Html {
  const { does, reasons } = getTrigger(event)
  const button = html`<button class="btn line small">${icon('bolt')}${nameKind(event)}</button>`
  const reason = reasons
    ? html`<label class="hide" for="reason-${event}">Reason</label><span class="field small"><select id="reason-${event}" name="reason"><option value="">usual reason</option>${reasons.map((one) => html`<option>${one}</option>`)}</select></span>`
    : nothing
  return html`<li class="stack"><p>${does}.</p>${
    obstacle === undefined
      ? worldForm(request, '/trigger', html`${reason}${button}`, { fields: { event, object }, look: 'row' })
      : html`<p class="small soft">${badge('pending', 'not now')} ${nameKind(event)}: ${withTimes(obstacle)}.</p>`
  }</li>`
}

/** Writes the instants of a message as people read them. */
const withTimes = (text: string): string =>
  text.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (instant) => formatInstant(instant))

const renderCatalogue = (): Html =>
  html`<section class="stack" aria-labelledby="catalogue-title"><h2 id="catalogue-title">What can happen</h2>${[...Map.groupBy(triggerNames, (name) => getTrigger(name).takes)].map(([takes, names]) => html`<h3>To ${nouns[takes]}</h3><dl class="catalogue">${names.map(renderEntry)}</dl>`)}</section>`

function renderEntry(name: TriggerName): Html {
  const { does, when } = getTrigger(name)
  return html`<div><dt>${nameKind(name)}</dt><dd>${does}. <span class="soft">When ${when}.</span></dd></div>`
}
