import { statementReferenceOf } from '#actions/account-information/statements.ts'
import { accountBalanceAt } from '#actions/accounts/entries.ts'
import { legWrites, type Movement, readLastLegs } from '#actions/ledger/ledger.ts'
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
import { findInterestAccounts, type InterestAccount, listLegsSince } from './interest-accounts.ts'
import { commitWithQueue, enqueue, isDueNow, reservedWrites, type WorkQueue } from './work-queue.ts'

/*
 * Interest on money that payments moved. What an account's history bears stands in the history;
 * here comes what it bears more, or less, because of the legs over it, one leg an account and
 * month, at the instant at which the history books its own.
 */

/**
 * How many accounts one commit takes, with a leg of each and one of the bank's own, and what is due
 * next.
 */
const perCommit = Math.floor((limits.writesPerCommit - reservedWrites - 2) / 2)

/**
 * How many journals are looked at for one commit, in as many rounds as there is nothing to book in.
 */
const mostLooks = 300

/**
 * Books the interest that comes first in the line, in one commit: of as many accounts as fit into
 * it. Where they stop is in what is due afterwards, so that nothing is booked twice or left out.
 * Rounds in which nothing is booked are gone over at once.
 */
export async function bookInterest(queue: WorkQueue): Promise<void> {
  const [from] = queue.items
  let next: DueItem | undefined
  let booked: Write[] = []
  let [due] = queue.items
  let left = mostLooks
  for (; booked.length === 0 && left > 0 && isDueNow(queue, due) && isInterest(due); [due] = queue.items) {
    const most = { bearers: perCommit, looks: left }
    const { bearers, last, looks } = await findInterestAccounts(queue.world, roundOf(due), due.after, most)
    left -= looks
    booked = await interestWrites(queue, due, bearers)
    queue.items.shift()
    next = last === undefined ? nextRound(due) : { ...due, after: last }
    if (next.at > Date.parse(endOfTime)) next = undefined
    else enqueue(queue, next)
  }
  if (from) await commitWithQueue(queue, [...passedOn(queue.world, from, next), ...booked], true)
}

/**
 * What was due no longer is, and what follows is; or the same still is, from another account on.
 */
function passedOn(world: World, from: DueItem, next: DueItem | undefined): Write[] {
  if (next?.n === from.n) return [{ put: dueItems.key(world, next), expect: 'present', value: next }]
  return [{ delete: dueItems.key(world, from), expect: 'present' }, ...(next ? [buildDueWrite(world, next)] : [])]
}

/** The legs of a round on some accounts. */
async function interestWrites(queue: WorkQueue, due: DueItem, bearers: readonly InterestAccount[]): Promise<Write[]> {
  const { world, lastLegs, accountsRead } = queue
  const journals = await Promise.all(
    bearers.map((bearer) => listLegsSince(world, bearer, midnight(firstDay(bearer.first)) * 1000)),
  )
  const movements = bearers.flatMap((bearer, n) => interestFor(world, due, bearer, journals[n] as readonly Leg[]) ?? [])
  const own = movements.flatMap(({ postings }) => postings.slice(1).map(({ account }) => account))
  // Nobody else writes on the bank's own side.
  for (const [account, leg] of await readLastLegs(
    world,
    own.filter((account) => !accountsRead.has(account)),
  ))
    lastLegs.set(account, leg)
  for (const leg of journals.map((legs) => legs.at(-1))) if (leg) lastLegs.set(leg.account, leg)
  for (const { postings } of movements) for (const { account } of postings) accountsRead.add(account)
  return movements.flatMap((movement) => legWrites(world, movement, lastLegs))
}

/**
 * What an account bears more or less than its history says, and the bank's side of it; undefined
 * where that is nothing.
 */
function interestFor(world: World, due: DueItem, bearer: InterestAccount, legs: readonly Leg[]): Movement | undefined {
  const { round, month } = roundOf(due)
  const { account } = bearer
  const days = daysOf(world, bearer, legs, { round, month, until: due.at / 1000 })
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

/** What the legs of a month's interest are called. */
export const interestPaymentName = (account: string, month: Month): string =>
  `interest_${statementReferenceOf(month)}_${account}`

/**
 * How the days of some months ended on an account, by London's clocks: its own balance, and what
 * the legs come to.
 */
function daysOf(
  world: World,
  { account, first }: InterestAccount,
  legs: readonly Leg[],
  { round, month, until }: { round: InterestRound; month: Month; until: number },
): (DayEndBalance & { overlay: bigint })[] {
  const days: (DayEndBalance & { overlay: bigint })[] = []
  let passed = 0
  let overlay = 0n
  for (let of = first; of <= month; of++) {
    const rate = BigInt(Math.round(round.rate(account, of) * 1_000_000))
    for (let day = firstDay(of); day < firstDay(of + 1); day++) {
      const end = Math.min(midnight(day + 1) - 1, until)
      for (let leg = legs[passed]; leg && Math.floor(leg.at / 1000) <= end; leg = legs[++passed])
        overlay = BigInt(leg.balance)
      days.push({ balance: BigInt(accountBalanceAt(world, account, end)), overlay, rate })
    }
  }
  return days
}

/** When a day begins in London, epoch seconds. */
const midnight = (day: number): number => londonInstant(day, '00:00', calendar) / 1000
