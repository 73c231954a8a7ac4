import type { ConsentRecord, ConsentState } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { returnPaymentId } from '#bank/payments/payment-return.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { type InitiationStatus, paymentStatusOf, visibleStatusOf } from '#bank/payments/visible-status.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import { failures } from '#bank/rails/rail.ts'
import type { EventRecord } from './event.ts'
import type { EventKind } from './kinds.ts'
import { type ConsentEvent, consentEvents } from './transitions.ts'

/*
 * What happened, from a record before and after one commit. Pure: the same change always gives the
 * same events. transitions.ts says which transitions tell nothing, and why.
 */

/** A changed record. `before` is what the action read; absent for a new record. */
export type RecordChange =
  | { readonly record: 'consent'; readonly before?: ConsentRecord | undefined; readonly after: ConsentRecord }
  | { readonly record: 'order'; readonly before?: OrderRecord | undefined; readonly after: OrderRecord }
  /** One payment of a standing order or of a file. */
  | { readonly record: 'execution'; readonly n: number; readonly after: OrderRecord }
  /** A leg of a return, and the order that it returns. */
  | { readonly record: 'return'; readonly order: OrderRecord; readonly after: Leg }

/** Derives the events of one changed record, in the order in which they happened. */
export function deriveEvents(change: RecordChange): EventRecord[] {
  if (change.record === 'consent') return deriveConsentEvents(change.before, change.after)
  if (change.record === 'order') return deriveOrderEvents(change.before, change.after)
  if (change.record === 'execution') return deriveExecutionEvents(change.after, change.n)
  return deriveReturnEvents(change.order, change.after)
}

/** Derives what a consent tells: that the customer authorised, rejected or revoked it. */
function deriveConsentEvents(before: ConsentRecord | undefined, after: ConsentRecord): EventRecord[] {
  if (!before) return []
  const action =
    after.authorisations > before.authorisations
      ? 'authorise'
      : after.state === before.state
        ? undefined
        : ({ RJCT: 'reject', CANC: 'revoke', AWAU: 'upload', AWUP: undefined, AUTH: undefined } as const)[after.state]
  const told = action && consentEvents[action]
  if (typeof told !== 'string') return []
  const event = buildConsentEvent(told, after, { state: after.state, at: after.stateAt })
  if (action !== 'authorise' || !changesAccounts(before, after)) return [event]
  return [{ ...event, data: { ...event.data, accountsChanged: true } }]
}

/** Whether the customer authorised account access again, with other accounts. */
const changesAccounts = (before: ConsentRecord, after: ConsentRecord): boolean =>
  after.kind === 'account-access' &&
  before.accounts !== undefined &&
  [...before.accounts].sort().join() !== [...(after.accounts ?? [])].sort().join()

/** Builds the event of a consent or a mandate that has a state since an instant. */
export function buildConsentEvent(
  told: ConsentEvent,
  { id, kind, partner, accounts }: ConsentRecord,
  { state, at }: { readonly state: ConsentState; readonly at: number },
): EventRecord {
  return {
    kind: `${kind === 'domestic-vrp' ? 'mandate' : 'consent'}.${told}`,
    partner,
    ...(accounts && { accounts }),
    object: id,
    at,
    data: { kind, ConsentId: id, Status: state },
  }
}

