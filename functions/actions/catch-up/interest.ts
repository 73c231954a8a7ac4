import { statementReferenceOf } from '#actions/account-information/statements.ts'
import { accountBalanceAt } from '#actions/accounts/entries.ts'
import { readLegsAtEach, secondOf } from '#actions/ledger/journal.ts'
import { buildLegWrites, type Movement, readLastLegs } from '#actions/ledger/ledger.ts'
import { buildDueWrite } from '#actions/schedule/due.ts'
import { type InterestRound, nextRound, roundOf } from '#actions/schedule/interest-dates.ts'
import type { Leg, Posting } from '#bank/ledger/leg.ts'
import { calculateInterestDifference, type DayEndBalance } from '#bank/money/interest.ts'
import { type DueItem, isInterest } from '#bank/schedule/due.ts'
import { londonInstant } from '#bank/time/calendar.ts'
import { endOfTime } from '#bank/time/clock.ts'
import { calendar, firstDay, type Month } from '#mocks/base/calendar.ts'
import { dueItems } from '#store/records.ts'
import { limits, type Write } from '#store/store.ts'
import type { World } from '#store/world.ts'
import { findInterestAccounts, type InterestAccount } from './interest-accounts.ts'
import { commitWithQueue, enqueue, isDueNow, reservedWrites, type WorkQueue } from './work-queue.ts'

/*
 * Interest on money that payments moved. The computed history of an account already contains the
 * interest on its own balances. This books the difference that the account's legs make, as one leg
 * for each account and month. It does so at the instant at which the history books its interest.
 */

/**
 * The limit of accounts for one commit. Each takes two legs, its own and the bank's; two more
 * writes replace the due item.
 */
const accountsPerCommit = Math.floor((limits.writesPerCommit - reservedWrites - 2) / 2)

/** The limit of journals examined for one commit, over all rounds that have nothing to book. */
const maxExamined = 300

/**
 * Books the next interest of the queue in one commit, for as many accounts as fit. The next due
 * item stores the last account, so interest is booked exactly once. Rounds with nothing to book are
 * skipped together.
 */
export async function bookInterest(queue: WorkQueue): Promise<void> {
  const [from] = queue.items
  let next: DueItem | undefined
  let booked: Write[] = []
  let [due] = queue.items
  let left = maxExamined
  for (; booked.length === 0 && left > 0 && isDueNow(queue, due) && isInterest(due); [due] = queue.items) {
    const limit = { accounts: accountsPerCommit, examined: left }
    const { accounts, last, examined } = await findInterestAccounts(queue.world, roundOf(due), due.after, limit)
    left -= examined
    booked = await buildInterestWrites(queue, due, accounts)
    queue.items.shift()
    next = last === undefined ? nextRound(due) : { ...due, after: last }
    if (next.at > Date.parse(endOfTime)) next = undefined
    else enqueue(queue, next)
  }
  if (from) await commitWithQueue(queue, [...replaceDueItem(queue.world, from, next), ...booked], true)
}

/**
 * Builds the writes that replace a due item by the next one. The item of an unfinished round stays
 * and stores the last account.
 */
function replaceDueItem(world: World, from: DueItem, next: DueItem | undefined): Write[] {
  if (next?.n === from.n) return [{ put: dueItems.key(world, next), expect: 'present', value: next }]
  return [{ delete: dueItems.key(world, from), expect: 'present' }, ...(next ? [buildDueWrite(world, next)] : [])]
}

/** Builds the legs that a round books for some accounts, and moves the queue's last legs on. */
async function buildInterestWrites(
  queue: WorkQueue,
  due: DueItem,
  accounts: readonly InterestAccount[],
): Promise<Write[]> {
  const { world, lastLegs, accountsRead } = queue
  const { month } = roundOf(due)
  const journals = await Promise.all(accounts.map((one) => readDayEndLegs(world, one, month, due.at / 1000)))
  const movements = accounts.flatMap(
    (one, n) => calculateMovement(world, due, one, journals[n] as readonly Leg[]) ?? [],
  )
  const bankAccounts = movements.flatMap(({ postings }) => postings.slice(1).map(({ account }) => account))
  // Only interest is booked on the bank's accounts, so their last legs stay valid once read.
  const unread = bankAccounts.filter((account) => !accountsRead.has(account))
  for (const [account, leg] of await readLastLegs(world, unread)) lastLegs.set(account, leg)
  for (const leg of journals.map((legs) => legs.at(-1))) if (leg) lastLegs.set(leg.account, leg)
  for (const { postings } of movements) for (const { account } of postings) accountsRead.add(account)
  return movements.flatMap((movement) => buildLegWrites(world, movement, lastLegs))
}

/**
 * Calculates the movement of an account's interest: the difference that its legs make, and the
 * bank's side. Undefined if they make none.
 */
function calculateMovement(
  world: World,
  due: DueItem,
  one: InterestAccount,
  legs: readonly Leg[],
): Movement | undefined {
  const { round, month } = roundOf(due)
  const { account } = one
  const days = listDayEndBalances(world, one, legs, { round, month, until: due.at / 1000 })
  const amount = days.some(({ overlay }) => overlay !== 0n) ? calculateInterestDifference(days, round.bearing) : 0n
  if (amount === 0n) return undefined
  const kind = amount > 0n ? 'interest' : 'interest-charged'
  const { currency } = account
  const { reference } = round
  const posting: Posting = { account: account.id, currency, kind, reference, amount }
  return {
    payment: interestPaymentName(account.id, month),
    at: due.at,
    postings: [posting, { ...posting, account: `bnk_interest_${account.id}`, amount: -amount }],
  }
}

/** Returns the payment name that the legs of a month's interest carry. */
export const interestPaymentName = (account: string, month: Month): string =>
  `interest_${statementReferenceOf(month)}_${account}`

/**
 * Reads the last legs at the end of each London day of some months, and the last ones before and
 * after. May read more.
 */
async function readDayEndLegs(
  world: World,
  { account, first, journal }: InterestAccount,
  month: Month,
  until: number,
): Promise<readonly Leg[]> {
  if (journal.legs) return journal.legs
  const ends = listDayEnds(first, month, until)
  return readLegsAtEach(world, account.id, [midnight(firstDay(first)) - 1, ...ends.map(({ end }) => end)])
}

/** Lists the end of each London day of some months, up to an instant (epoch seconds). */
function listDayEnds(first: Month, last: Month, until: number): { month: Month; end: number }[] {
  const ends: { month: Month; end: number }[] = []
  for (let month = first; month <= last; month++)
    for (let day = firstDay(month); day < firstDay(month + 1); day++)
      ends.push({ month, end: Math.min(midnight(day + 1) - 1, until) })
  return ends
}

/**
 * Lists the balances of an account at the end of each London day of some months. `balance` is that
 * of its computed history, `overlay` the sum of its legs.
 */
function listDayEndBalances(
  world: World,
  { account, first }: InterestAccount,
  legs: readonly Leg[],
  { round, month, until }: { round: InterestRound; month: Month; until: number },
): (DayEndBalance & { overlay: bigint })[] {
  let next = 0
  let overlay = 0n
  return listDayEnds(first, month, until).map(({ month: booked, end }) => {
    for (let leg = legs[next]; leg && secondOf(leg) <= end; leg = legs[++next]) overlay = BigInt(leg.balance)
    const rate = BigInt(Math.round(round.rate(account, booked) * 1_000_000))
    return { balance: BigInt(accountBalanceAt(world, account, end)), overlay, rate }
  })
}

/** Returns when a day begins in London, epoch seconds. */
const midnight = (day: number): number => londonInstant(day, '00:00', calendar) / 1000
