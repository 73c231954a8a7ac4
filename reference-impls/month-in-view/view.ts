import type { OpenBanking } from './bank.ts'
import { getComparisonPeriod, type Month, millisecondsPerDay, monthAt, periodOf } from './calendar.ts'
import { buildEntries } from './entries.ts'
import { buildHoldings, type Holding, sumHoldings } from './holdings.ts'
import { computeFlow, type Flow, filterByPeriod, type Spending, sumByCategory, sumByDay, sumByPayee } from './sums.ts'
import { listUpcoming, type UpcomingPayment } from './upcoming.ts'

/**
 * All figures of the page. Amounts are in minor units of `currency`, instants in epoch
 * milliseconds.
 */
export type View = {
  /** The account holder's name; undefined when the bank does not return it. */
  readonly customer: string | undefined
  readonly month: Month
  /** The current time by the bank's clock. */
  readonly now: number
  readonly currency: string
  readonly holdings: readonly Holding[]
  readonly total: bigint
  readonly flow: Flow
  /** The previous month; up to the same day and time if this month has not ended. */
  readonly before: Flow
  /** Spending from the start of the month to the end of each day that has begun. */
  readonly spentByDay: readonly bigint[]
  readonly categories: readonly Spending[]
  readonly payees: readonly Spending[]
  readonly upcoming: readonly UpcomingPayment[]
}

/** How many days ahead the page shows payments. */
const daysAhead = 31

/**
 * Loads a customer's month from the bank. The default is the current month. Throws ApiError when a
 * call fails, and Error when the token gives access to no account.
 */
export async function loadView(bank: OpenBanking, requestedMonth?: Month): Promise<View> {
  const [accounts, balances] = await Promise.all([bank.accounts().toArray(), bank.balances().toArray()])
  if (balances.length === 0)
    throw new Error('the token gives access to no account with a balance; use the token of a customer with accounts')
  // The page follows the bank's clock, not ours. Each balance has its time.
  const now = Math.max(...balances.map(({ DateTime }) => Date.parse(DateTime)))
  const month = requestedMonth ?? monthAt(now)
  const currency = accounts[0]?.Currency ?? 'GBP'
  const [period, earlier] = [periodOf(month), getComparisonPeriod(month, now)]

  const [transactions, standingOrders, directDebits, party] = await Promise.all([
    bank.transactions({ from: new Date(earlier.from), to: new Date(period.until) }).toArray(),
    loadForEach(accounts, ({ AccountId }) => bank.standingOrders(AccountId).toArray()),
    loadForEach(accounts, ({ AccountId }) => bank.directDebits(AccountId).toArray()),
    accounts[0] && bank.party(accounts[0].AccountId),
  ])
  const entries = buildEntries(transactions, accounts, currency)
  const holdings = buildHoldings(accounts, balances)
  const inMonth = filterByPeriod(entries, period)
  const until = now + daysAhead * millisecondsPerDay

  return {
    customer: party?.Name,
    month,
    now,
    currency,
    holdings,
    total: sumHoldings(holdings, currency),
    flow: computeFlow(inMonth),
    before: computeFlow(filterByPeriod(entries, earlier)),
    spentByDay: sumByDay(inMonth, period, now),
    categories: sumByCategory(inMonth),
    payees: sumByPayee(inMonth),
    upcoming: listUpcoming({ standingOrders, directDebits }, accounts, { now, until, currency }),
  }
}

const loadForEach = async <A, T>(all: readonly A[], load: (one: A) => Promise<T[]>): Promise<T[]> =>
  (await Promise.all(all.map(load))).flat()
