import { html } from 'hono/html'
import type { SitePage } from '#apps/site/page.ts'
import { type ProblemCode, problems } from '#bank/base/problem.ts'
import { scenarioHeader, scenarios } from '#bank/scenarios/scenarios.ts'
import { listProblems } from '#edge/openapi/openapi.ts'
import { placeOf } from '#edge/request/place.ts'
import { badge, type Html, icon, nothing, snippet } from '#looks/index.ts'
import type { Catalogue, Entry } from './catalogue.ts'
import { jsonOf, type Parameter, successOf } from './description.ts'
import { renderExampleAnswer } from './example-answer.ts'
import { renderBody, renderFields } from './fields.ts'
import { pathOf, referencePage, renderLayout, renderMethod } from './navigation.ts'
import { renderSampleTabs } from './sample-tabs.ts'
import { type SampleRequest, type Sandbox, takesDeveloperToken } from './samples/request.ts'
import { buildSamples } from './samples/samples.ts'
import { renderText } from './text.ts'
import { canTry, renderTryForm } from './try-form.ts'

/** Builds the page of one operation. `root` is the path of the base URL. */
export function renderOperationPage(entry: Entry, catalogue: Catalogue, sandbox: Sandbox, root: string): SitePage {
  const { operation } = entry
  const samples = buildSamples(entry, catalogue, sandbox)
  const { request } = samples
  const { description } = request
  const group = catalogue.groups.find(({ entries }) => entries.includes(entry))
  const of = (place: Parameter['in']) => description.parameters.filter((one) => one.in === place)
  return {
    ...referencePage,
    title: `${entry.title} · Sandbank API reference`,
    description: `${operation.method.toUpperCase()} ${entry.path}`,
    main: renderLayout(
      catalogue,
      entry.id,
      html`<article class="columns">
<header class="what">
<p class="small"><a href="/reference">Reference</a> <span class="soft">/</span> <a href="/reference#${group?.anchor}">${group?.name}</a></p>
<h1>${entry.title}</h1>
<div class="row endpoint">${renderMethod(entry)}${snippet('endpoint', entry.path)}</div>
${operation.description === undefined ? nothing : html`<p>${renderText(operation.description)}</p>`}
<dl class="who"><div><dt>Who may call it</dt><dd>${describeCaller(entry)}</dd></div>
${operation.requiredPermissions ? html`<div><dt>Permissions of the consent</dt><dd>${operation.requiredPermissions.map((some, n) => html`${n > 0 ? ', and ' : ''}${some.map((one, m) => html`${m > 0 ? ' or ' : ''}<code>${one}</code>`)}`)}</dd></div>` : nothing}
<div><dt>Operation</dt><dd><code>${entry.id}</code></dd></div></dl>
</header>
<aside class="how" aria-label="Code">
${renderSampleTabs(samples)}
${canTry(request, sandbox) ? renderTryForm(request, sandbox, root) : nothing}
${renderExampleAnswer(request, sandbox)}
</aside>
<div class="details">
${renderParameters('Path parameters', of('path'), request)}
${renderParameters('Query parameters', of('query'), request)}
${renderHeaders(of('header'), request)}
${renderRequestBody(request)}
${renderAnswer(request)}
${renderErrors(entry)}
${renderScenarios(entry)}
${renderNeighbours(entry, catalogue)}
</div>
</article>`,
    ),
  }
}

/** Says whose token an operation takes. */
function describeCaller(entry: Entry): Html {
  const { needs, scope = 'accounts' } = entry.operation
  const developer = html`A <a href="/reference#token">developer token</a>`
  const own = html`the partner's own token (client credentials)`
  const scoped = scope === 'any' ? html` with any scope` : html` with the scope <code>${scope}</code>`
  if (needs === 'anyone') return html`Anyone, without a token.`
  if (needs === 'world') return html`The <a href="/reference#token">control key</a> of the world.`
  if (needs === 'worlds') return html`The organiser key. A sandbox on a laptop does not need it.`
  if (needs === 'partner')
    return takesDeveloperToken(entry)
      ? html`${developer}, or ${own}${scoped}.`
      : html`A partner, with its own token (client credentials)${scoped}.`
  const scopes = { accounts: 'accounts', payment: 'payments', funds: 'fundsconfirmations' }
  return html`${developer}, or an access token with the scope <code>${scopes[needs]}</code> that the customer authorised.`
}

const fieldsOfParameters = (parameters: readonly Parameter[]) =>
  parameters.map(({ name, schema, required = false, description }) => ({
    name,
    schema,
    isRequired: required,
    description,
  }))

const renderParameters = (title: string, parameters: readonly Parameter[], { description }: SampleRequest): Html =>
  parameters.length === 0
    ? nothing
    : html`<section><h2>${title}</h2>${renderFields(fieldsOfParameters(parameters), description.schemas)}</section>`

