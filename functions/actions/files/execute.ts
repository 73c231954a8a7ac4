import { findAccount } from '#actions/accounts/lookup.ts'
import { type Job, preparePayment } from '#actions/payments/due-payments.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/file-payment.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { executions, futureDatedOrders } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/**
 * The accounts of this many payments are read together, so that one commit can hold many payments.
 */
const paymentsPerRead = 60

/**
 * Prepares one payment of a file. The same commit schedules the next one at the same instant, so
 * that a crash neither skips nor repeats a payment. A payment that the bank cannot make is rejected
 * alone.
 */
export function prepareFilePayment(
  world: World,
  waiting: OrderRecord,
  consent: PaymentConsentRecord,
  { at, seq, n }: DueItem,
  payments: readonly StoredFilePayment[],
): Job {
  const { waits: _, ...order } = waiting
  const prepare = (m: number) => {
    const initiation = payments[m] as StoredFilePayment
    return preparePayment(world, draftPayment(world, order, m), consent, initiation.InstructedAmount, initiation)
  }
  const payment = prepare(n)
  const upcoming = n % paymentsPerRead === 0 ? payments.slice(n + 1, n + paymentsPerRead) : []
  const next = n + 1 === payments.length ? undefined : { at, seq, order: order.id, n: n + 1 }
  return {
    accounts: [payment, ...upcoming.map((_, m) => prepare(n + 1 + m))].flatMap(({ accounts }) => accounts),
    execute(lastLegs) {
      const place = { order: order.id, seq, n, payment: `${order.id}.${n}` }
      const { order: made, postings, back } = payment.decide(lastLegs, place)
      const done: Write[] = next ? [] : [{ delete: futureDatedOrders.key(world, order), expect: 'anything' }]
      return {
        order: orderAfter(world, order, made, next),
        movement: { payment: made.id, at: world.now, postings },
        writes: [{ put: executions.key(world, order.id, n), expect: 'absent', value: made }, ...done],
        next,
        back,
      }
    },
  }
}

/** A payment of a file, stored like an order of its own. Its id ends with its index in the file. */
const draftPayment = (world: World, { file: _, approvals: __, ...order }: OrderRecord, n: number): OrderRecord => ({
  ...order,
  id: `${order.id}.${n}`,
  amount: '0',
  fee: '0',
  currency: findAccount(world, order.account)?.currency ?? order.currency,
  createdAt: world.now,
})

/** The order after one of its payments. It counts the rejected ones; the last one completes it. */
function orderAfter(
  world: World,
  order: OrderRecord,
  { stopped }: OrderRecord,
  next: DueItem | undefined,
): OrderRecord {
  if (!order.file) throw new Error(`${order.id} is not a file payment`)
  const { rejected } = order.file
  const count = stopped && { [stopped.code]: (rejected[stopped.code] ?? 0) + 1 }
  const after = { ...order, file: { ...order.file, rejected: { ...rejected, ...count } } }
  return next ? { ...after, waits: { at: next.at, seq: next.seq, n: next.n } } : { ...after, accepted: world.now }
}
