import type { OrderStatus } from '#bank/rails/order-status.ts'
import type { OrderRecord } from './order.ts'
import { paymentTypes } from './payment-types.ts'

/** Statuses of standing orders and files only: initiation completed, or initiation failed. */
export type InitiationStatus = 'INCO' | 'INFA'

/**
 * Returns the status that a partner sees. The standard allows fewer statuses for some kinds of
 * order; then it is the nearest allowed one.
 */
export function visibleStatusOf({ kind }: Pick<OrderRecord, 'kind'>, status: OrderStatus | InitiationStatus): string {
  if (kind === 'domestic-vrp') return status
  const allowed = paymentTypes[kind].orderStatuses as readonly string[]
  if (allowed.includes(status)) return status
  const instead: Partial<Record<OrderStatus | InitiationStatus, readonly string[]>> = {
    RCVD: ['PDNG', 'ACTC'],
    PATC: ['PDNG'],
    ACCC: ['ACSC', 'ACWP'],
    ACSP: ['INCO'],
    ACSC: ['INCO'],
    CANC: ['RJCT', 'INFA'],
    RJCT: ['INFA'],
  }
  const found = instead[status]?.find((one) => allowed.includes(one))
  if (found === undefined) throw new Error(`the standard has no status for a ${kind} that is ${status}`)
  return found
}

/** Returns the status of one payment of an order in OBWritePaymentDetailsResponse1. */
export const paymentStatusOf = (status: OrderStatus | InitiationStatus): OrderStatus | InitiationStatus =>
  status === 'RCVD' ? 'PDNG' : status === 'CANC' ? 'RJCT' : status