/** The headers that most calls take. */
const commonHeaders: Readonly<Record<string, string>> = {
  'x-fapi-interaction-id':
    'Your id of the call, a UUID. The answer repeats it, and the request log finds the call by it.',
  'x-fapi-auth-date': 'When the customer last signed in to the partner.',
  [scenarioHeader]: 'A scenario: the bank behaves as it says.',
}

/** Shows the headers of an operation. Those of every call stand in `details`. */
function renderHeaders(headers: readonly Parameter[], { description }: SampleRequest): Html {
  const own = headers.filter(({ name }) => !(name in commonHeaders))
  const common = headers
    .filter(({ name }) => name in commonHeaders)
    .map((one) => ({ ...one, schema: { type: 'string' }, description: commonHeaders[one.name] as string }))
  return html`<section><h2>Headers</h2>${own.length > 0 ? renderFields(fieldsOfParameters(own), description.schemas) : nothing}
<details><summary>${common.length} headers that every call takes</summary>${renderFields(fieldsOfParameters(common), description.schemas)}</details></section>`
}

function renderRequestBody({ entry: { operation }, description }: SampleRequest): Html {
  const { requestBody, schemas } = description
  if (!requestBody) return nothing
  const schema = operation.upload ? undefined : jsonOf(requestBody.content)
  const media = Object.keys(requestBody.content)
  return html`<section><h2>Body</h2><p class="small soft">${requestBody.required ? '' : 'Optional. '}${media.map((one, n) => html`${n > 0 ? ' or ' : ''}<code>${one}</code>`)}</p>
${schema ? renderBody(schema, schemas) : html`<p>A file.</p>`}</section>`
}

function renderAnswer({ description }: SampleRequest): Html {
  const { status, response } = successOf(description)
  const schema = jsonOf(response?.content)
  const media = Object.keys(response?.content ?? {})
  const headers = Object.entries(response?.headers ?? {})
  return html`<section><h2>Answer</h2><p class="row">${badge('settled', status)}${media.length === 0 ? html`<span class="small soft">without a body</span>` : html`<span class="small soft">${media.map((one, n) => html`${n > 0 ? ' or ' : ''}<code>${one}</code>`)}</span>`}</p>
${schema ? renderBody(schema, description.schemas, 'always') : nothing}
<details><summary>${headers.length} ${headers.length === 1 ? 'header' : 'headers'}</summary>${renderFields(
    headers.map(([name, one]) => ({ name, schema: one.schema, isRequired: false, description: one.description })),
    description.schemas,
  )}</details></section>`
}

/** Shows the errors of an operation by status. Those of nearly every call stand in `details`. */
function renderErrors({ operation, surface }: Entry): Html {
  const all = [...new Set(listProblems(operation, surface))]
  const own = all.filter((code) => operation.problems.includes(code))
  const others = all.filter((code) => !own.includes(code))
  return html`<section><h2 id="errors">Errors</h2>
${own.length > 0 ? renderProblems(own) : nothing}
<details${own.length === 0 ? html` open` : nothing}><summary>${others.length} errors of calls like this one</summary>${renderProblems(others)}</details></section>`
}

const renderProblems = (codes: readonly ProblemCode[]): Html =>
  html`<ul class="errors">${codes
    .toSorted((a, b) => problems[a].status - problems[b].status)
    .map(
      (code) =>
        html`<li><span class="num soft">${problems[code].status}</span><span><a href="/problems/${code}"><code>${code}</code></a><span class="small soft">${problems[code].title}</span></span></li>`,
    )}</ul>`

/** Lists the scenarios that a call of the operation may ask for. */
function renderScenarios({ operation, surface }: Entry): Html {
  const place = placeOf(surface, operation)
  const names = Object.entries(scenarios).filter(([, { appliesTo }]) => appliesTo(place))
  return html`<section><h2>Scenarios</h2><p>Break this call on purpose: send the name in <code>${scenarioHeader}</code>.</p>
<ul class="row values">${names.map(([name, { title }]) => html`<li><a class="badge sand" href="/scenarios#${name}" title="${title}">${name}</a></li>`)}</ul></section>`
}

function renderNeighbours(entry: Entry, { entries }: Catalogue): Html {
  const at = entries.indexOf(entry)
  const [before, after] = [entries[at - 1], entries[at + 1]]
  return html`<nav class="row between neighbours" aria-label="Neighbours">${before ? html`<a href="${pathOf(before)}" rel="prev">${icon('back')} ${before.title}</a>` : html`<span></span>`}${after ? html`<a href="${pathOf(after)}" rel="next">${after.title} ${icon('arrow')}</a>` : nothing}</nav>`
}
