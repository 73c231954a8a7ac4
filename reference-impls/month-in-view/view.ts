import type { OpenBanking } from './bank.ts'
import { comparedWith, type Month, millisecondsPerDay, monthAt, periodOf } from './calendar.ts'
import { entriesOf } from './entries.ts'
import { type Holding, holdingsOf, totalOf } from './holdings.ts'
import { byCategory, byPayee, type Flow, flowOf, type Spent, within } from './sums.ts'
import { type Upcoming, upcomingOf } from './upcoming.ts'

/**
 * Everything the page shows, in figures. Money is minor units of `currency`, instants are epoch
 * milliseconds.
 */
export type View = {
  /** The account holder's name; absent when the bank does not tell. */
  readonly customer: string | undefined
  readonly month: Month
  /** What the bank's clock says. */
  readonly now: number
  readonly currency: string
  readonly holdings: readonly Holding[]
  readonly total: bigint
  readonly flow: Flow
  /** The month before, up to the same day and time where this month is not over. */
  readonly before: Flow
  readonly categories: readonly Spent[]
  readonly payees: readonly Spent[]
  readonly upcoming: readonly Upcoming[]
}

/** How far ahead payments are shown. */
const daysAhead = 31

/**
 * Reads a customer's month from the bank, the current one when none is named. Throws ApiError, and
 * Error where there is no account.
 */
export async function viewOf(bank: OpenBanking, asked?: Month): Promise<View> {
  const [accounts, balances] = await Promise.all([bank.accounts().toArray(), bank.balances().toArray()])
  if (balances.length === 0) throw new Error('the token reaches no account that has a balance')
  // The bank's clock, not ours: balances say when they were true.
  const now = Math.max(...balances.map(({ DateTime }) => Date.parse(DateTime)))
  const month = asked ?? monthAt(now)
  const currency = accounts[0]?.Currency ?? 'GBP'
  const [period, earlier] = [periodOf(month), comparedWith(month, now)]

  const [transactions, standingOrders, directDebits, party] = await Promise.all([
    bank.transactions({ from: new Date(earlier.from), to: new Date(period.until) }).toArray(),
    ofEach(accounts, ({ AccountId }) => bank.standingOrders(AccountId).toArray()),
    ofEach(accounts, ({ AccountId }) => bank.directDebits(AccountId).toArray()),
    accounts[0] && bank.party(accounts[0].AccountId),
  ])
  const entries = entriesOf(transactions, accounts, currency)
  const holdings = holdingsOf(accounts, balances)
  const inMonth = within(entries, period)
  const until = now + daysAhead * millisecondsPerDay

  return {
    customer: party?.Name,
    month,
    now,
    currency,
    holdings,
    total: totalOf(holdings, currency),
    flow: flowOf(inMonth),
    before: flowOf(within(entries, earlier)),
    categories: byCategory(inMonth),
    payees: byPayee(inMonth),
    upcoming: upcomingOf({ standingOrders, directDebits }, accounts, { now, until, currency }),
  }
}

const ofEach = async <A, T>(all: readonly A[], read: (one: A) => Promise<T[]>): Promise<T[]> =>
  (await Promise.all(all.map(read))).flat()
