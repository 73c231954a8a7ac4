import * as z from 'zod'
import type { EventRecord } from './event.ts'
import { namesType, typesOf, typesOfKind } from './event-types.ts'
import { computedKinds, type EventKind, eventKindNames } from './kinds.ts'

/** A secret that signs a webhook's messages, in the form of Standard Webhooks. */
const Secret = z.strictObject({
  text: z.string().regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/),
  /** While a secret rotates, the old one signs too until this real instant (epoch milliseconds). */
  until: z.int().optional(),
})

const common = {
  id: z.string(),
  /** Real time, in epoch milliseconds. What happened before it is not delivered. */
  createdAt: z.int(),
  /** Every kind but those of computed history if absent. */
  kinds: z.array(z.enum(eventKindNames)).min(1).optional(),
  /** Set while nothing is delivered: by whom, and since when (epoch milliseconds of real time). */
  stopped: z.strictObject({ by: z.enum(['pause', 'gone']), at: z.int() }).optional(),
}

/** A webhook of the world's developers: JSON messages by the specification Standard Webhooks. */
export const Webhook = z.strictObject({
  ...common,
  way: z.literal('webhook'),
  name: z.string().optional(),
  url: z.string(),
  /** The events of this partner only; of every partner if absent. */
  partner: z.string().optional(),
  account: z.string().optional(),
  /** The newest secret comes first. */
  secrets: z.array(Secret).min(1).max(2),
  /** Which clock counts the pauses between attempts. */
  clock: z.enum(['real', 'world']),
})
export type Webhook = z.output<typeof Webhook>

/**
 * A subscription of a partner by the standard: it polls for security event tokens, or gets them at
 * its callback URL.
 */
export const PartnerSubscription = z.strictObject({
  ...common,
  way: z.literal('standard'),
  partner: z.string(),
  callbackUrl: z.string().optional(),
  version: z.string(),
  /** The event types as the partner named them; every type if absent. */
  eventTypes: z.array(z.string()).min(1).optional(),
})
export type PartnerSubscription = z.output<typeof PartnerSubscription>

/** Who wants to hear of events: a webhook, or a partner's subscription by the standard. */
export const Subscription = z.discriminatedUnion('way', [Webhook, PartnerSubscription])
export type Subscription = z.output<typeof Subscription>

/** The most subscriptions of a world. */
export const mostSubscriptions = 100

/**
 * Whether a subscription wants a kind of event. A partner hears only of kinds that its event types
 * have.
 */
export const wantsKind = (one: Subscription, kind: EventKind): boolean =>
  (one.kinds === undefined ? !computedKinds.has(kind) : one.kinds.includes(kind)) &&
  (one.way === 'webhook' || typesOfKind(kind).some((type) => namesType(one.eventTypes, type)))

/** Whether a subscription wants an event. */
export function wantsEvent(one: Subscription, event: EventRecord): boolean {
  if (!wantsKind(one, event.kind)) return false
  if (one.partner !== undefined && one.partner !== event.partner) return false
  if (one.way === 'standard') return typesOf(event).some((type) => namesType(one.eventTypes, type))
  return one.account === undefined || event.accounts?.includes(one.account) === true
}
