import { findAccount } from '#actions/accounts/lookup.ts'
import { type Deed, paymentOf, type Ready } from '#actions/payments/executions.ts'
import type { PaymentConsentRecord } from '#bank/consents/consent.ts'
import type { StoredFilePayment } from '#bank/files/payment.ts'
import type { OrderRecord } from '#bank/payments/order.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import { executions, futureDatedOrders } from '#store/records.ts'
import type { Write } from '#store/store.ts'
import type { World } from '#store/world.ts'

/**
 * Of so many payments at a time it is looked ahead which accounts they touch, so that one commit
 * can make many of them.
 */
const perLook = 60

/**
 * One payment of a file. The next one is due at the same instant, from the same commit on: where a
 * crash ends it, it goes on, and nothing is paid twice. A payment that cannot be made is rejected
 * alone.
 */
export function filed(
  world: World,
  waiting: OrderRecord,
  consent: PaymentConsentRecord,
  { at, seq, n }: DueItem,
  payments: readonly StoredFilePayment[],
): Ready {
  const { waits: _, ...order } = waiting
  const madeOf = (m: number) => {
    const initiation = payments[m] as StoredFilePayment
    return paymentOf(world, paymentRecord(world, order, m), consent, initiation.InstructedAmount, initiation)
  }
  const payment = madeOf(n)
  const upcoming = n % perLook === 0 ? payments.slice(n + 1, n + perLook).map((_, m) => madeOf(n + 1 + m)) : []
  const next = n + 1 === payments.length ? undefined : { at, seq, order: order.id, n: n + 1 }
  return {
    touches: [payment, ...upcoming].flatMap(({ touches }) => touches),
    done(last): Deed {
      const { paid, postings, back } = payment.outcome(last, { order: order.id, seq, n, named: `${order.id}.${n}` })
      const place = executions.key(world, order.id, n)
      const over: Write[] = next ? [] : [{ delete: futureDatedOrders.key(world, order), expect: 'anything' }]
      return {
        order: orderAfter(world, order, paid, next),
        movement: { payment: paid.id, at: world.now, postings },
        writes: [{ put: place, expect: 'absent', value: paid }, ...over],
        next,
        back,
      }
    },
  }
}

/**
 * A payment of a file is kept like an order of its own, named by its place in the file. What it
 * comes to is not known yet.
 */
const paymentRecord = (world: World, { file: _, approvals: __, ...order }: OrderRecord, n: number): OrderRecord => ({
  ...order,
  id: `${order.id}.${n}`,
  amount: '0',
  fee: '0',
  currency: findAccount(world, order.account)?.currency ?? order.currency,
  createdAt: world.now,
})

/**
 * The order after one of its payments: what was rejected is counted, and after the last one it
 * waits no more.
 */
function orderAfter(
  world: World,
  order: OrderRecord,
  { stopped }: OrderRecord,
  next: DueItem | undefined,
): OrderRecord {
  if (!order.file) throw new Error(`${order.id} is no order of a file`)
  const { rejected } = order.file
  const count = stopped && { [stopped.code]: (rejected[stopped.code] ?? 0) + 1 }
  const after = { ...order, file: { ...order.file, rejected: { ...rejected, ...count } } }
  return next ? { ...after, waits: { at: next.at, seq: next.seq, n: next.n } } : { ...after, accepted: world.now }
}
