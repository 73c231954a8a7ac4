import * as z from 'zod'
import { testWebhook } from '#actions/events/test-message.ts'
import { rotateSecret } from '#actions/events/webhook-secrets.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  pauseWebhook,
  resumeWebhook,
} from '#actions/events/webhooks.ts'
import { WorldId } from '#apps/control/worlds.ts'
import { SecretRotation, WebhookChange, WebhookRequest } from '#bank/events/webhook-requests.ts'
import { operation } from '#edge/operation.ts'

export const WebhookId = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'The id of a webhook of this world', examples: ['whk_1f2e3d4c5b6a'] })

const { url, kinds, partner, account, name } = WebhookRequest.shape
const Webhook = z
  .strictObject({
    id: WebhookId,
    url,
    name,
    kinds,
    partner,
    account,
    clock: z.enum(['real', 'world']).meta({ description: 'Which clock counts the pauses between attempts' }),
    createdAt: z.iso.datetime().meta({ description: 'The real time at which it was created. Later events are sent.' }),
    status: z.enum(['active', 'paused', 'disabled']).meta({
      description: 'disabled: the receiver answered 410. Resume it, or change its URL.',
    }),
    stoppedAt: z.iso.datetime().optional().meta({ description: 'The real time since which nothing is sent' }),
    oldSignsUntil: z.iso.datetime().optional().meta({
      description: 'While a secret rotates: the real time until which the old one signs too',
    }),
  })
  .meta({ id: 'Webhook' })
const NewWebhook = Webhook.extend({
  secret: z.string().meta({ description: 'The secret that signs the messages. It is returned only once.' }),
}).meta({ id: 'NewWebhook' })

const WebhookTest = z
  .strictObject({
    isDelivered: z.boolean().meta({ description: 'Whether the receiver answered 200 to 299' }),
    why: z.string().optional().meta({ description: 'Why it was not delivered' }),
    status: z.int().optional().meta({ description: 'The status of the answer; absent if there was none' }),
    durationMs: z.int().meta({ description: 'How long the attempt took, in milliseconds' }),
    body: z.string().optional().meta({ description: "The beginning of the answer's body" }),
    message: z
      .strictObject({
        url: z.string(),
        headers: z.record(z.string(), z.string()).meta({ description: 'The headers, with the signature' }),
        body: z.string().meta({ description: 'The body as it was signed: verify these very bytes' }),
      })
      .meta({ description: 'What was sent' }),
  })
  .meta({ id: 'WebhookTest' })

/** What every operation on webhooks has in common. */
const base = { tag: 'Webhooks', needs: 'world' } as const
const params = z.object({ WorldId, WebhookId })
const repeatable = { isIdempotent: true, isKeyOptional: true } as const

export const webhooks = [
  operation({
    ...base,
    ...repeatable,
    id: 'CreateWebhook',
    summary: 'Create a webhook',
    description:
      'Events of the world are sent to its URL as they happen, signed by the specification Standard Webhooks. Store the secret: only this response contains it. A retry with the same `x-idempotency-key` returns the same webhook and secret.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks',
    params: z.object({ WorldId }),
    body: WebhookRequest,
    returns: { status: 201, schema: NewWebhook },
    problems: ['limit-reached', 'conflict'],
    run: ({ world, grant, body, idempotencyKey }) => createWebhook(world, grant, body, idempotencyKey),
  }),
  operation({
    ...base,
    id: 'ListWebhooks',
    summary: 'List the webhooks of a world, without their secrets',
    method: 'get',
    path: '/worlds/{WorldId}/webhooks',
    params: z.object({ WorldId }),
    returns: { status: 200, schema: z.strictObject({ webhooks: z.array(Webhook) }).meta({ id: 'Webhooks' }) },
    problems: [],
    run: async ({ world, grant }) => ({ webhooks: await listWebhooks(world, grant) }),
  }),
  operation({
    ...base,
    id: 'GetWebhook',
    summary: 'Get one webhook, without its secret',
    method: 'get',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}',
    params,
    returns: { status: 200, schema: Webhook },
    problems: ['webhook-not-found'],
    run: ({ world, grant, params }) => getWebhook(world, grant, params.WebhookId),
  }),
  operation({
    ...base,
    id: 'ChangeWebhook',
    summary: 'Change the URL, filters, name or clock of a webhook',
    description:
      'Fields that you do not send stay, and null removes a filter or the name. Events that were not delivered yet go to the new URL. A new URL also enables a webhook whose receiver answered 410.',
    method: 'patch',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}',
    params,
    body: WebhookChange,
    returns: { status: 200, schema: Webhook },
    problems: ['webhook-not-found', 'conflict'],
    run: ({ world, grant, params, body }) => changeWebhook(world, grant, params.WebhookId, body),
  }),
  operation({
    ...base,
    id: 'DeleteWebhook',
    summary: 'Delete a webhook',
    description: 'What was not delivered yet is dropped.',
    method: 'delete',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}',
    params,
    returns: { status: 204 },
    problems: ['webhook-not-found', 'conflict'],
    run: ({ world, grant, params }) => deleteWebhook(world, grant, params.WebhookId),
  }),
  operation({
    ...base,
    ...repeatable,
    id: 'RotateWebhookSecret',
    summary: 'Replace the secret of a webhook',
    description:
      'The old secret signs too for 24 hours, or for `oldSignsForHours`, so a receiver can change over without a gap. Store the new secret: only this response contains it.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/rotate-secret',
    params,
    body: SecretRotation,
    isBodyOptional: true,
    returns: { status: 200, schema: NewWebhook },
    problems: ['webhook-not-found', 'conflict'],
    run: ({ world, grant, params, body, idempotencyKey }) =>
      rotateSecret(world, grant, params.WebhookId, body, idempotencyKey),
  }),
  operation({
    ...base,
    id: 'TestWebhook',
    summary: 'Send a test message to a webhook now',
    description:
      'The message has the type `webhook.test` and is signed as events are. The answer says what the receiver answered. It is sent also while the webhook is paused, and is not retried.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/test',
    params,
    returns: { status: 200, schema: WebhookTest },
    problems: ['webhook-not-found'],
    run: ({ world, grant, params }) => testWebhook(world, grant, params.WebhookId),
  }),
  operation({
    ...base,
    id: 'PauseWebhook',
    summary: 'Pause a webhook',
    description: 'Nothing is sent until it resumes. What happened in between is sent then.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/pause',
    params,
    returns: { status: 200, schema: Webhook },
    problems: ['webhook-not-found', 'conflict'],
    run: ({ world, grant, params }) => pauseWebhook(world, grant, params.WebhookId),
  }),
  operation({
    ...base,
    id: 'ResumeWebhook',
    summary: 'Resume a webhook',
    description: 'Also enables a webhook that was disabled because its receiver answered 410.',
    method: 'post',
    path: '/worlds/{WorldId}/webhooks/{WebhookId}/resume',
    params,
    returns: { status: 200, schema: Webhook },
    problems: ['webhook-not-found', 'conflict'],
    run: ({ world, grant, params }) => resumeWebhook(world, grant, params.WebhookId),
  }),
]
