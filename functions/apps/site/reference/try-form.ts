import { html } from 'hono/html'
import { type Html, icon, nothing } from '#looks/index.ts'
import type { Parameter } from './description.ts'
import type { SampleRequest, Sandbox } from './samples/request.ts'
import { exampleIds } from './samples/samples.ts'

/** Whether the page can make the call: it reads, and the sandbox is a laptop's. */
export function canTry({ entry: { operation }, token }: SampleRequest, { first }: Sandbox): boolean {
  const { method, returns } = operation
  const isStream = 'media' in returns && returns.media.includes('text/event-stream')
  return method === 'get' && !isStream && first !== undefined && (!token || token.value !== undefined)
}

/**
 * Shows the form that makes the call from the page. Its script sends it; without one, it is hidden
 * and the curl command stays. `root` is the path of the base URL.
 */
export function renderTryForm(request: SampleRequest, sandbox: Sandbox, root: string): Html {
  const { entry, token, description } = request
  const inputs = description.parameters.filter((one) => one.in !== 'header' && one.name !== 'page')
  const values: Readonly<Record<string, string>> = { ...exampleIds(sandbox), ...known(request) }
  return html`<form class="try card" data-path="${root}${entry.path}" data-token="${token?.value ?? ''}">
<div class="row between"><h2>Try it</h2><button class="btn small">${icon('play')}Call ${sandbox.first?.id}</button></div>
${inputs.map((one) => renderInput(one, values))}
<output class="answer" aria-live="polite"></output>
</form>`
}

function renderInput({ name, in: place, required, schema }: Parameter, values: Readonly<Record<string, string>>): Html {
  const isPath = place === 'path'
  const example = schema.examples?.[0]
  const value = isPath || required ? (values[name] ?? '') : ''
  const isKnown = value !== '' && !value.includes('...') && !/Payment|Order/.test(name)
  return html`<label><span><code>${name}</code>${required ? html` <span class="soft xs">required</span>` : nothing}</span><span class="field"><input name="${place}.${name}" value="${isKnown ? value : ''}"${required ? html` required` : nothing}${example === undefined ? nothing : html` placeholder="${String(example)}"`} autocomplete="off" spellcheck="false"></span></label>`
}

/** The values of the example's query. */
const known = ({ query }: SampleRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => !value.includes('{')))
