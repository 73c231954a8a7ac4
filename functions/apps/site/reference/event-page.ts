import { html } from 'hono/html'
import type { SitePage } from '#apps/site/page.ts'
import { badge, nothing } from '#looks/index.ts'
import type { Catalogue, MessageEntry } from './catalogue.ts'
import { colourCode } from './colour-code.ts'
import { describeMessageEntry, jsonOf } from './description.ts'
import { renderBody, renderFields } from './fields.ts'
import { referencePage, renderLayout } from './navigation.ts'
import { renderSampleTabs } from './sample-tabs.ts'
import { jsonLanguage, writeLiteral } from './samples/literals.ts'
import type { Sandbox } from './samples/request.ts'
import { buildSamples } from './samples/samples.ts'

/** Builds the page of an event that the sandbox sends to webhooks. */
export function renderEventPage(entry: MessageEntry, catalogue: Catalogue, sandbox: Sandbox): SitePage {
  const { schemas, parameters, requestBody, responses } = describeMessageEntry(entry, catalogue.messages)
  const schema = jsonOf(requestBody?.content)
  const create = catalogue.entries.find(({ id }) => id === 'CreateWebhook')
  const hook = { url: 'http://localhost:3000/webhooks', ...(!/^webhook\./.test(entry.id) && { kinds: [entry.id] }) }
  const texts: Readonly<Record<string, string>> = { '2XX': 'settled', '410': 'problem', default: 'pending' }
  return {
    ...referencePage,
    title: `${entry.id} · Sandbank API reference`,
    description: entry.title,
    main: renderLayout(
      catalogue,
      entry.id,
      html`<article class="columns">
<header class="what">
<p class="small"><a href="/reference">Reference</a> <span class="soft">/</span> <a href="/reference#events-sent">Events that are sent</a></p>
<h1>${entry.title}</h1>
<div class="row endpoint"><span class="method sent">EVENT</span><code>${entry.id}</code></div>
<p>The sandbox posts this message to every <a href="/reference/CreateWebhook">webhook</a> that takes events of its kind. <a href="/reference/ListEvents">ListEvents</a> lists it too, and <a href="/reference/FollowEvents">FollowEvents</a> streams it.</p>
</header>
<aside class="how" aria-label="Code">
${create ? renderSampleTabs(buildSamples(create, catalogue, sandbox, hook)) : nothing}
<div class="code"><header><span>The message</span></header><pre tabindex="0" aria-label="An example of the message">${colourCode(writeLiteral(entry.message.example, jsonLanguage, '', 0, 46))}</pre></div>
</aside>
<div class="details">
<section><h2>Headers</h2>${renderFields(
        parameters.map(({ name, schema, description }) => ({ name, schema, isRequired: true, description })),
        schemas,
        'always',
      )}</section>
<section><h2>Body</h2>${schema ? renderBody(schema, schemas, 'always') : nothing}</section>
<section><h2>Your answer</h2><ul class="fields">${Object.entries(responses).map(
        ([status, { description }]) =>
          html`<li><p class="row">${badge((texts[status] ?? 'pending') as 'settled', status === 'default' ? 'another, or none' : status)}<span class="small">${description}</span></p></li>`,
      )}</ul></section>
</div>
</article>`,
    ),
  }
}
