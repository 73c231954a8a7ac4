import { type Account, type DirectDebit, type Money, minorUnits, type StandingOrder } from './bank.ts'
import { laterBy, millisecondsPerDay } from './calendar.ts'
import { ownAccounts } from './entries.ts'
import { accountName } from './holdings.ts'

/** A payment that will be made. */
export type Upcoming = {
  /** Epoch milliseconds. */
  readonly at: number
  readonly name: string
  readonly by: 'Standing order' | 'Direct debit'
  /** Minor units, above zero. */
  readonly amount: bigint
  /**
   * Whether the day is our guess from the payment before: of a direct debit the standard tells no
   * more.
   */
  readonly dayIsGuess: boolean
  /** Whether the amount may be another this time. */
  readonly amountVaries: boolean
}

/**
 * The next payment of each mandate in one currency that falls due after `now` and no later than
 * `until`, soonest first.
 */
export function upcomingOf(
  mandates: { readonly standingOrders: readonly StandingOrder[]; readonly directDebits: readonly DirectDebit[] },
  accounts: readonly Account[],
  { now, until, currency }: { now: number; until: number; currency: string },
): Upcoming[] {
  return [
    ...mandates.standingOrders.flatMap((order) => fromStandingOrder(order, accounts, currency)),
    ...mandates.directDebits.flatMap((debit) => fromDirectDebit(debit, now, currency)),
  ]
    .filter(({ at }) => at > now && at <= until)
    .sort((a, b) => a.at - b.at)
}

function fromStandingOrder(order: StandingOrder, accounts: readonly Account[], currency: string): Upcoming[] {
  const { NextPaymentDateTime, NextPaymentAmount, CreditorAccount } = order
  if (NextPaymentDateTime === undefined || !isIn(currency, NextPaymentAmount)) return []
  const own = CreditorAccount && accounts.find((account) => ownAccounts([account])(CreditorAccount))
  const name = own ? `To ${accountName(own)}` : (CreditorAccount?.Name ?? 'Standing order')
  const at = Date.parse(NextPaymentDateTime)
  const amount = minorUnits(NextPaymentAmount)
  return [{ at, name, by: 'Standing order', amount, dayIsGuess: false, amountVaries: false }]
}

function fromDirectDebit(debit: DirectDebit, now: number, currency: string): Upcoming[] {
  const { PreviousPaymentDateTime, PreviousPaymentAmount, MandateRelatedInformation, Name } = debit
  const next = intervals[MandateRelatedInformation?.Frequency.Type ?? '']
  if (PreviousPaymentDateTime === undefined || !next || !isIn(currency, PreviousPaymentAmount)) return []
  const previous = Date.parse(PreviousPaymentDateTime)
  let times = 1
  while (next(previous, times) <= now) times++
  const at = next(previous, times)
  const amount = minorUnits(PreviousPaymentAmount)
  const amountVaries = MandateRelatedInformation?.Classification !== 'FIXE'
  return [{ at, name: Name, by: 'Direct debit', amount, dayIsGuess: true, amountVaries }]
}

/**
 * When a payment comes round for the n-th time, by OBFrequency6Code. Others keep no rhythm that
 * could be foretold.
 */
const intervals: Readonly<Record<string, (from: number, times: number) => number>> = {
  WEEK: (from, times) => from + times * 7 * millisecondsPerDay,
  MNTH: (from, times) => laterBy(from, times),
  QURT: (from, times) => laterBy(from, 3 * times),
  MIAN: (from, times) => laterBy(from, 6 * times),
  YEAR: (from, times) => laterBy(from, 12 * times),
}

const isIn = (currency: string, money: Money | undefined): money is Money => money?.Currency === currency
