import type { components } from '#contract/control'
import type { CallOptions } from '../connection.ts'
import type { Listing } from '../listing.ts'
import { type WriteOptions, withKey } from '../payments/payments.ts'
import { listPages, type Query, toText, type WorldContext } from './context.ts'

type Schemas = components['schemas']

/** A webhook without its secret. */
export type Webhook = Schemas['Webhook']
/** A new webhook with the secret that signs its messages. The sandbox returns it only once. */
export type NewWebhook = Schemas['NewWebhook']
/** One attempt to deliver an event. */
export type DeliveryAttempt = Schemas['WebhookDeliveries']['attempts'][number]

/** Where events are sent, and which. */
export type WebhookRequest = {
  readonly url: string
  readonly name?: string
  readonly kinds?: readonly string[]
  readonly partner?: string
  readonly account?: string
  readonly clock?: 'real' | 'world'
  readonly secret?: string
}

/** Builds the methods for the webhooks of a world. */
export function buildWebhooks({ call, url }: WorldContext) {
  const hookUrl = (webhookId: string, action = '') => `${url}/webhooks/${encodeURIComponent(webhookId)}${action}`
  const act = (action: string) => (webhookId: string, options?: CallOptions) =>
    call<Webhook>('POST', hookUrl(webhookId, action), undefined, options)
  return {
    /**
     * Sends the events of the world to a URL from now on.
     *
     * @example
     * ```ts
     * const { secret } = await world.webhooks.create({ url: 'http://localhost:3000/webhooks' })
     * ```
     */
    create: (request: WebhookRequest, options?: WriteOptions) =>
      call<NewWebhook>('POST', `${url}/webhooks`, request, withKey(options)),
    list: async (options?: CallOptions) =>
      (await call<{ webhooks: Webhook[] }>('GET', `${url}/webhooks`, undefined, options)).webhooks,
    find: (webhookId: string, options?: CallOptions) => call<Webhook>('GET', hookUrl(webhookId), undefined, options),
    /** Changes some fields. Null removes what a field holds. */
    change: (
      webhookId: string,
      change: { readonly [Name in keyof WebhookRequest]?: WebhookRequest[Name] | null },
      options?: CallOptions,
    ) => call<Webhook>('PATCH', hookUrl(webhookId), change, options),
    delete: (webhookId: string, options?: CallOptions) => call<void>('DELETE', hookUrl(webhookId), undefined, options),
    /** Gives the webhook a new secret. */
    rotateSecret: (webhookId: string, options?: WriteOptions) =>
      call<NewWebhook>('POST', hookUrl(webhookId, '/rotate-secret'), {}, withKey(options)),
    /** Sends a test message now, and says what the receiver answered. */
    test: (webhookId: string, options?: CallOptions) =>
      call<Schemas['WebhookTest']>('POST', hookUrl(webhookId, '/test'), undefined, options),
    pause: act('/pause'),
    resume: act('/resume'),
    /** Lists the attempts to deliver, newest first. */
    deliveries: (webhookId: string, filter: Query = {}): Listing<DeliveryAttempt> =>
      listPages(call, hookUrl(webhookId, '/deliveries'), filter, 'attempts'),
    /** Sends one event again. */
    resend: (webhookId: string, eventId: string, options?: CallOptions) =>
      call<void>('POST', hookUrl(webhookId, `/deliveries/${encodeURIComponent(eventId)}/resend`), undefined, options),
    /** Sends the events of a span of real time again. */
    resendSince: (webhookId: string, from: Date | string, to?: Date | string, options?: CallOptions) =>
      call<Schemas['ResentEvents']>(
        'POST',
        hookUrl(webhookId, '/resend'),
        { from: toText(from), ...(to !== undefined && { to: toText(to) }) },
        options,
      ),
  }
}
