import { Problem } from '#bank/base/problem.ts'
import type { EventKind } from '#bank/events/kinds.ts'
import type { Subscription, Webhook } from '#bank/events/subscription.ts'
import { iso } from '#bank/time/clock.ts'
import { findSubscription } from '#store/events/subscriptions.ts'
import { readSteadyTime } from '#store/steady-time.ts'
import type { World } from '#store/world.ts'

/** A webhook as the owner of its world sees it. */
export type WebhookView = {
  readonly id: string
  readonly url: string
  readonly name?: string
  /** Every kind if absent. */
  readonly kinds?: EventKind[]
  readonly partner?: string
  readonly account?: string
  readonly clock: 'real' | 'world'
  readonly createdAt: string
  /** `disabled`: the receiver answered 410. */
  readonly status: 'active' | 'paused' | 'disabled'
  readonly stoppedAt?: string
  /** While a secret rotates: how long the old one signs too. */
  readonly oldSignsUntil?: string
}

/** A webhook with its secret, which is shown only once. */
export type NewWebhook = WebhookView & { readonly secret: string }

/** Builds the view of a webhook, without its secret. */
export function buildWebhookView({ sandbox }: World, webhook: Webhook): WebhookView {
  const { id, url, name, kinds, partner, account, clock, createdAt, stopped, secrets } = webhook
  const until = secrets[1]?.until
  return {
    id,
    url,
    ...(name !== undefined && { name }),
    ...(kinds && { kinds }),
    ...(partner !== undefined && { partner }),
    ...(account !== undefined && { account }),
    clock,
    createdAt: iso(createdAt),
    status: statusOf(webhook),
    ...(stopped && { stoppedAt: iso(stopped.at) }),
    ...(until !== undefined && until > readSteadyTime(sandbox) && { oldSignsUntil: iso(until) }),
  }
}

/** Builds the view of a webhook with its newest secret. */
export const buildNewWebhook = (world: World, webhook: Webhook): NewWebhook => ({
  ...buildWebhookView(world, webhook),
  secret: webhook.secrets[0]?.text as string,
})

/** Returns a webhook of those that a world holds. Rejects an unknown id. */
export function requireWebhook(world: World, held: readonly Subscription[], id: string): Webhook {
  const found = held.find((one) => one.id === id)
  if (found?.way === 'webhook') return found
  throw webhookNotFound(world, id)
}

/** Whether messages are sent to a subscription, or who stopped them. */
export const statusOf = ({ stopped }: Subscription): 'active' | 'paused' | 'disabled' =>
  stopped === undefined ? 'active' : stopped.by === 'pause' ? 'paused' : 'disabled'

/** Loads a webhook. Rejects an unknown id with `webhook-not-found`. */
export async function loadWebhook(world: World, id: string): Promise<Webhook> {
  const found = await findSubscription(world, id)
  if (found?.way === 'webhook') return found
  throw webhookNotFound(world, id)
}

/**
 * Loads what events are sent to: a webhook, or a partner's subscription with a callback URL.
 * Rejects others with `webhook-not-found`.
 */
export async function loadReceiver(world: World, id: string): Promise<Subscription> {
  const found = await findSubscription(world, id)
  if (found && (found.way === 'webhook' || found.callbackUrl !== undefined)) return found
  throw webhookNotFound(world, id)
}

const webhookNotFound = ({ id: worldId }: World, id: string): Problem =>
  new Problem(
    'webhook-not-found',
    `path WebhookId: there is no webhook ${id.slice(0, 60)} in this world; GET /control/worlds/${worldId}/webhooks lists the webhooks`,
    { path: 'path WebhookId' },
  )
