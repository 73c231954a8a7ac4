import { html } from 'hono/html'
import { testWebhook, type WebhookTest } from '#actions/events/test-message.ts'
import { rotateSecret } from '#actions/events/webhook-secrets.ts'
import type { NewWebhook, WebhookView } from '#actions/events/webhook-views.ts'
import { createWebhook, deleteWebhook, getWebhook, pauseWebhook, resumeWebhook } from '#actions/events/webhooks.ts'
import { backTo } from '#apps/console/back-link.ts'
import { worldForm } from '#apps/console/form.ts'
import { orShowAgain } from '#apps/console/form-again.ts'
import { formatInstant } from '#apps/console/instants.ts'
import type { Done, Routes, WorldRequest } from '#apps/console/world-request.ts'
import type { SitePage } from '#apps/site/page.ts'
import { parseStrict } from '#bank/base/parse-strict.ts'
import { WebhookRequest } from '#bank/events/webhook-requests.ts'
import { badge, codeBlock, icon, nothing, snippet } from '#looks/index.ts'
import { receiverTitleOf } from './deliveries.ts'
import { renderEventsPage } from './events-page.ts'

/** Mounts the forms of webhooks. */
export function mountWebhooks(routes: Routes): void {
  const idOf = ({ c }: WorldRequest) => c.req.param('WebhookId') ?? ''
  routes.post('/webhooks', (request, form) =>
    orShowAgain(
      request,
      async () => renderSecretPage(request, await create(request, form), 'The webhook is ready'),
      (notice) => renderEventsPage(request, { notice, form }),
    ),
  )
  routes.post('/webhooks/:WebhookId/rotate', async (request, form) => {
    const changed = await rotateSecret(request.world, request.grant, idOf(request), {}, form.get('once') ?? '')
    return renderSecretPage(request, changed, 'The webhook has a new secret')
  })
  routes.post('/webhooks/:WebhookId/test', async (request) => {
    const webhook = await getWebhook(request.world, request.grant, idOf(request))
    return renderTestPage(request, webhook, await testWebhook(request.world, request.grant, webhook.id))
  })
  routes.post('/webhooks/:WebhookId/pause', async (request) => {
    const webhook = await pauseWebhook(request.world, request.grant, idOf(request))
    return toWebhooks(request, `${receiverTitleOf(webhook)} is paused. What happens now is sent when it resumes.`)
  })
  routes.post('/webhooks/:WebhookId/resume', async (request) => {
    const webhook = await resumeWebhook(request.world, request.grant, idOf(request))
    return toWebhooks(request, `${receiverTitleOf(webhook)} gets events again, and what happened in between.`)
  })
  routes.get('/webhooks/:WebhookId/delete', async (request) => {
    const webhook = await getWebhook(request.world, request.grant, idOf(request))
    const title = receiverTitleOf(webhook)
    return {
      title: `Delete ${title} · Sandbank console`,
      main: html`${backTo(request)}<div class="narrow"><h1>Delete ${title}?</h1><p class="lead">Events that were not delivered to ${webhook.url} yet are dropped, and its secret is gone.</p>
${worldForm(request, `/webhooks/${webhook.id}/delete`, html`<button class="btn">${icon('trash')}Delete ${title}</button><a class="btn quiet" href="${request.base}/events#webhooks">Cancel</a>`, { look: 'row' })}</div>`,
    }
  })
  routes.post('/webhooks/:WebhookId/delete', async (request) => {
    const webhook = await getWebhook(request.world, request.grant, idOf(request))
    await deleteWebhook(request.world, request.grant, webhook.id)
    return toWebhooks(request, `${receiverTitleOf(webhook)} is deleted.`)
  })
}

/** Creates the webhook that a form describes. Blank fields take the default. */
function create({ world, grant }: WorldRequest, form: URLSearchParams): Promise<NewWebhook> {
  const text = (name: string) => form.get(name)?.trim() || undefined
  const kinds = form.getAll('kinds')
  const fields = { url: text('url'), name: text('name'), ...(kinds.length > 0 && { kinds }) }
  const sent = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
  return createWebhook(world, grant, parseStrict(WebhookRequest, sent), form.get('once') ?? '')
}

const toWebhooks = ({ base }: WorldRequest, said: string): Done => ({ to: `${base}/events#webhooks`, said })

const renderSecretPage = (
  request: WorldRequest,
  { id, url, secret, oldSignsUntil }: NewWebhook,
  title: string,
): SitePage => ({
  title: `${title} · Sandbank console`,
  main: html`${backTo(request)}<div class="narrow"><h1>${title}</h1><p class="lead">Events go to <code>${url}</code>, signed with this secret by Standard Webhooks.</p>
<section class="sandy stack"><h2>Its secret, shown once</h2><p class="small">Store it in your app: it cannot be read again.${oldSignsUntil === undefined ? '' : ` The old one signs too until ${formatInstant(oldSignsUntil)}.`}</p>${snippet('secret', secret)}</section>
<div class="row">${worldForm(request, `/webhooks/${id}/test`, html`<button class="btn">Send a test message</button>`)}<a class="btn quiet" href="${request.base}/events#webhooks">To the webhooks</a></div></div>`,
})

function renderTestPage(request: WorldRequest, webhook: WebhookView, test: WebhookTest): SitePage {
  const { isDelivered, why, status, durationMs, body, message } = test
  const sent = `POST ${message.url}\n${Object.entries(message.headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n\n${message.body}`
  return {
    title: 'Test message · Sandbank console',
    main: html`${backTo(request)}<div class="narrow"><h1>${isDelivered ? 'The test message arrived' : 'The test message did not arrive'}</h1>
<p class="lead">${isDelivered ? badge('settled', String(status)) : badge('problem', status === undefined ? 'no answer' : String(status))} ${receiverTitleOf(webhook)}, in ${durationMs} ms</p>
${why === undefined ? nothing : html`<p>${why.charAt(0).toUpperCase()}${why.slice(1)}.</p>`}
${body === undefined || body === '' ? nothing : html`<section class="stack"><h2>What it answered</h2><pre class="answer" tabindex="0">${body}</pre></section>`}
${codeBlock('sent', 'What was sent', sent)}
<div class="row">${worldForm(request, `/webhooks/${webhook.id}/test`, html`<button class="btn quiet">Test again</button>`)}<a class="btn quiet" href="${request.base}/events#webhooks">To the webhooks</a></div></div>`,
  }
}
