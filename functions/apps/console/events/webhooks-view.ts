import { html } from 'hono/html'
import type { WebhookView } from '#actions/events/webhook-views.ts'
import { worldForm } from '#apps/console/form.ts'
import { formatInstant } from '#apps/console/instants.ts'
import type { WorldRequest } from '#apps/console/world-request.ts'
import { eventKindNames } from '#bank/events/kinds.ts'
import { badge, type Html, nothing } from '#looks/index.ts'
import { receiverTitleOf } from './deliveries.ts'
import { nameKind } from './words.ts'

const states = {
  active: badge('settled', 'active'),
  paused: badge('pending', 'paused'),
  disabled: badge('problem', 'stopped by 410'),
}

/** Shows the webhooks of a world and what can be done with them, and the form that adds one. */
export function renderWebhooks(
  request: WorldRequest,
  webhooks: readonly WebhookView[],
  filled?: URLSearchParams,
): Html {
  return html`<section class="card flush side" id="webhooks" aria-labelledby="webhooks-title"><header><h2 id="webhooks-title">Webhooks</h2></header>
${webhooks.length === 0 ? nothing : html`<ul>${webhooks.map((one) => renderWebhook(request, one))}</ul>`}
${renderNewForm(request, filled)}</section>`
}

function renderWebhook(request: WorldRequest, webhook: WebhookView): Html {
  const { id, url, name, kinds, status, stoppedAt, oldSignsUntil } = webhook
  const title = receiverTitleOf(webhook)
  const button = (act: string, words: string) =>
    worldForm(
      request,
      `/webhooks/${id}/${act}`,
      html`<button class="btn quiet small" aria-label="${words} ${title}">${words}</button>`,
    )
  const facts = [
    kinds ? kinds.map(nameKind).join(', ') : 'every kind of event',
    stoppedAt && `${status} since ${formatInstant(stoppedAt)}`,
    oldSignsUntil && `the old secret signs too until ${formatInstant(oldSignsUntil)}`,
  ]
  return html`<li class="stack"><div class="row"><strong class="what">${title}</strong>${states[status]}</div>
<p class="soft xs">${name === undefined ? nothing : html`<code>${url}</code><br>`}${facts.filter(Boolean).join(' · ')}</p>
<div class="buttons">${button('test', 'Test')}${status === 'active' ? button('pause', 'Pause') : button('resume', 'Resume')}${button('rotate', 'New secret')}<a class="btn quiet small" href="${request.base}/webhooks/${id}/delete" aria-label="Delete ${title}">Delete…</a></div></li>`
}

const renderNewForm = (request: WorldRequest, filled = new URLSearchParams()): Html =>
  worldForm(
    request,
    '/webhooks',
    html`<h3>Add one</h3><label for="webhook-url">URL</label><span class="field"><input id="webhook-url" name="url" type="url" required maxlength="2048" value="${filled.get('url') ?? ''}" placeholder="${request.host.sandbox.isLocal ? 'http://localhost:3000/webhooks' : 'https://example.com/webhooks'}"></span>
<label for="webhook-name">Name</label><span class="field"><input id="webhook-name" name="name" maxlength="100" value="${filled.get('name') ?? ''}" placeholder="my app" autocomplete="off"></span>
<details><summary>Only some kinds of events</summary><fieldset class="checks"><legend class="hide">Kinds</legend>${eventKindNames.map((kind) => html`<label class="check"><input type="checkbox" name="kinds" value="${kind}"${filled.getAll('kinds').includes(kind) ? html` checked` : nothing}>${nameKind(kind)}</label>`)}</fieldset></details>
<button class="btn">Add the webhook</button>`,
    { look: 'stack new' },
  )
