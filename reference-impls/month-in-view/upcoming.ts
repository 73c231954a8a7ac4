import { type Account, type DirectDebit, type Money, minorUnits, type StandingOrder } from './bank.ts'
import { addMonthsToInstant, millisecondsPerDay } from './calendar.ts'
import { buildAccountMatcher } from './entries.ts'
import { accountName } from './holdings.ts'

/** A payment that is due soon. */
export type UpcomingPayment = {
  /** Epoch milliseconds. */
  readonly at: number
  readonly name: string
  readonly by: 'Standing order' | 'Direct debit'
  /** Minor units, positive. */
  readonly amount: bigint
  /**
   * Whether the day is estimated from the previous payment. The standard does not return the next
   * day of a direct debit.
   */
  readonly isDayEstimated: boolean
  /** Whether the amount may differ from the previous payment. */
  readonly amountVaries: boolean
}

/**
 * Lists the next payment of each standing order and direct debit in one currency, soonest first.
 * Includes payments that are due after `now` and no later than `until`.
 */
export function listUpcoming(
  payments: { readonly standingOrders: readonly StandingOrder[]; readonly directDebits: readonly DirectDebit[] },
  accounts: readonly Account[],
  { now, until, currency }: { now: number; until: number; currency: string },
): UpcomingPayment[] {
  return [
    ...payments.standingOrders.flatMap((order) => fromStandingOrder(order, accounts, currency)),
    ...payments.directDebits.flatMap((debit) => fromDirectDebit(debit, now, currency)),
  ]
    .filter(({ at }) => at > now && at <= until)
    .sort((a, b) => a.at - b.at)
}

function fromStandingOrder(order: StandingOrder, accounts: readonly Account[], currency: string): UpcomingPayment[] {
  const { NextPaymentDateTime, NextPaymentAmount, CreditorAccount } = order
  if (NextPaymentDateTime === undefined || !isIn(currency, NextPaymentAmount)) return []
  const own = CreditorAccount && accounts.find((account) => buildAccountMatcher([account])(CreditorAccount))
  const name = own ? `To ${accountName(own)}` : (CreditorAccount?.Name ?? 'Standing order')
  const at = Date.parse(NextPaymentDateTime)
  const amount = minorUnits(NextPaymentAmount)
  return [{ at, name, by: 'Standing order', amount, isDayEstimated: false, amountVaries: false }]
}

function fromDirectDebit(debit: DirectDebit, now: number, currency: string): UpcomingPayment[] {
  const { PreviousPaymentDateTime, PreviousPaymentAmount, MandateRelatedInformation, Name } = debit
  const next = intervals[MandateRelatedInformation?.Frequency.Type ?? '']
  if (PreviousPaymentDateTime === undefined || !next || !isIn(currency, PreviousPaymentAmount)) return []
  const previous = Date.parse(PreviousPaymentDateTime)
  let times = 1
  while (next(previous, times) <= now) times++
  const at = next(previous, times)
  const amount = minorUnits(PreviousPaymentAmount)
  const amountVaries = MandateRelatedInformation?.Classification !== 'FIXE'
  return [{ at, name: Name, by: 'Direct debit', amount, isDayEstimated: true, amountVaries }]
}

/**
 * Returns when the n-th next payment is due, by OBFrequency6Code. The other frequencies cannot be
 * predicted.
 */
const intervals: Readonly<Record<string, (from: number, times: number) => number>> = {
  WEEK: (from, times) => from + times * 7 * millisecondsPerDay,
  MNTH: (from, times) => addMonthsToInstant(from, times),
  QURT: (from, times) => addMonthsToInstant(from, 3 * times),
  MIAN: (from, times) => addMonthsToInstant(from, 6 * times),
  YEAR: (from, times) => addMonthsToInstant(from, 12 * times),
}

const isIn = (currency: string, money: Money | undefined): money is Money => money?.Currency === currency
