import * as z from 'zod'
import { KindName } from './event-schemas.ts'

const Url = z.string().meta({
  description: 'Where messages are sent: https, or http too on a laptop',
  examples: ['http://localhost:3000/webhooks'],
})
const Kinds = z.array(KindName).min(1).max(100)
const Name = z.string().min(1).max(100)
const Id = z.string().min(1).max(60)
const ClockName = z.enum(['real', 'world'])
/** Not checked by its schema, whose error would repeat the secret. */
const Secret = z.string().meta({
  description: 'Your own secret: whsec_ and 24 to 64 bytes in base64; a random one if absent',
})

/** The request to create a webhook. */
export const WebhookRequest = z.strictObject({
  url: Url,
  kinds: Kinds.optional().meta({
    description: 'Only these kinds of events; if absent, every kind but transactions.*, which must be named',
    examples: [['payment.accepted', 'payment.returned']],
  }),
  partner: Id.optional().meta({ description: 'Only the events of this partner, or of this developer token (its id)' }),
  account: Id.optional().meta({ description: 'Only events about this account', examples: ['acc_0_current'] }),
  name: Name.optional().meta({ description: 'A name for people' }),
  clock: ClockName.optional().meta({
    description: "Which clock counts the pauses between attempts: real (if absent), or the world's",
  }),
  secret: Secret.optional(),
})
export type WebhookRequest = z.output<typeof WebhookRequest>

/**
 * The request to change a webhook. What it does not name stays; null removes a filter or the name.
 */
export const WebhookChange = z.strictObject({
  url: Url.optional(),
  kinds: Kinds.nullable()
    .optional()
    .meta({ description: 'Only these kinds of events; null for every kind but transactions.*' }),
  partner: Id.nullable().optional().meta({ description: 'Only the events of this partner; null for every one' }),
  account: Id.nullable().optional().meta({ description: 'Only events about this account; null for every one' }),
  name: Name.nullable().optional().meta({ description: 'A name for people; null for none' }),
  clock: ClockName.optional().meta({ description: 'Which clock counts the pauses between attempts' }),
})
export type WebhookChange = z.output<typeof WebhookChange>

/** The request to replace the secret of a webhook. */
export const SecretRotation = z.strictObject({
  secret: Secret.optional(),
  oldSignsForHours: z.number().min(0).max(168).optional().meta({
    description: 'How long the old secret signs too, in hours of real time; 24 if absent, and 0 ends it at once',
  }),
})
export type SecretRotation = z.output<typeof SecretRotation>
