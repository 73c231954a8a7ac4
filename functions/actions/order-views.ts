import type { ConsentRecord, PaymentConsentRecord } from '#bank/consent.ts'
import type { OrderRecord } from '#bank/order.ts'
import type { OrderStatus } from '#bank/order-status.ts'
import { kinds } from '#bank/payments/kinds.ts'
import { type Moment, statusAt, timelineOf } from '#bank/rail.ts'
import { type RailName, railNamed } from '#bank/rails.ts'
import type { World } from '#store/world.ts'
import { cashAccountOf } from './accounts.ts'
import { calendar } from './calendar.ts'
import type { Initiation } from './instructions.ts'
import type { PaymentRequest } from './payment-consents.ts'
import { accountNamed } from './people.ts'

/** Where one payment stands at the world's now: what its rail says of its age, unless it was stopped. */
export function statusOf(world: World, order: OrderRecord): Moment {
  const { rail, accepted, createdAt, stopped, isWaiting, file } = order
  if (stopped) return { status: stopped.state, at: stopped.at, statusReason: stopped.code }
  if (isWaiting) return { status: 'RCVD', at: createdAt }
  // Of a file: whether all of its payments could be made. How each of them ages is for its details to say.
  if (file) return { status: Object.keys(file.rejected).length > 0 ? 'RJCT' : 'ACSP', at: accepted }
  const { status, since } = statusAt(
    timelineOf(railNamed(rail as RailName), accepted, calendar, { asked: createdAt }),
    world.now,
  )
  return { status, at: since }
}

/** The nearest status that the standard lets a partner see of this kind of order: some of them hide the first or the last. */
export function shown(order: OrderRecord, status: OrderStatus): string {
  const allowed = kinds[order.kind as PaymentConsentRecord['kind']].orderStatuses as readonly string[]
  if (allowed.includes(status)) return status
  const instead: Partial<Record<OrderStatus, readonly string[]>> = {
    RCVD: ['PDNG', 'ACTC'],
    ACCC: ['ACSC', 'ACWP'],
    ACSP: ['INCO'],
    ACSC: ['INCO'],
    RJCT: ['INFA'],
    CANC: ['RJCT', 'INFA'],
  }
  return instead[status]?.find((one) => allowed.includes(one)) ?? (allowed.at(-1) as string)
}

/** An order without its envelope, as the standard's response of its kind tells of it. */
export function orderView(world: World, order: OrderRecord, consent: PaymentConsentRecord): Record<string, unknown> {
  const { Data } = consent.request as PaymentRequest
  const { orderId } = kinds[consent.kind]
  const { status, at } = statusOf(world, order)
  const account = accountNamed(world, order.account)
  const { CutOffDateTime: _, ...offer } = consent.offer ?? {}
  return {
    [orderId]: order.id,
    ConsentId: consent.id,
    CreationDateTime: iso(order.createdAt),
    Status: shown(order, status),
    StatusUpdateDateTime: iso(at),
    ...reasonsOf(order),
    ...offer,
    ...(Data.ReadRefundAccount === 'Yes' && account && { Refund: { Account: cashAccountOf(world, account) } }),
    Initiation: Data.Initiation,
    ...(account && { Debtor: cashAccountOf(world, account) }),
  }
}

/** Why an order was stopped; of a file, why payments of it were rejected. */
function reasonsOf({ stopped, file }: OrderRecord): { StatusReason?: object[] } {
  const reasons = stopped
    ? [[stopped.code, stopped.why]]
    : Object.entries(file?.rejected ?? {}).map(([code, count]) => [
        code,
        `${count} of the file's ${file?.payments} payments were rejected for this; the report file says which`,
      ])
  if (reasons.length === 0) return {}
  return { StatusReason: reasons.map(([code, why]) => ({ StatusReasonCode: code, StatusReasonDescription: why })) }
}

/** How one payment of an order stands, as OBWritePaymentDetailsResponse1 lists it. */
export function detailOf(
  world: World,
  order: OrderRecord,
  consent: ConsentRecord,
  id = order.id,
): Record<string, unknown> {
  const { status, at, statusReason } = statusOf(world, order)
  const Status = status === 'RCVD' ? 'PDNG' : status === 'CANC' ? 'RJCT' : status
  const initiation = ((consent as PaymentConsentRecord).request as PaymentRequest).Data.Initiation as Initiation
  const { LocalInstrument } = initiation
  return {
    PaymentTransactionId: id,
    Status,
    StatusUpdateDateTime: iso(at),
    StatusDetail: {
      ...(LocalInstrument !== undefined && { LocalInstrument }),
      Status,
      ...(statusReason !== undefined && {
        StatusReason: statusReason,
        StatusReasonDescription: order.stopped?.why ?? '',
      }),
    },
  }
}

const iso = (at: number): string => new Date(at).toISOString()
