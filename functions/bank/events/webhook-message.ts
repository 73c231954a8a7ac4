import { createHmac } from 'node:crypto'
import type { MessageFlaw } from '#bank/scenarios/scenario.ts'
import type { Message } from './message.ts'
import type { Webhook } from './subscription.ts'

/** The text before a secret's base64, by the specification Standard Webhooks. */
export const secretPrefix = 'whsec_'

/** What a message is made of: its id, and the JSON that the receiver reads. */
type Payload = { readonly id: string }

/**
 * Builds the signed message of an event for a webhook, by the specification Standard Webhooks. `at`
 * is the instant of the attempt, in epoch milliseconds of real time. The id stays the same in each
 * attempt, so a receiver recognises a duplicate. While a secret rotates there are two signatures.
 * `flaw` is what an armed fault makes wrong.
 */
export function buildWebhookMessage(
  { url, secrets }: Webhook,
  payload: Payload,
  at: number,
  flaw?: MessageFlaw,
): Message {
  const sent = flaw === undefined ? payload : spoil(payload, flaw)
  const body = JSON.stringify(sent)
  const timestamp = Math.floor(at / 1_000) - (flaw === 'old-timestamp' ? 3_600 : 0)
  const signed = `${sent.id}.${timestamp}.${body}`
  const signatures = secrets
    .filter(({ until }) => until === undefined || at < until)
    .map(
      ({ text }) =>
        `v1,${createHmac('sha256', flaw === 'wrong-signature' ? 'not the secret' : keyOf(text))
          .update(signed)
          .digest('base64')}`,
    )
  return {
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Sandbank-Webhooks/1',
      'webhook-id': sent.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures.join(' '),
    },
    body,
  }
}

/** Changes what a message says, as a flaw wants it. */
const spoil = (payload: Payload, flaw: MessageFlaw): Payload => ({
  ...payload,
  ...(flaw === 'unknown-kind' && { id: idOfUnknown(payload.id), type: 'sandbank.unknown-kind' }),
  ...(flaw === 'very-large' && { padding: 'x'.repeat(largeBytes) }),
})

/**
 * Returns the id of a message of an unknown kind that comes before the event `id`. It differs from
 * the event's: a receiver accepts both messages, and ignores an id that it has handled.
 */
export const idOfUnknown = (id: string): string => `${id}${unknownEnd}`
const unknownEnd = '_unknown'

/** Whether an id is that of a message of an unknown kind. */
export const isUnknown = (id: string): boolean => id.endsWith(unknownEnd)

/** Returns the id of the event before which a message came; another id stays as it is. */
export const genuineId = (id: string): string => (isUnknown(id) ? id.slice(0, -unknownEnd.length) : id)

/** The size of a very large message. */
export const largeBytes = 256 * 1024

/** Returns the key of a secret: the bytes of its base64. */
export const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(secretPrefix.length), 'base64')
