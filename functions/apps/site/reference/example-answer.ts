import { html } from 'hono/html'
import { badge, type Html, nothing, toneOfStatus } from '#looks/index.ts'
import { colourCode } from './colour-code.ts'
import { jsonOf, successOf } from './description.ts'
import { exampleOf } from './example.ts'
import { jsonLanguage, writeLiteral } from './samples/literals.ts'
import type { SampleRequest, Sandbox } from './samples/request.ts'

/** Shows an answer as an example, if it is JSON. */
export function renderExampleAnswer({ description, path }: SampleRequest, { baseUrl }: Pick<Sandbox, 'baseUrl'>): Html {
  const { status, response } = successOf(description)
  const schema = jsonOf(response?.content)
  if (!schema || (schema.type === 'object' && !schema.properties)) return nothing
  const example = exampleOf(schema, description.schemas, true) as { readonly Links?: { readonly Self?: string } }
  const Self = baseUrl + path.replaceAll(/\{\w+\}/g, '...')
  const shown = example?.Links?.Self === undefined ? example : { ...example, Links: { ...example.Links, Self } }
  return html`<div class="code"><header><span class="row">${badge(toneOfStatus(Number(status)), status)}<span class="soft">an answer</span></span></header><pre tabindex="0" aria-label="An example of the answer">${colourCode(writeLiteral(shown, jsonLanguage, '', 0, 46))}</pre></div>`
}
