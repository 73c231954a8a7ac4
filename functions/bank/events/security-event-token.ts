import { allPaymentTypes } from '#bank/payments/payment-types.ts'
import type { MessageFlaw } from '#bank/scenarios/scenario.ts'
import type { EventRecord } from './event.ts'
import { type EventType, namesType, typesOf } from './event-types.ts'
import { eventKinds } from './kinds.ts'
import { idOfUnknown, largeBytes } from './webhook-message.ts'

/*
 * Security event tokens (RFC 8417) in the form of the standard: OBEventNotification2 of Event
 * Notifications v4.0. The same event always gives the same claims, so that each attempt to deliver
 * it sends the same token.
 */

/** The media type in the header of a token (RFC 8417, 2.3). */
export const tokenType = 'secevent+jwt'

const namespace = 'http://openbanking.org.uk'

/** The paths of the consents and the orders of each kind, below the base of the API. */
const resources: Readonly<Record<string, { readonly consents: string; readonly orders?: string }>> = {
  'account-access': { consents: '/aisp/account-access-consents' },
  'funds-confirmation': { consents: '/cbpii/funds-confirmation-consents' },
  'domestic-vrp': { consents: '/pisp/domestic-vrp-consents', orders: '/pisp/domestic-vrps' },
  ...Object.fromEntries(
    allPaymentTypes.map(({ name, consents, orders }) => [
      name,
      { consents: `/pisp/${consents}`, orders: `/pisp/${orders}` },
    ]),
  ),
}

/** Returns the type and the path of the consent or the order that an event is about. */
function resourceOf({ kind, object, data }: EventRecord): { readonly type: string; readonly path: string } {
  const { consents, orders } = resources[data.kind] ?? {}
  const isConsent = eventKinds[kind].object === 'consent' || eventKinds[kind].object === 'mandate'
  if (isConsent) return { type: `${data.kind}-consent`, path: `${consents}/${object}` }
  return { type: data.kind, path: `${orders}/${object}` }
}

/** Where a token comes from, and for whom it is. */
export type TokenParties = {
  readonly issuer: string
  /** The partner's client id. */
  readonly audience: string
  /** The base URL of the API as the partner reaches it. */
  readonly base: string
  /** The event types that the partner wants, as it named them; every type if absent. */
  readonly names?: readonly string[] | undefined
}

/** The claims of a token. */
export type TokenClaims = {
  readonly iss: string
  readonly iat: number
  readonly jti: string
  readonly aud: string
  readonly sub: string
  readonly txn: string
  readonly toe: number
  readonly events: Readonly<Partial<Record<EventType, { readonly subject: object }>>>
}

/**
 * Builds the claims of an event's token. `id` is the event's id, `recordedAt` the real instant at
 * which it was recorded (epoch milliseconds): the time of issue. The time of the event is by the
 * world's clock. `txn` is the id of the consent or order, which all its events share.
 */
export function buildTokenClaims(
  { id, recordedAt, event }: { readonly id: string; readonly recordedAt: number; readonly event: EventRecord },
  { issuer, audience, base, names }: TokenParties,
): TokenClaims {
  const { type, path } = resourceOf(event)
  const link = `${base}${path}`
  const subject = {
    subject_type: `${namespace}/rid_${namespace}/rty`,
    [`${namespace}/rid`]: event.object,
    [`${namespace}/rty`]: type,
    [`${namespace}/rlk`]: [{ version: 'v4.0', link }],
  }
  const types = typesOf(event).filter((one) => namesType(names, one))
  return {
    iss: issuer,
    iat: Math.floor(recordedAt / 1_000),
    jti: id,
    sub: link,
    aud: audience,
    txn: event.object,
    toe: Math.floor(event.at / 1_000),
    events: Object.fromEntries(types.map((one) => [one, { subject }])),
  }
}

/** Changes the claims of a token as a scenario says. The signature is valid, and a check fails. */
export function spoilClaims(claims: TokenClaims, flaw: MessageFlaw | undefined): object {
  if (flaw === 'wrong-audience') return { ...claims, aud: `${claims.aud}_other` }
  if (flaw === 'old-timestamp') return { ...claims, iat: claims.iat - 3_600 }
  if (flaw === 'unknown-kind')
    return { ...claims, jti: idOfUnknown(claims.jti), events: { 'urn:uk:org:openbanking:events:unknown': {} } }
  return flaw === 'very-large' ? { ...claims, padding: 'x'.repeat(largeBytes) } : claims
}
