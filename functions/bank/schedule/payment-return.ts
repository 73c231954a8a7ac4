import { clearingAccountOf, type OrderRecord } from '#bank/payments/order.ts'
import { returnNumber } from '#bank/payments/payment-return.ts'
import type { Instruction } from '#bank/payments/routing.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import type { Calendar } from '#bank/time/calendar.ts'
import type { DueItem } from './due.ts'

/** One payment of an order: its number in the order, and the name that its legs carry. */
export type PaymentOfOrder = { readonly order: string; readonly n?: number; readonly payment: string }

/**
 * Returns when the payee's bank returns a payment, in epoch milliseconds of the world's clock;
 * undefined if it keeps the payment.
 */
export function returnInstantOf(
  { rail, accepted, failure, endsAt, stopped }: OrderRecord,
  calendar: Calendar,
): number | undefined {
  if (!failure || stopped) return undefined
  const end = buildTimeline(getRail(rail as RailName), accepted, calendar, { failure, endsAt }).at(-1)
  if (end?.status !== 'RJCT') throw new Error(`rail ${rail} does not say when it returns a payment`)
  return end.at
}

/**
 * Returns the due item of a payment's return; undefined if the payee's bank keeps the payment.
 * mocks/accounts/external.ts declares the accounts that return payments. At the instant of the
 * rail's RJCT the clearing account returns the amount. The bank keeps its charges.
 */
export function returnDueOf(
  paid: OrderRecord,
  { payee, reference }: Pick<Instruction, 'payee' | 'reference'>,
  { order, n = 0, payment }: PaymentOfOrder,
  calendar: Calendar,
): Omit<DueItem, 'seq'> | undefined {
  const at = returnInstantOf(paid, calendar)
  if (at === undefined) return undefined
  const { account, rail, amount, currency } = paid
  const back = {
    payment,
    account,
    clearing: clearingAccountOf({ rail, account }),
    amount,
    currency,
    party: payee,
    ...(reference !== undefined && { reference }),
  }
  return { at, order, n: returnNumber(n), back }
}
