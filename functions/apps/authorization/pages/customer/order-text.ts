import type { deriveOrderStatus } from '#actions/payments/order-views.ts'
import type { Texts } from '#apps/authorization/texts.ts'
import type { OrderRecord } from '#bank/payments/order.ts'

/** A payment order with its status. */
export type OrderWithStatus = { readonly order: OrderRecord; readonly status: ReturnType<typeof deriveOrderStatus> }

/** Describes an order's status in a few words, with the reason if it was not made. */
export function describeOrder(t: Texts, { order, status: { status, why } }: OrderWithStatus): string {
  const words = t.orders
  const { waits, last, delay } = order
  if (order.failure && status === 'RJCT' && !order.stopped)
    return words.because(words.cameBack, words.failures[order.failure])
  const said = words.statuses[status]
  // These two statuses already name the reason.
  if (why && status !== 'CANC' && status !== 'PATC')
    return words.because(said, words.reasons[why.code] ?? words.reasonElse)
  // The customer does not learn when the bank will release a payment.
  if (waits && !delay && status !== 'PATC') return last || waits.n > 0 ? words.goesOn : words.waits(t.date(waits.at))
  return last && status === 'INCO' ? words.ended : said
}
