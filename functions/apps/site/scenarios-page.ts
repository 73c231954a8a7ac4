import { html } from 'hono/html'
import { openBanking } from '#apps/open-banking/app.ts'
import type { Scenario } from '#bank/scenarios/scenario.ts'
import { exampleOf, scenarioGroups, scenarioHeader } from '#bank/scenarios/scenarios.ts'
import type { Host } from '#edge/host.ts'
import { placeOf } from '#edge/request/place.ts'
import type { Html } from '#looks/index.ts'
import type { SitePage } from './page.ts'

/** The calls that the examples make: each scenario is shown with the first where it applies. */
const exampleCalls = [
  'GetAccounts',
  'GetTransactions',
  'CreateDomesticPayments',
  'CreateDomesticPaymentConsents',
] as const

/** Builds the page of all scenarios: what each imitates, and how to ask for it. */
export function renderScenariosPage(baseUrl: string, first: Host['first']): SitePage {
  const faults = `${baseUrl}/control/worlds/${first?.id ?? '$WORLD'}/faults`
  const control = '-H "Authorization: Bearer $CONTROL_KEY" -H "Content-Type: application/json"'
  return {
    title: 'Scenarios · Sandbank',
    main: html`<h1>Break the bank on purpose</h1>
<p class="lead">A scenario is a named fault of a bank. Ask for it with one call, or arm it in your world: then it reaches apps that you do not change.</p>
<h2>With one call</h2>
<p>Send its name in the header <code>${scenarioHeader}</code>, with parameters after a semicolon. The answer names it in the same header. A file <code>body.json</code> holds the body of a call.</p>
<p>To retry after an unknown outcome, send the same idempotency key and body without this header.</p>
<h2>Armed in a world</h2>
<pre><code>curl -X POST ${control} -d '{"scenario": "server-error", "when": {"operations": ["GetAccounts"], "count": 3}}' ${faults}</code></pre>
<p>The control key came with your world. <code>when</code> may have <code>operations</code>, <code>partner</code>, <code>account</code>, <code>from</code>, <code>to</code>, <code>count</code> and <code>probability</code>; without it, the scenario reaches every call where it applies. With <code>"quiet": true</code> the answer does not name it. <code>GET</code> lists what is armed, and <code>DELETE .../faults/flt_1</code> disarms it.</p>
<nav aria-label="Kinds of scenarios">${Object.keys(scenarioGroups).map((group) => html`<a href="#${anchorOf(group)}">${group}</a> `)}</nav>
${Object.entries(scenarioGroups).map(
  ([group, scenarios]) => html`<section aria-labelledby="${anchorOf(group)}">
<h2 id="${anchorOf(group)}">${group}</h2>
${Object.entries(scenarios).map(([name, scenario]) => renderScenario(name, scenario, baseUrl, first))}
</section>`,
)}
<nav aria-label="Back"><a href="/problems">Problems</a><a href="/control/scenarios">This list as JSON</a><a href="/">Sandbank</a></nav>`,
  }
}

const anchorOf = (group: string): string => `kind-${group.toLowerCase().replaceAll(' ', '-')}`

function renderScenario(name: string, scenario: Scenario, baseUrl: string, first: Host['first']): Html {
  const { title, imitates, where, parameters = {} } = scenario
  const values = Object.entries(parameters).map(([key, one]) => [key, one.default])
  const body = { scenario: name, ...(values.length > 0 && { parameters: Object.fromEntries(values) }) }
  return html`<article aria-labelledby="${name}">
<h3 id="${name}"><code>${name}</code></h3>
<p class="lead">${title}.</p>
<p>Imitates: ${imitates}</p>
<p>Applies to ${where}.</p>
${Object.entries(parameters).map(
  ([key, one]) => html`<p><code>${key}</code>: ${one.title}, ${one.min} to ${one.max}; ${one.default} if absent.</p>`,
)}
${
  scenario.effect.at === 'delivery'
    ? ''
    : html`<p>With one call:</p>
<pre><code>${buildCall(exampleOf(name), scenario, baseUrl, first)}</code></pre>
`
}<p>The body that arms it:</p>
<pre><code>${JSON.stringify(body)}</code></pre>
</article>`
}

/** Builds a call with the header of a scenario, at a place where it applies. */
function buildCall(line: string, { appliesTo }: Scenario, baseUrl: string, first: Host['first']): string {
  const header = `-H "${scenarioHeader}: ${line}"`
  const id = exampleCalls.find((one) => appliesTo(placeOf(openBanking, operationOf(one))))
  if (id === undefined) return `curl -i ${header} "$AUTHORIZATION_URL"`
  const { method, path } = operationOf(id)
  const call = `curl -i ${header} -H "Authorization: Bearer ${first?.developerToken ?? '$TOKEN'}"`
  const url = `${baseUrl}${openBanking.base}${path}`
  return method === 'get'
    ? `${call} ${url}`
    : `${call} -H "Content-Type: application/json" -H "x-idempotency-key: 1" -d @body.json ${url}`
}

function operationOf(id: (typeof exampleCalls)[number]) {
  const found = openBanking.operations.find((one) => one.id === id)
  if (!found) throw new Error(`there is no operation ${id}`)
  return found
}
