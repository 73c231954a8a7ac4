import { closureOf } from '#actions/accounts/closure.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { legKey } from '#actions/ledger/ledger.ts'
import { findBookedMonths, type InterestRound } from '#actions/schedule/interest-dates.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Month } from '#mocks/base/calendar.ts'
import { legs } from '#store/records.ts'
import type { World } from '#store/world.ts'

/** An account with legs for which a round books interest, and the first month that it books. */
export type InterestAccount = { readonly account: Account; readonly first: Month; readonly journal: Journal }

/** An account with legs. `legs` are all of them, or undefined if they were not all read yet. */
type Journal = { readonly account: string; readonly legs: readonly Leg[] | undefined }

/**
 * Finds the next accounts for which a round books interest, by id, after account `after`. Stops at
 * a limit of accounts or of examined journals. `last` is the last examined account; undefined if
 * there are no more. It adapts how many legs it lists at once. It reads many short journals
 * together, and jumps from one long journal to the next.
 */
export async function findInterestAccounts(
  world: World,
  { round, month }: { round: InterestRound; month: Month },
  after: string | undefined,
  most: { readonly accounts: number; readonly examined: number },
): Promise<{ accounts: InterestAccount[]; last: string | undefined; examined: number }> {
  const accounts: InterestAccount[] = []
  let last = after
  let examined = 0
  for (let limit = firstLimit; ; ) {
    const { journals, isEnd } = await listJournals(world, last, limit)
    for (const journal of journals) {
      if (examined === most.examined || accounts.length === most.accounts) return { accounts, last, examined }
      examined++
      last = journal.account
      const account = findAccount(world, last)
      // A blocked or closed account neither receives nor pays interest.
      if (!account || closureOf(world, account)) continue
      const months = findBookedMonths(round, account, month)
      if (months) accounts.push({ account, ...months, journal })
    }
    // The empty rest counts as examined too, because many rounds in a row may find no account.
    if (isEnd) return { accounts, last: undefined, examined: examined + 1 }
    const wanted = Math.min(most.accounts - accounts.length, most.examined - examined)
    if (wanted === 0) return { accounts, last, examined }
    limit = nextLimit(journals.length, limit, wanted)
  }
}

/** Up to this many legs usually cost one read unit, as a single leg does. */
const legsPerUnit = 8
/** How many legs the first list reads. */
const firstLimit = 30
/** The limit of legs for one list. */
const maxLimit = 300
/** Above this average of legs an account, jumping costs less than listing. */
const maxLegsPerAccount = 20

/** Returns how many legs to list next, for `wanted` accounts like those just found. */
function nextLimit(found: number, limit: number, wanted: number): number {
  const legsPerAccount = limit / found
  if (found === 1 || legsPerAccount > maxLegsPerAccount) return legsPerUnit
  return Math.max(legsPerUnit, Math.min(Math.ceil(legsPerAccount * wanted), 2 * limit, maxLimit))
}

/**
 * Lists the journals of customers' accounts after an account, from a list of `limit` legs. In the
 * order of keys `:` comes after every digit, and `~` after every account id.
 */
async function listJournals(
  world: World,
  account: string | undefined,
  limit: number,
): Promise<{ journals: Journal[]; isEnd: boolean }> {
  const { partition } = legKey(world, '', 0)
  const from = account === undefined ? 'account/acc_' : `account/${account}/leg/:`
  const items = await world.sandbox.store.list(partition, { from, to: 'account/acc_~', limit })
  const isEnd = items.length < limit
  const byAccount = Map.groupBy(items.map(legs.read), ({ account }) => account)
  // The last journal of the list may be incomplete.
  const incomplete = isEnd ? undefined : [...byAccount.keys()].at(-1)
  const journals = [...byAccount].map(([account, found]) => ({
    account,
    legs: account === incomplete ? undefined : found,
  }))
  return { journals, isEnd }
}
