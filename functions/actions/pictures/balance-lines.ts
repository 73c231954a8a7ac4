import { closedSecondOf } from '#actions/accounts/closure.ts'
import { accountBalanceAt } from '#actions/accounts/entries.ts'
import { lastLegAt, readLegsAt, readLegsBelow } from '#actions/ledger/journal.ts'
import { boundedCache } from '#bank/base/bounded-cache.ts'
import { perObject } from '#bank/base/per-object.ts'
import { accountIdPrefixOf } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Edits } from '#bank/worlds/edits.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { type Month, monthAt, startOf } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'

/** How many whole months a picture shows before the current one. */
const monthsShown = 36

/**
 * Returns the months of a picture, oldest first: up to three years, and the current month at the
 * world's now. History begins with the account that was opened first.
 */
export function listMonths(world: World, accounts: readonly Account[]): Month[] {
  const now = monthAt(secondsOf(world))
  const first = Math.max(now - monthsShown, Math.min(now, ...accounts.map(({ firstMonth }) => firstMonth)))
  return Array.from({ length: now - first + 1 }, (_, n) => first + n)
}

/** The balances of one account at the end of months, and last at the world's now. Minor units. */
export type BalanceLine = {
  readonly account: Account
  readonly months: readonly Month[]
  readonly balances: readonly number[]
}

/**
 * Reads the balances of one account of each customer over three years, payments of the world
 * included. Only accounts whose money has moved in the world cost a read of the store each.
 */
export async function readBalanceLines(world: World, accounts: readonly Account[]): Promise<BalanceLine[]> {
  const now = secondsOf(world)
  const prefixes = [...new Set(accounts.map(({ customer }) => accountIdPrefixOf({ customer: customer.id })))]
  const newest = await readLegsAt(world, prefixes, now)
  return Promise.all(
    accounts.map(async (account) => {
      const months = listMonths(world, [account])
      const ends = months.slice(0, -1).map((month) => startOf(month + 1) - 1)
      const leg = newest.get(account.id)
      const legs = leg ? await readLegsBelow(world, leg, ends) : []
      const before = computedBalances(world, account, ends)
      const balances = before.map((balance, n) => balance + balanceOf(lastLegAt(legs, ends[n] as number)))
      return { account, months, balances: [...balances, accountBalanceAt(world, account, now, leg)] }
    }),
  )
}

const balanceOf = (leg: Leg | undefined): number => Number(leg?.balance ?? 0)

const noEdits: Edits = {}
/**
 * Balances by edits, account and months: without this cache a list of the named customers costs
 * 130 ms of CPU instead of 8.
 */
const computed = perObject((_: Edits) => boundedCache<readonly number[]>(500))

/** Computes the balances of an account at instants of the past, without the world's payments. */
function computedBalances(world: World, account: Account, ends: readonly number[]): readonly number[] {
  const { customer, id } = account
  const key = `${customer.key}.${id}.${ends[0]}.${ends.length}.${closedSecondOf(world, id)}`
  return computed(world.edits ?? noEdits)(key, () => ends.map((at) => accountBalanceAt(world, account, at)))
}
