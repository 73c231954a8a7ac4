import * as z from 'zod'
import { suggestName } from '#bank/base/validation-messages.ts'
import type { EventRecord } from './event.ts'
import { type EventKind, eventKinds } from './kinds.ts'

/** The event types of the standard: a name in a token's `events`. */
export const eventTypes = {
  update: 'urn:uk:org:openbanking:events:resource-update',
  revocation: 'urn:uk:org:openbanking:events:consent-authorization-revoked',
  accounts: 'urn:uk:org:openbanking:events:account-access-consent-linked-account-update',
} as const
export type EventType = (typeof eventTypes)[keyof typeof eventTypes]

/** The codes by which a partner may also name event types: OBEventType1Code of the standard. */
const typeOfCode = {
  'UK.OBIE.Resource-Update': eventTypes.update,
  'UK.OBIE.Consent-Authorization-Revoked': eventTypes.revocation,
  'UK.OBIE.Consent-Access-Revoked': eventTypes.revocation,
  'UK.OBIE.Account-Access-Consent-Linked-Account-Update': eventTypes.accounts,
} as const satisfies Record<string, EventType>

const codes = Object.keys(typeOfCode) as (keyof typeof typeOfCode)[]
const urns = Object.values(eventTypes)

/** An event type as a partner names it: by its URN or its code. */
export const EventTypeName = z.enum([...urns, ...codes], {
  error: ({ input }) => {
    const known = [...codes, ...urns]
    return `must be one of ${codes.join(', ')}, or the URN of an event${suggestName(String(input), known)}`
  },
})
export type EventTypeName = z.output<typeof EventTypeName>

/** Returns the event type that a partner named. */
const typeOf = (name: string): string => (typeOfCode as Readonly<Record<string, EventType>>)[name] ?? name

/** Whether a list of names has an event type; a list that is absent has every type. */
export const namesType = (names: readonly string[] | undefined, type: EventType): boolean =>
  names === undefined || names.some((name) => typeOf(name) === type)

/**
 * Returns the event types that a kind of event may have in the standard. None: the standard has no
 * type for it, and no partner hears of it that way.
 */
export function typesOfKind(kind: EventKind): readonly EventType[] {
  const { object } = eventKinds[kind]
  if (object === 'payment' || object === 'file') return [eventTypes.update]
  if (object !== 'consent' && object !== 'mandate') return []
  if (kind === 'mandate.revoked') return [eventTypes.revocation]
  if (kind === 'consent.revoked') return [eventTypes.update, eventTypes.revocation]
  return kind === 'consent.authorised' ? [eventTypes.update, eventTypes.accounts] : [eventTypes.update]
}

/**
 * Returns the event types of an event. Revoking a consent to confirm funds updates the resource
 * too, and revoking any other consent does not (Event Notifications v4.0, "Usage Examples").
 */
export function typesOf({ kind, data }: Pick<EventRecord, 'kind' | 'data'>): readonly EventType[] {
  return typesOfKind(kind).filter((type) => {
    if (type === eventTypes.accounts) return data.accountsChanged === true
    return type === eventTypes.revocation || kind !== 'consent.revoked' || data.kind === 'funds-confirmation'
  })
}
