import { decided } from '#actions/approvals/outcome.ts'
import { filed } from '#actions/files/execute.ts'
import { type Deed, type Ready, repeated, returned, single } from '#actions/payments/executions.ts'
import { stopped } from '#actions/payments/pay.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/payment.ts'
import { findImbalance } from '#bank/ledger/leg.ts'
import { decisionNumber, type OrderRecord } from '#bank/payments/order.ts'
import { paymentTypes } from '#bank/payments/payment-types.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import type { World } from '#store/world.ts'

/** An order, what was agreed on it and, of a file that is not through, what the file holds. */
export type Matter = {
  readonly order: OrderRecord
  /**
   * Absent where nothing is left to do but to take money back: a mandate may have been deleted
   * since.
   */
  readonly consent?: PaymentConsentRecord
  readonly payments?: readonly StoredFilePayment[]
}

/**
 * Makes ready what is due of an order, as of the world's now. Whatever goes wrong with it stays
 * with it: it is rejected and we are told, for a world whose time cannot go on would be lost to
 * everybody.
 */
export function readyFor(world: World, matter: Matter, due: DueItem): Ready {
  const { order } = matter
  const broken = (error: unknown): Deed => {
    world.sandbox.log({ level: 'error', message: `${order.id} could not be carried out`, error })
    const { waits: _, ...rest } = order
    return {
      order: stopped(world, rest, ['MS03', 'The bank could not carry it out']),
      movement: { payment: order.id, at: world.now, postings: [] },
      writes: [],
    }
  }
  try {
    const ready = whatIsDue(world, matter, due)
    return {
      touches: ready.touches,
      done(last) {
        try {
          const deed = ready.done(last)
          if (findImbalance(deed.movement.postings).size > 0)
            throw new Error(`${deed.movement.payment} does not add up`)
          return deed
        } catch (error) {
          return broken(error)
        }
      },
    }
  } catch (error) {
    return { touches: [], done: () => broken(error) }
  }
}

function whatIsDue(world: World, { order, consent, payments }: Matter, due: DueItem): Ready {
  if (due.back) return returned(world, due.back)
  if (!consent) throw new Error(`${order.id} has no consent`)
  if (due.n === decisionNumber) return decided(world, order, consent, due)
  if (payments) return filed(world, order, consent, due, payments)
  return paymentTypes[consent.kind].isStandingOrder
    ? repeated(world, order, consent, due)
    : single(world, order, consent, due)
}
