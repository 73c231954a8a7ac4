import type { Grant } from '#bank/consents/grant.ts'
import type { Message, Sent } from '#bank/events/message.ts'
import { buildWebhookMessage } from '#bank/events/webhook-message.ts'
import { iso } from '#bank/time/clock.ts'
import type { World } from '#store/world.ts'
import { loadWebhook } from './webhook-views.ts'

/** What came of a test message. */
export type WebhookTest = {
  readonly isDelivered: boolean
  /** Why it was not delivered, and what to do. */
  readonly why?: string
  readonly status?: number
  readonly durationMs: number
  /** The beginning of the answer's body. */
  readonly body?: string
  /** What was sent. */
  readonly message: Message
}

/** How much of an answer's body a test shows, in characters. */
const shownBody = 1_000

/**
 * Sends a test message to a webhook at once, also while it is paused. Nothing is recorded, and a
 * failure is not retried.
 */
export async function testWebhook(world: World, _grant: Grant<'world'>, id: string): Promise<WebhookTest> {
  const { sandbox, now } = world
  const webhook = await loadWebhook(world, id)
  const payload = {
    id: `test_${sandbox.randomText(16)}`,
    type: 'webhook.test',
    timestamp: iso(now),
    data: { webhook: id },
  }
  const message = buildWebhookMessage(webhook, payload, sandbox.real())
  const { status, durationMs, body, error }: Sent = (await sandbox.send?.(message)) ?? {
    durationMs: 0,
    error: 'this sandbox sends no events',
  }
  const why = error ?? describeFailure(status)
  return {
    isDelivered: why === undefined,
    ...(why !== undefined && { why }),
    ...(status !== undefined && { status }),
    durationMs,
    ...(body !== undefined && { body: body.slice(0, shownBody) }),
    message,
  }
}

/** Says why a status is no success; undefined if it is one. */
function describeFailure(status = 0): string | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status >= 300 && status < 400)
    return `the receiver answered ${status}: redirects are not followed, so register the URL that it leads to`
  if (status === 410) return 'the receiver answered 410: an event that gets this answer disables the webhook'
  return `the receiver answered ${status}: a delivery succeeds with 200 to 299`
}
