import { findAccount } from '#actions/accounts/lookup.ts'
import { legKey } from '#actions/ledger/ledger.ts'
import { findBookedMonths, type InterestRound } from '#actions/schedule/interest-dates.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import type { Month } from '#mocks/base/calendar.ts'
import { closedAt } from '#mocks/people/events.ts'
import { legs } from '#store/records.ts'
import type { World } from '#store/world.ts'

/**
 * An account that money was moved on and that takes part in a round, and the first of the months
 * whose interest is booked.
 */
export type InterestAccount = { readonly account: Account; readonly first: Month; readonly journal: Journal }

/** An account that has legs, and all of them where they were seen on the way. */
type Journal = { readonly account: string; readonly legs: readonly Leg[] | undefined }

/**
 * The next accounts that take part in a round, by their ids after that of another; `last` is how
 * far it was looked, absent where there are no more. It lists as many legs as the accounts that are
 * still wanted may have, where these are few; otherwise it jumps from journal to journal, whatever
 * their length. It ends after so many bearers or looks.
 */
export async function findInterestAccounts(
  world: World,
  { round, month }: { round: InterestRound; month: Month },
  after: string | undefined,
  most: { readonly bearers: number; readonly looks: number },
): Promise<{ bearers: InterestAccount[]; last: string | undefined; looks: number }> {
  const bearers: InterestAccount[] = []
  let last = after
  let looks = 0
  for (let limit = legsAtFirst; ; ) {
    const { journals, isEnd } = await journalsAfter(world, last, limit)
    for (const journal of journals) {
      if (looks === most.looks || bearers.length === most.bearers) return { bearers, last, looks }
      looks++
      last = journal.account
      const account = findAccount(world, last)
      // A blocked account takes nothing, and pays nothing.
      if (!account || closedAt(bankOf(world), account.customer) !== undefined) continue
      const months = findBookedMonths(round, account, month)
      if (months) bearers.push({ account, ...months, journal })
    }
    // That there are no more is a look too: many rounds may find nobody.
    if (isEnd) return { bearers, last: undefined, looks: looks + 1 }
    const wanted = Math.min(most.bearers - bearers.length, most.looks - looks)
    if (wanted === 0) return { bearers, last, looks }
    limit = limitAfter(journals.length, limit, wanted)
  }
}

/** Reading so many legs mostly costs what reading one does. */
const legsPerUnit = 8
/**
 * How many legs are listed first, and at most; and how many an account may have on average for that
 * to be better than to jump.
 */
const [legsAtFirst, mostLegs, mostLegsEach] = [30, 300, 20]

/**
 * How many legs to list next: as many as the accounts that are still wanted have, if they are like
 * those that were just found.
 */
function limitAfter(found: number, limit: number, wanted: number): number {
  const each = limit / found
  if (found === 1 || each > mostLegsEach) return legsPerUnit
  return Math.max(legsPerUnit, Math.min(Math.ceil(each * wanted), 2 * limit, mostLegs))
}

/**
 * The next customers' accounts that have legs, as many as begin within so many legs, and whether
 * there are no more. `:` comes after every digit, and `~` after every account.
 */
async function journalsAfter(
  world: World,
  account: string | undefined,
  limit: number,
): Promise<{ journals: Journal[]; isEnd: boolean }> {
  const { partition } = legKey(world, '', 0)
  const from = account === undefined ? 'account/acc_' : `account/${account}/leg/:`
  const items = await world.sandbox.store.list(partition, { from, to: 'account/acc_~', limit })
  const isEnd = items.length < limit
  const byAccount = Map.groupBy(items.map(legs.read), ({ account }) => account)
  // Of the last one there may be more than the list holds.
  const cut = isEnd ? undefined : [...byAccount.keys()].at(-1)
  const journals = [...byAccount].map(([account, found]) => ({ account, legs: account === cut ? undefined : found }))
  return { journals, isEnd }
}

/** Most accounts have few legs a month, and the first reading suffices. */
const [firstPerList, perList] = [legsPerUnit, 100]

/**
 * The legs of an account since an instant (epoch milliseconds) at least, oldest first, after the
 * one before it where there is one.
 */
export async function listLegsSince(
  world: World,
  { journal }: InterestAccount,
  since: number,
): Promise<readonly Leg[]> {
  if (journal.legs) return journal.legs
  const { partition, path } = legKey(world, journal.account, 0)
  const prefix = path.slice(0, path.lastIndexOf('/') + 1)
  const found: Leg[] = []
  for (let after: string | undefined; ; ) {
    const limit = after === undefined ? firstPerList : perList
    const range = { prefix, newestFirst: true, limit, ...(after !== undefined && { after }) }
    const items = await world.sandbox.store.list(partition, range)
    for (const item of items) {
      const leg = legs.read(item)
      found.push(leg)
      if (leg.at < since) return found.reverse()
    }
    if (items.length < limit) return found.reverse()
    after = items.at(-1)?.key.path
  }
}
