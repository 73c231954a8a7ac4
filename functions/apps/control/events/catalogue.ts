import * as z from 'zod'
import { describeEventMessage, KindName, WorldEvent } from '#bank/events/event-schemas.ts'
import { eventKindNames, eventKinds } from '#bank/events/kinds.ts'
import { operation, type SentMessage } from '#edge/operation.ts'

const described = eventKindNames.map(describeEventMessage)

/** The headers of every message, by the specification Standard Webhooks. */
const headers = {
  'webhook-id': 'The id of the event, the same in each attempt: a receiver knows a duplicate by it',
  'webhook-timestamp': 'When this attempt was made, in seconds since 1970',
  'webhook-signature': 'v1, and the HMAC-SHA256 of id.timestamp.body in base64; two while a secret rotates',
}

const WebhookTestMessage = z
  .strictObject({
    id: z.string(),
    type: z.literal('webhook.test'),
    timestamp: z.iso.datetime(),
    data: z.strictObject({ webhook: z.string().meta({ description: 'The id of the webhook' }) }),
  })
  .meta({ id: 'WebhookTestMessage' })

/** What the control API sends to webhooks. */
export const messages: readonly SentMessage[] = [
  ...described.map(({ name, title, schema, example }) => ({ name, title, schema, example, headers })),
  {
    name: 'webhook.test',
    title: 'A test that TestWebhook sends',
    schema: WebhookTestMessage,
    example: {
      id: 'test_0a1b2c3d4e5f6a7b',
      type: 'webhook.test',
      timestamp: '2026-11-24T09:30:00.000Z',
      data: { webhook: 'whk_1f2e3d4c5b6a' },
    },
    headers,
  },
]

const EventKinds = z
  .strictObject({
    kinds: z.array(
      z
        .strictObject({
          name: KindName,
          title: z.string().meta({ description: 'What happened' }),
          object: z.string().meta({ description: 'What it happened to', examples: ['payment'] }),
          example: WorldEvent.meta({ description: 'Such an event; ids differ' }),
        })
        .meta({ id: 'EventKind' }),
    ),
  })
  .meta({ id: 'EventKinds' })

export const eventKindsCatalogue = [
  operation({
    id: 'ListEventKinds',
    tag: 'Catalogues',
    summary: 'List the kinds of events, each with an example',
    method: 'get',
    path: '/events/kinds',
    needs: 'anyone',
    returns: { status: 200, schema: EventKinds },
    problems: [],
    run: async () => ({
      kinds: described.map(({ title, example }) => ({
        name: example.type,
        title,
        object: eventKinds[example.type].object,
        example,
      })),
    }),
  }),
]
