import type { SentMessage } from '#edge/operation.ts'
import { component, type Json } from './schemas.ts'

/** Describes a message that a receiver gets, and what its answers mean. */
export function describeMessage(
  { name, title, schema, example, headers }: SentMessage,
  schemas: Record<string, Json>,
): Json {
  const text = { type: 'string' }
  return {
    operationId: `on${name.replace(/(?:^|[.-])(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    tags: ['Webhooks'],
    summary: title,
    security: [],
    parameters: Object.entries(headers).map(([header, description]) => ({
      name: header,
      in: 'header',
      required: true,
      schema: text,
      description,
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema: component(schema, schemas), example } },
    },
    responses: {
      '2XX': { description: 'The message is delivered' },
      '410': { description: 'The receiver wants no more messages: the webhook is disabled' },
      default: { description: 'The message is sent again later' },
    },
  }
}
