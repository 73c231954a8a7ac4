import { buildEventView } from '#actions/events/events.ts'
import { buildNotification } from '#actions/events/tokens.ts'
import type { Message } from '#bank/events/message.ts'
import type { Subscription } from '#bank/events/subscription.ts'
import { buildWebhookMessage } from '#bank/events/webhook-message.ts'
import type { MessageFlaw } from '#bank/scenarios/scenario.ts'
import type { StoredEvent } from '#store/events/log.ts'
import type { World } from '#store/world.ts'

/**
 * Builds the message of an event for a subscription, or one with a flaw. `at` is the instant of the
 * attempt, in epoch milliseconds of real time.
 */
export type BuildMessage = (
  world: World,
  subscription: Subscription,
  stored: StoredEvent,
  at: number,
  flaw?: MessageFlaw,
) => Message | Promise<Message>

export const buildMessage: BuildMessage = (world, subscription, stored, at, flaw) =>
  subscription.way === 'webhook'
    ? buildWebhookMessage(subscription, buildEventView(stored), at, flaw)
    : buildNotification(world, subscription, stored, flaw)

/** Whether messages are sent to a subscription: it is not stopped, and does not poll. */
export const hasReceiver = (subscription: Subscription): boolean =>
  subscription.stopped === undefined && (subscription.way === 'webhook' || subscription.callbackUrl !== undefined)
