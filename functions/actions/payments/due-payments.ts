import type { Movement } from '#actions/ledger/ledger.ts'
import { Problem } from '#bank/base/problem.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { initiationOf, planOfConsent, quotedRateOf } from '#bank/payments/consent-request.ts'
import { type PaymentDecision, type RejectionReason, rejectOrder } from '#bank/payments/decide.ts'
import type { Initiation } from '#bank/payments/initiation.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import { returnPaymentId } from '#bank/payments/payment-return.ts'
import { amountOfPayment, paymentAt } from '#bank/payments/standing-orders.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { type PaymentOfOrder, returnDueOf } from '#bank/schedule/payment-return.ts'
import { calendar } from '#mocks/base/calendar.ts'
import { executions, futureDatedOrders } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { decideOrder, instructPayment, listTouchedAccounts, priceOrder } from './payment.ts'

/*
 * The payments of orders that waited for their day. Catching up executes them as of the instant at
 * which they are due.
 */

/**
 * A due item with everything prepared that does not depend on the accounts that it touches.
 * `execute` decides by their last legs and has no other effect.
 */
export type Job = {
  readonly accounts: readonly string[]
  readonly execute: (lastLegs: ReadonlyMap<string, Leg>) => JobResult
}

/** What a job does: the order after it, its movement and writes, and the due items that follow. */
export type JobResult = {
  /** Absent where the order stays as it is. */
  readonly order?: OrderRecord
  readonly movement: Movement
  readonly writes: readonly Write[]
  readonly next?: DueItem | undefined
  /** When the payee's bank returns the payment, if it does. */
  readonly back?: DueItem | undefined
}

/** Prepares the one payment of an order whose day has come. */
export function prepareSinglePayment(
  world: World,
  waiting: OrderRecord,
  consent: PaymentConsentRecord,
  { seq }: DueItem,
): Job {
  const { waits: _, ...order } = waiting
  const payment = preparePayment(world, order, consent, initiationOf(consent).InstructedAmount)
  return {
    accounts: payment.accounts,
    execute(lastLegs) {
      const { order: after, postings, back } = payment.decide(lastLegs, { order: order.id, seq, payment: order.id })
      return {
        order: after,
        movement: { payment: order.id, at: world.now, postings },
        writes: [{ delete: futureDatedOrders.key(world, order), expect: 'anything' }],
        back,
      }
    },
  }
}

/** Prepares one payment of a standing order. The same commit schedules the next one. */
export function prepareStandingOrderPayment(
  world: World,
  standingOrder: OrderRecord,
  consent: PaymentConsentRecord,
  { n, seq }: DueItem,
): Job {
  const { waits: _, last: __, lastPaid, ...order } = standingOrder
  const plan = planOfConsent(consent, order)
  const { approvals: ___, ...unapproved } = order
  const one = { ...unapproved, createdAt: world.now }
  const payment = preparePayment(world, one, consent, amountOfPayment(initiationOf(consent), plan, n))
  const nextAt = paymentAt(plan, n + 1)
  const next = nextAt === undefined ? undefined : { at: nextAt, seq, order: order.id, n: n + 1 }
  const name = `${order.id}.${n}`
  return {
    accounts: payment.accounts,
    execute(lastLegs) {
      const { order: made, postings, back } = payment.decide(lastLegs, { order: order.id, seq, n, payment: name })
      const last = { n, at: world.now }
      const failed = made.stopped && { code: made.stopped.code, why: made.stopped.why }
      const after: OrderRecord = {
        ...order,
        last: failed ? { ...last, failed } : last,
        ...(failed ? lastPaid && { lastPaid } : { lastPaid: last }),
        ...(next && { waits: { at: next.at, seq, n: next.n } }),
      }
      return {
        order: after,
        movement: { payment: name, at: world.now, postings },
        writes: [{ put: executions.key(world, order.id, n), expect: 'absent', value: made }],
        next,
        back,
      }
    },
  }
}

/**
 * Prepares the return of a payment by the payee's bank. The order stays as it is: its status
 * follows from the clock.
 */
export function prepareReturn(
  { now }: World,
  returns: OrderRecord,
  { payment, account, clearing, amount, party, ...shared }: NonNullable<DueItem['back']>,
): Job {
  const kind = 'payment-returned'
  const postings = [
    { ...shared, account, amount: BigInt(amount), kind, party },
    { ...shared, account: clearing, amount: -BigInt(amount), kind },
  ] as const
  return {
    accounts: [account, clearing],
    execute: () => ({ movement: { payment: returnPaymentId(payment), at: now, postings, returns }, writes: [] }),
  }
}

/**
 * A payment that is routed and priced, and decided once the last legs of its accounts are known.
 */
type PreparedPayment = {
  readonly accounts: readonly string[]
  readonly decide: (
    lastLegs: ReadonlyMap<string, Leg>,
    place: PaymentOfOrder & { readonly seq: number },
  ) => PaymentDecision & Pick<JobResult, 'back'>
}

/**
 * Prepares a payment as of the world's now. Its initiation is the consent's, or one of a file. A
 * payment that can no longer be routed is rejected.
 */
export function preparePayment(
  world: World,
  order: OrderRecord,
  consent: PaymentConsentRecord,
  money: Initiation['InstructedAmount'],
  initiation = initiationOf(consent),
): PreparedPayment {
  const rejected = (reason: RejectionReason): PreparedPayment => ({
    accounts: [],
    decide: () => ({ order: rejectOrder(order, reason, world.now), postings: [] }),
  })
  try {
    if (!money) throw new Error(`${order.id} has no amount`)
    const quotedRate = quotedRateOf(consent)
    const instruction = instructPayment(world, consent.kind, initiation, money, { quotedRate, forced: order.forced })
    const priced = priceOrder(world, order, instruction)
    return {
      accounts: listTouchedAccounts(world, priced, instruction),
      decide(lastLegs, { seq, ...place }) {
        const decision = decideOrder(world, priced, instruction, lastLegs)
        const back = returnDueOf(decision.order, instruction, place, calendar)
        return { ...decision, back: back && { ...back, seq } }
      },
    }
  } catch (error) {
    if (error instanceof Problem) return rejected(['MS03', error.message])
    throw error
  }
}
