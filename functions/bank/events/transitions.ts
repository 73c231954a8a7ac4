import type { ConsentAction, ConsentState } from '#bank/consents/consent.ts'
import { type OrderStatus, orderTransitions } from '#bank/rails/order-status.ts'
import type { EventKind } from './kinds.ts'

/** What a transition tells: a kind of event, or the reason why it tells nothing. */
export type Told = EventKind | { readonly none: string }

const own = { none: 'the partner did it itself, and has the answer' } as const

/** The last part of the kind of event that each action on a consent or a mandate makes. */
export const consentEvents = {
  authorise: 'authorised',
  reject: 'rejected',
  revoke: 'revoked',
  upload: own,
} as const satisfies Record<ConsentAction, string | { readonly none: string }>

/** What else happens to a consent, and why it tells nothing. */
export const silentConsentChanges = {
  create: own,
  delete: own,
  'return tokens': own,
  'use for an order': { none: 'the event of the order tells it' },
} as const

/** What the states tell that time alone gives to a consent or a mandate. */
export const timedConsentEvents: Readonly<Partial<Record<ConsentState, 'expired' | 'rejected' | 'revoked'>>> = {
  EXPD: 'expired',
  RJCT: 'rejected',
  CANC: 'revoked',
}

/** The last part of a kind of event of consents and mandates. */
export type ConsentEvent = Extract<(typeof consentEvents)[ConsentAction], string> | 'expired'

/** What an order tells when it gets a status. RJCT depends on the status before. */
const orderEvents: Readonly<Record<Exclude<OrderStatus, 'RJCT'>, Told>> = {
  RCVD: 'payment.accepted',
  PDNG: { none: 'a scenario delays it; payment.scheduled told that it waits' },
  ACTC: { none: 'the bank skips it' },
  PATC: 'payment.awaiting-approval',
  ACCP: { none: 'the bank skips it' },
  ACFC: { none: 'the bank skips it' },
  ACSP: { none: 'it follows payment.accepted after a second' },
  ACWC: { none: 'the bank skips it' },
  ACSC: { none: 'payment.settled follows once the payee has the money' },
  ACCC: 'payment.settled',
  ACWP: { none: 'payment.returned follows' },
  BLCK: { none: 'the bank has no such payments' },
  CANC: 'payment.cancelled',
}

/** The statuses of a payment that has left the bank: a rejection after them is a return. */
const sent: ReadonlySet<OrderStatus> = new Set(['ACSP', 'ACWC', 'ACSC', 'ACWP'])

/** Returns what a transition between two statuses of an order tells. */
export function eventOfTransition(from: OrderStatus, to: OrderStatus): Told {
  if (!orderTransitions[from].includes(to)) throw new Error(`an order cannot become ${to} after ${from}`)
  if (to === 'RJCT') return sent.has(from) ? 'payment.returned' : 'payment.rejected'
  return orderEvents[to]
}

/** Returns what an order tells that begins with a status. */
export const eventOfFirstStatus = (status: Exclude<OrderStatus, 'RJCT'>): Told => orderEvents[status]
