import * as z from 'zod'
import { type ConsentRecord, stateOf } from '#bank/consents/consent.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { settlementInstantOf } from '#bank/schedule/settlement.ts'
import type { Calendar } from '#bank/time/calendar.ts'
import { buildConsentEvent, buildOrderEvent, buildPaymentEvent, type RecordChange } from './derive.ts'
import type { EventRecord } from './event.ts'
import { timedConsentEvents } from './transitions.ts'

/*
 * What time alone makes: a payment settles, a consent expires. The commit that makes it foreseeable
 * stores when it will happen. Once that instant has passed, catching up turns it into an event, if
 * it still applies.
 */

/** Something that time alone will make. */
export const TimedEvent = z.strictObject({
  /** Epoch milliseconds of the world's clock. */
  at: z.int(),
  of: z.enum(['order', 'consent']),
  /** The id of the order or consent. */
  object: z.string(),
  /** The number of a standing order's payment, or of the consent's authorisation. */
  n: z.int().min(0),
})
export type TimedEvent = Readonly<z.output<typeof TimedEvent>>

/** Derives what time alone will make of a changed record. */
export function deriveTimedEvents(change: RecordChange, calendar: Calendar): TimedEvent[] {
  if (change.record === 'return') return []
  if (change.record === 'consent') {
    const next = nextChangeOf(change.after)
    const isNew = next !== undefined && !isSame(next, change.before && nextChangeOf(change.before))
    return isNew ? [next] : []
  }
  const { after } = change
  if (change.record === 'execution' && after.kind === 'file-payment') return []
  const at = settlementInstantOf(after, calendar)
  if (at === undefined) return []
  if (change.record === 'execution') return [{ at, of: 'order', object: after.id, n: change.n }]
  const isKnown = change.before !== undefined && settlementInstantOf(change.before, calendar) === at
  return isKnown ? [] : [{ at, of: 'order', object: after.id, n: 0 }]
}

/** Returns the next change that time alone makes of a consent; undefined if there is none. */
function nextChangeOf(consent: ConsentRecord): TimedEvent | undefined {
  const { id: object, authorisations: n, expiresAt, revokesAt, state } = consent
  const by = 'authoriseBy' in consent ? consent.authoriseBy : expiresAt
  const instants: readonly (number | undefined)[] = {
    AUTH: [expiresAt, revokesAt],
    AWAU: [by],
    AWUP: [by],
    RJCT: [],
    CANC: [],
  }[state]
  const at = Math.min(...instants.filter((instant) => instant !== undefined))
  return Number.isFinite(at) ? { at, of: 'consent', object, n } : undefined
}

const isSame = (one: TimedEvent, other: TimedEvent | undefined): boolean =>
  one.at === other?.at && one.object === other.object && one.n === other.n

/** Derives the event of an order whose payment has settled; none if it no longer applies. */
export function deriveSettlement({ at, n }: TimedEvent, order: OrderRecord, calendar: Calendar): EventRecord[] {
  if (order.last) return [buildPaymentEvent('payment.settled', order, n, at, 'ACCC')]
  return settlementInstantOf(order, calendar) === at ? [buildOrderEvent('payment.settled', order, at, 'ACCC')] : []
}

/**
 * Derives the event of a consent that expired, was not authorised in time, or that a robot revoked
 * at its instant; none if it no longer applies.
 */
export function deriveConsentEnd({ at, n }: TimedEvent, consent: ConsentRecord): EventRecord[] {
  const { state, since } = stateOf(consent, at)
  const told = timedConsentEvents[state]
  const isOfTime = state !== consent.state && since === at && consent.authorisations === n
  return isOfTime && told !== undefined ? [buildConsentEvent(told, consent, { state, at })] : []
}
