import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { initiationOf, type PaymentRequest } from '#bank/payments/consent-request.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import { type InitiationStatus, paymentStatusOf, visibleStatusOf } from '#bank/payments/visible-status.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import { failures } from '#bank/rails/rail.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline, expectedInstants, statusAt } from '#bank/rails/timeline.ts'
import type { MultiAuthorisation } from '#bank/standard/authorisation.ts'
import { iso } from '#bank/time/clock.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { executions } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** An order's status, its instant (epoch milliseconds) and the reason if the status has one. */
type DerivedStatus = {
  readonly status: OrderStatus | InitiationStatus
  readonly at: number
  readonly why?: StatusReason | undefined
}
/** `code` is an external status reason code of ISO 20022 or of the standard. */
type StatusReason = { readonly code: string; readonly why: string }

/**
 * Derives the status of an order at the world's now. A payment that was sent has the status of its
 * rail's timeline; a stopped or waiting order has its own.
 */
export function deriveOrderStatus(world: World, order: OrderRecord): DerivedStatus {
  const { rail, accepted, createdAt, stopped, waits, last, file, failure, endsAt } = order
  if (stopped && stopped.at <= world.now) return { status: stopped.state, at: stopped.at, why: stopped }
  if (isAwaitingApproval(order)) return { status: 'PATC', at: order.approvals?.at ?? createdAt, why: awaitingApproval }
  if (last) return { status: last.failed ? 'INFA' : 'INCO', at: last.at, ...(last.failed && { why: last.failed }) }
  if (waits) return deriveWaitingStatus(world, order)
  if (file) return { status: fileReason(file) ? 'INFA' : 'INCO', at: accepted, why: fileReason(file) }
  const ending = { requestedAt: createdAt, failure, endsAt }
  const timeline = buildTimeline(getRail(rail as RailName), accepted, calendar, ending)
  const { status, since, statusReason } = statusAt(timeline, world.now)
  if (status === 'RCVD' || status === order.delay?.status) return deriveWaitingStatus(world, order)
  if (!failure || statusReason === undefined) return { status, at: since }
  return { status, at: since, why: { code: statusReason, why: failures[failure].title } }
}

/** Derives the status of a payment that its rail has not accepted yet: received, or delayed. */
function deriveWaitingStatus({ now }: World, { createdAt, delay, approvals }: OrderRecord): DerivedStatus {
  // Every order starts as received, for a second.
  const delayedAt = Math.max(createdAt, approvals?.at ?? 0) + 1_000
  return delay && delay.status !== 'RCVD' && delayedAt <= now
    ? { status: delay.status, at: delayedAt }
    : { status: 'RCVD', at: createdAt }
}

const awaitingApproval: StatusReason = { code: 'U040', why: 'Another director has yet to approve the payment' }

/** Builds OBMultiAuthorisation1, the approvals of an order that needs several directors. */
function buildMultiAuthorisation(order: OrderRecord): { MultiAuthorisation?: MultiAuthorisation } {
  const { approvals, stopped } = order
  if (!approvals) return {}
  const { needed, given, at, until } = approvals
  return {
    MultiAuthorisation: {
      Status: given.length >= needed ? 'AUTH' : isAwaitingApproval(order) ? 'AWAF' : 'RJCT',
      NumberRequired: needed,
      NumberReceived: given.length,
      LastUpdateDateTime: iso(stopped?.at ?? at),
      ExpirationDateTime: iso(until),
    },
  }
}

/**
 * Returns why payments of a file were rejected: the first code, and the number of payments for each
 * code. Undefined if none was rejected.
 */
function fileReason({ payments, rejected }: NonNullable<OrderRecord['file']>): StatusReason | undefined {
  const reasons = Object.entries(rejected)
  const [first] = reasons
  if (!first) return undefined
  const count = reasons.reduce((sum, [, number]) => sum + number, 0)
  const each = reasons.map(([code, number]) => `${number} for ${code}`).join(', ')
  return { code: first[0], why: `${count} of ${payments} payments were rejected: ${each}; the report file lists them` }
}

