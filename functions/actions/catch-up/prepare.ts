import { prepareDecision } from '#actions/approvals/outcome.ts'
import { prepareFilePayment } from '#actions/files/execute.ts'
import {
  type Job,
  type JobResult,
  prepareReturn,
  prepareSinglePayment,
  prepareStandingOrderPayment,
} from '#actions/payments/due-payments.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/file-payment.ts'
import { findImbalance } from '#bank/ledger/leg.ts'
import { rejectOrder } from '#bank/payments/decide.ts'
import { decisionNumber, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import type { World } from '#store/world.ts'

/** An order with a due item, its consent and, for a file that is not done, the file's payments. */
export type ScheduledOrder = {
  readonly order: OrderRecord
  /** Absent where only a return is due: a mandate may have been deleted since. */
  readonly consent?: PaymentConsentRecord
  readonly payments?: readonly StoredFilePayment[]
}

/**
 * Prepares the job of a due item, as of the world's now. An error of ours rejects this order alone
 * and is logged: the other due items of the world must still be executed.
 */
export function prepareJob(world: World, scheduled: ScheduledOrder, due: DueItem): Job {
  try {
    const job = prepareByKind(world, scheduled, due)
    return {
      accounts: job.accounts,
      execute(lastLegs) {
        try {
          const result = job.execute(lastLegs)
          const { payment, postings } = result.movement
          if (findImbalance(postings).size > 0) throw new Error(`${payment} does not add up to zero`)
          return result
        } catch (error) {
          return rejectAndLog(world, scheduled.order, error)
        }
      },
    }
  } catch (error) {
    return { accounts: [], execute: () => rejectAndLog(world, scheduled.order, error) }
  }
}

/** Prepares a due item by its kind: a return, a decision on approvals, or a payment. */
function prepareByKind(world: World, { order, consent, payments }: ScheduledOrder, due: DueItem): Job {
  if (due.back) return prepareReturn(world, order, due.back)
  if (!consent) throw new Error(`${order.id} has no consent`)
  if (due.n === decisionNumber) return prepareDecision(world, order, consent, due)
  if (payments) return prepareFilePayment(world, order, consent, due, payments)
  if (paymentTypes[consent.kind].isStandingOrder) return prepareStandingOrderPayment(world, order, consent, due)
  return prepareSinglePayment(world, order, consent, due)
}

function rejectAndLog(world: World, { waits: _, ...order }: OrderRecord, error: unknown): JobResult {
  world.sandbox.log({ level: 'error', message: `${order.id} could not be executed`, error })
  return {
    order: rejectOrder(order, ['MS03', 'The bank could not execute the payment'], world.now),
    movement: { payment: order.id, at: world.now, postings: [] },
    writes: [],
  }
}
