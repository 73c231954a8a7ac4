import * as z from 'zod'
import { Problem } from '#bank/base/problem.ts'
import { envelopeSchema } from '#bank/standard/envelope.ts'
import { text } from '#bank/standard/fields.ts'
import { checkUrl } from './egress.ts'
import { EventTypeName } from './event-types.ts'

/*
 * The bodies of event subscriptions and callback URLs (Event Notification Subscription API and
 * Callback URL API v4.0). The official OpenAPI file has no callback URLs; the prose has.
 */

/** The version of the API: a subscription is for resources of this one. */
const version = '4.0'

/** The end of every callback URL: the version, then the resource that the bank calls. */
const callbackEnd = `/v${version}/event-notifications`

const Version = z
  .literal(version, { error: `must be ${version}, the version of this API` })
  .meta({ description: 'The version of the API whose events you subscribe to' })
const Url = z
  .string()
  .min(1)
  .meta({
    format: 'uri',
    description: `Where the bank sends events; it ends with ${callbackEnd}`,
    examples: [`https://app.example/open-banking${callbackEnd}`],
  })

/** The id of an event subscription, or of a callback URL. */
export const SubscriptionId = text(40)

const subscriptionFields = {
  CallbackUrl: Url.optional(),
  Version,
  EventTypes: z
    .array(EventTypeName)
    .min(1)
    .max(10)
    .optional()
    .meta({ description: 'The event types that you want, as URNs or codes; every type if absent' }),
}
const subscriptionData = z.strictObject({ EventSubscriptionId: SubscriptionId, ...subscriptionFields })

/** OBEventSubscription1. */
export const EventSubscriptionRequest = z
  .strictObject({ Data: z.strictObject(subscriptionFields) })
  .meta({ id: 'OBEventSubscription1' })
export type EventSubscriptionRequest = z.output<typeof EventSubscriptionRequest>

/** OBEventSubscriptionResponse1. */
export const EventSubscriptionResponse = envelopeSchema('OBEventSubscriptionResponse1', subscriptionData)
export type EventSubscriptionView = z.output<typeof subscriptionData>

/** What a partner may send back of an answer, and what the bank ignores. */
const ignored = { Links: z.looseObject({}).optional(), Meta: z.looseObject({}).optional() }

/** OBEventSubscriptionResponse1 as the body of a PUT. */
export const EventSubscriptionChange = z
  .strictObject({ Data: subscriptionData, ...ignored })
  .meta({ id: 'OBEventSubscriptionResponse1Request' })
export type EventSubscriptionChange = z.output<typeof EventSubscriptionChange>

/** OBEventSubscriptionsResponse1. */
export const EventSubscriptionsResponse = envelopeSchema(
  'OBEventSubscriptionsResponse1',
  z.strictObject({ EventSubscription: z.array(subscriptionData) }),
)

const callbackFields = { Url, Version }
const callbackData = z.strictObject({ CallbackUrlId: SubscriptionId, ...callbackFields })

/** OBCallbackUrl1. */
export const CallbackUrlRequest = z
  .strictObject({ Data: z.strictObject(callbackFields) })
  .meta({ id: 'OBCallbackUrl1' })
export type CallbackUrlRequest = z.output<typeof CallbackUrlRequest>

/** OBCallbackUrlResponse1. */
export const CallbackUrlResponse = envelopeSchema('OBCallbackUrlResponse1', callbackData)
export type CallbackUrlView = z.output<typeof callbackData>

/** OBCallbackUrlResponse1 as the body of a PUT. */
export const CallbackUrlChange = z
  .strictObject({ Data: callbackData, ...ignored })
  .meta({ id: 'OBCallbackUrlResponse1Request' })
export type CallbackUrlChange = z.output<typeof CallbackUrlChange>

/** OBCallbackUrlsResponse1. */
export const CallbackUrlsResponse = envelopeSchema(
  'OBCallbackUrlsResponse1',
  z.strictObject({ CallbackUrl: z.array(callbackData) }),
)

/**
 * Checks a partner's callback URL. It must be one that the bank may call, and end as the standard
 * says. Throws `field-invalid`.
 */
export function checkCallbackUrl(url: string, path: string, isLocal: boolean): void {
  const { pathname, search } = checkUrl(url, { isLocal, path })
  if (pathname.endsWith(callbackEnd) && search === '') return
  const why = `must end with ${callbackEnd}, as the standard says (got ${JSON.stringify(url.slice(0, 100))})`
  throw new Problem('field-invalid', `${path}: ${why}`, { path })
}