/** Builds the `Data` of the standard's response for an order of its kind. */
export function buildOrderView(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
): Record<string, unknown> {
  const { Data } = consent.request as PaymentRequest
  const { orderId } = paymentTypes[consent.kind]
  const { status, at, why } = deriveOrderStatus(world, order)
  const account = findAccount(world, order.account)
  const { CutOffDateTime: _, ExpectedExecutionDateTime, ExpectedSettlementDateTime: __, ...offer } = consent.offer ?? {}
  return {
    [orderId]: order.id,
    ConsentId: consent.id,
    CreationDateTime: iso(order.createdAt),
    Status: visibleStatusOf(order, status),
    StatusUpdateDateTime: iso(at),
    ...(why && { StatusReason: [{ StatusReasonCode: why.code, StatusReasonDescription: why.why }] }),
    ...(ExpectedExecutionDateTime !== undefined && buildExpectedTimes(order)),
    ...offer,
    ...(offer.ExchangeRateInformation && order.rate ? { ExchangeRateInformation: order.rate } : {}),
    ...(Data.ReadRefundAccount === 'Yes' && account && { Refund: { Account: cashAccountOf(world, account) } }),
    ...buildMultiAuthorisation(order),
    Initiation: Data.Initiation,
    ...(account && { Debtor: cashAccountOf(world, account) }),
  }
}

/**
 * Builds the expected times of an order; undefined for a stopped one. They differ from those of the
 * consent if the order was made later.
 */
function buildExpectedTimes({ rail, accepted, stopped }: OrderRecord) {
  if (stopped) return undefined
  const { executionAt, settlementAt } = expectedInstants(getRail(rail as RailName), accepted, calendar)
  return { ExpectedExecutionDateTime: iso(executionAt), ExpectedSettlementDateTime: iso(settlementAt) }
}

/** The limit of payments listed for one order: about three years of a daily standing order. */
const mostDetails = 1_000

/**
 * Loads the payments of an order, oldest first. A standing order has the newest 1,000 that were
 * made; any other order has its one payment, made or not.
 */
export async function loadPaymentDetails(world: World, order: OrderRecord, consent: PaymentConsentRecord) {
  if (!paymentTypes[consent.kind].isStandingOrder) return [buildPaymentDetail(world, order, consent)]
  const { partition, path } = executions.key(world, order.id, 0)
  const range = { prefix: path.slice(0, path.lastIndexOf('/') + 1), newestFirst: true, limit: mostDetails }
  const items = await world.sandbox.store.list(partition, range)
  return items.reverse().map((item) => {
    const one = executions.read(item)
    return buildPaymentDetail(world, one, consent, `${order.id}.${Number(item.key.path.slice(-6))}`)
  })
}

/** Builds the entry of one payment in OBWritePaymentDetailsResponse1. */
export function buildPaymentDetail(world: World, order: OrderRecord, consent: PaymentConsentRecord, id = order.id) {
  const { status, ...derived } = deriveOrderStatus(world, order)
  const fields = buildPaymentStatus({ ...derived, status: paymentStatusOf(status) }, initiationOf(consent))
  return { PaymentTransactionId: id, ...fields }
}

/** Builds the status fields that the details of every kind of payment have. */
export function buildPaymentStatus<S extends string>(
  { status: Status, at, why }: Omit<DerivedStatus, 'status'> & { readonly status: S },
  { LocalInstrument }: { readonly LocalInstrument?: string | undefined },
) {
  return {
    Status,
    StatusUpdateDateTime: iso(at),
    StatusDetail: {
      ...(LocalInstrument !== undefined && { LocalInstrument }),
      Status,
      ...(why && { StatusReason: why.code, StatusReasonDescription: why.why }),
    },
  }
}
