import type { Context } from 'hono'
import { html } from 'hono/html'
import { type FaultView, listFaults } from '#actions/faults/faults.ts'
import { disarmButton } from '#apps/console/faults/panel.ts'
import { sayFault } from '#apps/console/faults/texts.ts'
import { readNames } from '#apps/console/requests/story.ts'
import type { Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { scenarioGroups, scenarioHeader } from '#bank/scenarios/scenarios.ts'
import type { Host } from '#edge/host.ts'
import { basePathOf, originOf } from '#edge/origin.ts'
import { codeBlock, emptyState, type Html, icon, nothing } from '#looks/index.ts'
import { type Cards, kindOf, renderCard } from './card.ts'

/** Mounts the catalogue of scenarios for people. Without a world that is open it works too. */
export const mountScenarios = (routes: Routes): void =>
  routes.getAnywhere('/scenarios', (request, c) => renderScenariosPage(request, c, routes.host))

type Entry = readonly [name: string, group: string, scenario: Scenario]

const entries: readonly Entry[] = Object.entries(scenarioGroups).flatMap(([group, some]) =>
  Object.entries(some).map(([name, one]): Entry => [name, group, one]),
)

/** Whether a scenario has every word that is searched for. */
const matches = ([name, group, { title, imitates, where }]: Entry, words: readonly string[]): boolean => {
  const text = `${name} ${name.replaceAll('-', ' ')} ${group} ${title} ${imitates} ${where}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** Builds the page of all scenarios: what each imitates, how to ask for it, and what is armed. */
async function renderScenariosPage(request: WorldRequest | undefined, c: Context, host: Host): Promise<SitePage> {
  const { sandbox, first } = host
  const q = (c.req.query('q') ?? '').slice(0, 60)
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const found = entries.filter((one) => matches(one, words))
  const baseUrl = originOf(sandbox, c.req.url)
  // The token of the first world reaches no other.
  const token = !request || request.world.id === first?.id ? first?.developerToken : undefined
  const armed = request ? await listFaults(request.world, request.grant) : []
  const names = request ? await readNames(request) : new Map<string, string>()
  const cards: Cards = { request, root: basePathOf(sandbox), baseUrl, token, armed, names }
  const groups = Object.keys(scenarioGroups).filter((group) => found.some(([, of]) => of === group))
  return {
    title: 'Scenarios · Sandbank',
    description: 'The faults of a bank that you can provoke, each with the header that asks for it.',
    current: '/scenarios',
    main: html`<div class="intro"><div><h1>Faults on purpose</h1><p class="lead">Every bank has bad days. Have yours before your customers do: ask for a fault with one header, or arm it for a whole app.</p></div>
${codeBlock(
  'ask',
  'Any call, one header',
  html`<span class="v">curl</span> -H <span class="t">"${scenarioHeader}: too-many-requests"</span> \\
  -H <span class="t">"Authorization: Bearer ${token ?? '$TOKEN'}"</span> \\
  ${baseUrl}/open-banking/v4.0/aisp/accounts`,
)}</div>
${request && armed.length > 0 ? renderArmed(request, armed, names) : nothing}
<div class="tools"><form class="field" method="get" role="search">${icon('search')}<input type="search" name="q" value="${q}" placeholder="slow, consent, RJCT" aria-label="Search the scenarios" maxlength="60"><button class="btn quiet small" type="submit">Search</button></form>
<fieldset class="chips"><legend class="hide">Kind of fault</legend><label><input type="radio" name="k" id="k-all" checked>${q === '' ? 'All' : 'Found'} ${found.length}</label>${groups.map((group) => html`<label><input type="radio" name="k" id="k-${kindOf(group)}">${group}</label>`)}</fieldset></div>
${
  found.length === 0
    ? emptyState(
        'search',
        `No scenario is about “${q}”`,
        'Search for what goes wrong, such as late, consent or 503.',
        html`<a class="btn quiet small" href="${cards.root}/scenarios">All ${entries.length}</a>`,
      )
    : html`<div class="grid g21 faults">${found.map(([name, group, one]) => renderCard(name, group, one, cards))}</div>`
}
<section class="how" aria-labelledby="how"><h2 id="how">How it works</h2>
<p>With one call: send the header. The answer names the scenario in the same header. To retry after an unknown outcome, send the same idempotency key and body without it. In calls with a body, <code>body.json</code> holds it.</p>
<p>Armed in a world: a fault reaches every call that fits its conditions, also those of an app that you do not change. Arm it here, or <code>POST</code> the body of its card to <code>/control/worlds/{WorldId}/faults</code> with the world's control key.</p>
<p class="row"><a href="${cards.root}/problems">Problems</a><span class="soft">For programs: <code>GET /control/scenarios</code></span></p></section>`,
  }
}

/** Lists the faults that are armed in the open world. */
const renderArmed = (request: WorldRequest, armed: readonly FaultView[], names: ReadonlyMap<string, string>): Html =>
  html`<section class="sandy armed-now" aria-labelledby="armed"><h2 id="armed">Armed now in <a href="${request.base}#faults">${request.world.id}</a></h2><ul>${armed.toReversed().map((fault) => html`<li class="row between"><span class="small"><a class="plain" href="#${fault.scenario}"><strong>${fault.scenario}</strong></a> ${sayFault(fault, names)}</span>${disarmButton(request, fault, 'scenarios')}</li>`)}</ul></section>`