/** Derives what an order tells: approvals, and whether it waits, was executed or stopped. */
function deriveOrderEvents(before: OrderRecord | undefined, after: OrderRecord): EventRecord[] {
  const { approvals, stopped, waits, file, last, createdAt, accepted } = after
  const events: EventRecord[] = []
  const add = (kind: EventKind, at: number, more: Record<string, unknown> = {}) => {
    events.push(buildOrderEvent(kind, after, at, statusOf(after), more))
  }
  const wasWaiting = before === undefined || isAwaitingApproval(before)
  const since = before === undefined ? createdAt : (approvals?.at ?? createdAt)
  const counts = approvals && { NumberRequired: approvals.needed, NumberReceived: approvals.given.length }

  if (counts && before?.approvals && before.approvals.given.length < approvals.given.length)
    add('payment.approved', approvals.at, counts)
  if (stopped) {
    if (!before?.stopped)
      add(stopped.state === 'RJCT' ? 'payment.rejected' : 'payment.cancelled', stopped.at, reasonOf(stopped.code))
  } else if (isAwaitingApproval(after)) {
    if (before === undefined) add('payment.awaiting-approval', createdAt, counts)
  } else if (waits) {
    if (wasWaiting) add('payment.scheduled', since)
  } else if (file) {
    if (before?.waits) add('file.processed', accepted, { payments: file.payments, rejected: countRejected(file) })
  } else if (!last && (before === undefined || before.waits)) {
    add('payment.accepted', wasWaiting ? since : (before?.waits?.at ?? createdAt))
  }
  return events
}

/**
 * Derives what one payment of a standing order tells. Those of a file tell nothing: the file does
 * once all are made, and its report lists them.
 */
function deriveExecutionEvents(made: OrderRecord, n: number): EventRecord[] {
  if (made.kind === 'file-payment') return []
  const { stopped, createdAt: at } = made
  if (!stopped) return [buildPaymentEvent('payment.accepted', made, n, at, 'RCVD')]
  return [buildPaymentEvent('payment.rejected', made, n, at, stopped.state, reasonOf(stopped.code))]
}

/** Derives that the payee's bank returned a payment, from the leg on the payer's account. */
function deriveReturnEvents(order: OrderRecord, { account, payment, at }: Leg): EventRecord[] {
  if (account !== order.account) return []
  const isWhole = payment === returnPaymentId(order.id)
  const reason = order.failure && reasonOf(failures[order.failure].statusReason)
  if (isWhole) return [buildOrderEvent('payment.returned', order, at, 'RJCT', reason)]
  const n = Number(payment.split('.')[1])
  return [buildPaymentEvent('payment.returned', order, n, at, 'RJCT', reason)]
}

/** Builds an event of an order, with the status that its partner sees. */
export const buildOrderEvent = (
  kind: EventKind,
  order: OrderRecord,
  at: number,
  status: OrderStatus | InitiationStatus,
  more?: Record<string, unknown>,
): EventRecord => withOrder(kind, order, at, { Status: visibleStatusOf(order, status), ...more })

/** Builds an event of one payment of a standing order or of a file. */
export const buildPaymentEvent = (
  kind: EventKind,
  order: OrderRecord,
  n: number,
  at: number,
  status: OrderStatus,
  more?: Record<string, unknown>,
): EventRecord =>
  withOrder(kind, order, at, {
    PaymentTransactionId: `${order.id}.${n}`,
    Status: paymentStatusOf(status),
    ...more,
  })

function withOrder(kind: EventKind, order: OrderRecord, at: number, data: Record<string, unknown>): EventRecord {
  const { id, consent, partner, account } = order
  const ids = { [orderIdFieldOf(order)]: id, ConsentId: consent }
  return { kind, partner, accounts: [account], object: id, at, data: { kind: order.kind, ...ids, ...data } }
}

/** Returns the field of the standard that holds an order's id. */
const orderIdFieldOf = ({ kind }: OrderRecord): string =>
  kind === 'domestic-vrp' ? 'DomesticVRPId' : paymentTypes[kind].orderId

/** Returns the status of an order at the instant of its change. */
function statusOf(order: OrderRecord): OrderStatus | InitiationStatus {
  const { stopped, waits, file } = order
  if (stopped) return stopped.state
  if (isAwaitingApproval(order)) return 'PATC'
  if (file && !waits) return countRejected(file) > 0 ? 'INFA' : 'INCO'
  return 'RCVD'
}

const reasonOf = (StatusReasonCode: string) => ({ StatusReasonCode })

const countRejected = ({ rejected }: NonNullable<OrderRecord['file']>): number =>
  Object.values(rejected).reduce((sum, count) => sum + count, 0)
