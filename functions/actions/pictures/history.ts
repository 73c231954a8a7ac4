import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { LegReader, readLegsAt, secondOf } from '#actions/ledger/journal.ts'
import { accountIdPrefixOf } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { type Month, monthAt, secondsPerDay, startOf } from '#mocks/base/calendar.ts'
import { rateOn } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'

/** The booked entries of one account in the months of a picture, payments of the world included. */
export type AccountHistory = {
  readonly account: Account
  /** Oldest first. */
  readonly entries: readonly Entry[]
  /** The balance before the first entry. */
  readonly opening: number
  /** At the end of each month, and last at the world's now; undefined before it was opened. */
  readonly balances: readonly (number | undefined)[]
}

/** The most payments of the world that one account's picture reads, the newest first. */
const mostLegs = 2_000

/** Reads what happened on the accounts of one customer in some months up to the world's now. */
export async function readHistories(
  world: World,
  accounts: readonly Account[],
  months: readonly Month[],
): Promise<AccountHistory[]> {
  const now = secondsOf(world)
  const from = startOf(months[0] as Month)
  const prefixes = [...new Set(accounts.map(({ customer }) => accountIdPrefixOf({ customer: customer.id })))]
  const newest = await readLegsAt(world, prefixes, now)
  return Promise.all(
    accounts.map(async (account) => {
      const leg = newest.get(account.id)
      const legs = leg ? await readLegsFrom(world, leg, from) : []
      const range = { from, to: now, now }
      const entries = [...iterateEntries(world, account, range, legs)].flatMap(({ entry }) =>
        entry.at <= now ? [entry] : [],
      )
      entries.reverse()
      const [first] = entries
      const opening = first ? first.balance - first.amount : accountBalanceAt(world, account, now, leg)
      return { account, entries, opening, balances: listBalances(account, entries, opening, months) }
    }),
  )
}

/** Reads the legs of an account since an instant, and the last one before it, oldest first. */
async function readLegsFrom(world: World, newest: Leg, from: number): Promise<readonly Leg[]> {
  const reader = new LegReader(world, newest.account, newest.seq)
  let read = 0
  do await reader.readNext()
  while (reader.leg && secondOf(reader.leg) >= from && ++read < mostLegs)
  return reader.legs()
}

function listBalances(
  { firstMonth }: Account,
  entries: readonly Entry[],
  opening: number,
  months: readonly Month[],
): (number | undefined)[] {
  let balance = opening
  let next = 0
  return months.map((month) => {
    const end = startOf(month + 1)
    for (; next < entries.length && (entries[next] as Entry).at < end; next++)
      balance = (entries[next] as Entry).balance
    return month < firstMonth ? undefined : balance
  })
}

/** Returns the index of an instant's month in the months of a picture. */
export const monthIndexOf = (months: readonly Month[], { at }: { readonly at: number }): number =>
  monthAt(at) - (months[0] as Month)

/** Converts minor units of an account's currency on a day (epoch seconds) to pence. */
export const convertToPence = (
  { seed }: Customer,
  { currency }: Pick<Account, 'currency'>,
  amount: number,
  at: number,
): number => (currency === 'GBP' ? amount : Math.round(amount / rateOn(seed, currency, Math.floor(at / secondsPerDay))))
