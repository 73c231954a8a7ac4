import { cashAccountOf } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import { initiationOf, type PaymentRequest } from '#bank/payments/consent-request.ts'
import { isAwaitingApproval, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import type { OrderStatus } from '#bank/rails/order-status.ts'
import { failures } from '#bank/rails/rail.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline, expectedInstants, statusAt } from '#bank/rails/timeline.ts'
import type { MultiAuthorisation } from '#bank/standard/authorisation.ts'
import { iso } from '#bank/time/clock.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { executions } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** Where an order stands, since when, and why where that needs saying. */
type Standing = { readonly status: OrderStatus | SetUpStatus; readonly at: number; readonly why?: Why | undefined }
/**
 * What only standing orders and files can be: set up, or done, and the last payment, or every one,
 * made or not.
 */
type SetUpStatus = 'INCO' | 'INFA'
type Why = { readonly code: string; readonly why: string }

/**
 * Where one payment stands at the world's now: what its rail says of its age, unless it was stopped
 * or waits for its day.
 */
export function deriveOrderStatus(world: World, order: OrderRecord): Standing {
  const { rail, accepted, createdAt, stopped, waits, last, file, failure } = order
  if (stopped && stopped.at <= world.now) return { status: stopped.state, at: stopped.at, why: stopped }
  if (isAwaitingApproval(order)) return { status: 'PATC', at: order.approvals?.at ?? createdAt, why: notAll }
  if (last) return { status: last.failed ? 'INFA' : 'INCO', at: last.at, ...(last.failed && { why: last.failed }) }
  if (waits) return { status: 'RCVD', at: createdAt }
  if (file) return { status: whyOf(file) ? 'INFA' : 'INCO', at: accepted, why: whyOf(file) }
  const timeline = buildTimeline(getRail(rail as RailName), accepted, calendar, { asked: createdAt, failure })
  const { status, since, statusReason } = statusAt(timeline, world.now)
  if (!failure || statusReason === undefined) return { status, at: since }
  return { status, at: since, why: { code: statusReason, why: failures[failure].title } }
}

const notAll: Why = { code: 'U040', why: 'Somebody else has yet to approve it' }

/** OBMultiAuthorisation1: how far an order is that several must agree to. */
function multiAuthorisation(order: OrderRecord): { MultiAuthorisation?: MultiAuthorisation } {
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
 * Why a file is not done as it should be: the first reason, and how many payments were rejected for
 * each.
 */
function whyOf({ payments, rejected }: NonNullable<OrderRecord['file']>): Why | undefined {
  const reasons = Object.entries(rejected)
  const [first] = reasons
  if (!first) return undefined
  const count = reasons.reduce((sum, [, some]) => sum + some, 0)
  const each = reasons.map(([code, some]) => `${some} for ${code}`).join(', ')
  return { code: first[0], why: `${count} of ${payments} payments were rejected: ${each}; the report file says which` }
}

/**
 * The nearest status that the standard lets a partner see of this kind of order: some of them hide
 * the first or the last.
 */
export function visibleStatusOf(order: OrderRecord, status: Standing['status']): string {
  const allowed = paymentTypes[order.kind as PaymentConsentRecord['kind']].orderStatuses as readonly string[]
  if (allowed.includes(status)) return status
  const instead: Partial<Record<Standing['status'], readonly string[]>> = {
    RCVD: ['PDNG', 'ACTC'],
    PATC: ['PDNG'],
    ACCC: ['ACSC', 'ACWP'],
    ACSP: ['INCO'],
    ACSC: ['INCO'],
    CANC: ['RJCT', 'INFA'],
    RJCT: ['INFA'],
  }
  const found = instead[status]?.find((one) => allowed.includes(one))
  if (found === undefined) throw new Error(`the standard has no status of a ${order.kind} that is ${status}`)
  return found
}

/** An order without its envelope, as the standard's response of its kind tells of it. */
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
    ...(ExpectedExecutionDateTime !== undefined && expectedOf(order)),
    ...offer,
    ...(offer.ExchangeRateInformation && order.rate ? { ExchangeRateInformation: order.rate } : {}),
    ...(Data.ReadRefundAccount === 'Yes' && account && { Refund: { Account: cashAccountOf(world, account) } }),
    ...multiAuthorisation(order),
    Initiation: Data.Initiation,
    ...(account && { Debtor: cashAccountOf(world, account) }),
  }
}

/**
 * When the money of an order goes and comes: other than its consent said, where the order came
 * later. Nothing of one that was stopped.
 */
function expectedOf({ rail, accepted, stopped }: OrderRecord) {
  if (stopped) return undefined
  const { executionAt, settlementAt } = expectedInstants(getRail(rail as RailName), accepted, calendar)
  return { ExpectedExecutionDateTime: iso(executionAt), ExpectedSettlementDateTime: iso(settlementAt) }
}

/**
 * The most payments of one order that are listed, the newest of them: a daily one of three years.
 */
const mostDetails = 1_000

/**
 * Every payment of an order so far, oldest first. One that has not been made yet is there too,
 * unless more are to follow.
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

/** How one payment of an order stands, as OBWritePaymentDetailsResponse1 lists it. */
export function buildPaymentDetail(world: World, order: OrderRecord, consent: PaymentConsentRecord, id = order.id) {
  const { status, ...standing } = deriveOrderStatus(world, order)
  const Status = status === 'RCVD' ? 'PDNG' : status === 'CANC' ? 'RJCT' : status
  return { PaymentTransactionId: id, ...buildPaymentStatus({ ...standing, status: Status }, initiationOf(consent)) }
}

/** Where a payment stands, as the details of every kind of payment say it. */
export function buildPaymentStatus<S extends string>(
  { status: Status, at, why }: Omit<Standing, 'status'> & { readonly status: S },
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
