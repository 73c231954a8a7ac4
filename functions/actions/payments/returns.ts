import { calendar } from '#actions/schedule/calendar.ts'
import { clearingAccountOf, type OrderRecord } from '#bank/payments/order.ts'
import { returnNumber } from '#bank/payments/payment-return.ts'
import { getRail, type RailName } from '#bank/rails/rails.ts'
import { buildTimeline } from '#bank/rails/timeline.ts'
import type { DueItem } from '#bank/schedule/due.ts'
import type { Instruction } from './routing.ts'

/*
 * Payments that come back. Which do is said where accounts at other banks are declared
 * (mocks/accounts/external.ts), and when by the rail: the order keeps the failure from its
 * acceptance on, its status follows from that, and at the instant of the RJCT the clearing account
 * of the rail gives back what it got. Charges stay with the bank.
 */

/**
 * When a payment that was just made comes back, and what comes; undefined where it stays. `n` is
 * its number in its order.
 */
export function comesBack(
  paid: OrderRecord,
  { payee, reference }: Pick<Instruction, 'payee' | 'reference'>,
  { order, n = 0, named }: { readonly order: string; readonly n?: number; readonly named: string },
): Omit<DueItem, 'seq'> | undefined {
  const { account, rail, amount, currency, accepted, failure, stopped } = paid
  if (!failure || stopped) return undefined
  const end = buildTimeline(getRail(rail as RailName), accepted, calendar, { failure }).at(-1)
  if (end?.status !== 'RJCT') throw new Error(`${rail} does not say when a payment is back`)
  const own = { account, clearing: clearingAccountOf(paid), amount, currency }
  const back = { payment: named, ...own, party: payee, ...(reference !== undefined && { reference }) }
  return { at: end.at, order, n: returnNumber(n), back }
}
