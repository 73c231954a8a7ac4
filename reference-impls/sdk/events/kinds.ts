import type { webhooks } from '#contract/control'

/** The body of a webhook, as the contract of the sandbox describes it. */
type BodyOf<Kind extends keyof webhooks> = webhooks[Kind] extends {
  post: { requestBody: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

/**
 * An event as a webhook brings it, of one of the kinds of the contract. `type` is its kind, and
 * says which fields `data` has. A newer sandbox may send other kinds: ignore them.
 */
export type WebhookEvent = { [Kind in keyof webhooks]: BodyOf<Kind> }[keyof webhooks]

/** The kinds of events: `payment.settled`. */
export type EventKind = WebhookEvent['type']
