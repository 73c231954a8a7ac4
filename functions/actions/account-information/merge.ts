import { iterateEntries, type LocatedEntry } from '#actions/accounts/entries.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import type { World } from '#store/world.ts'
import { type EntryFilter, isDirectionVisible } from './filter.ts'

const productOrder = Object.keys(products) as Product[]

/** An entry, booked or pending, with its account. */
export type AccountEntry = LocatedEntry & { readonly account: Account }

/** Which entries to list: those that pass the filter and come after `after`. */
export type EntryQuery = EntryFilter & {
  readonly now: number
  readonly after: AccountEntry | undefined
}

/** The legs of accounts, by account, as `iterateEntries` takes them. */
export type LegsByAccount = ReadonlyMap<string, readonly Leg[]>

/** Merges the entries of several accounts of one customer, newest first. */
export function* mergeEntries(
  world: World,
  accounts: readonly Account[],
  query: EntryQuery,
  legs: LegsByAccount,
): Generator<AccountEntry> {
  const readers = accounts.map((account) => readNewestFirst(world, account, query, legs.get(account.id)))
  const heads = readers.map((next) => next())
  for (;;) {
    let newest = 0
    for (let n = 1; n < heads.length; n++) if (isBefore(heads[n], heads[newest])) newest = n
    const head = heads[newest]
    if (!head) return
    yield head
    heads[newest] = readers[newest]?.()
  }
}

/**
 * Returns a function that returns the next entry of one account, newest first. A generator around
 * the generator would double the cost.
 */
function readNewestFirst(
  world: World,
  account: Account,
  query: EntryQuery,
  legs: readonly Leg[] | undefined,
): () => AccountEntry | undefined {
  const { from, to, now, after } = query
  const range = { from, to: Math.min(to, after?.entry.at ?? to), now }
  const entries = iterateEntries(world, account, range, legs)[Symbol.iterator]()
  return () => {
    for (let next = entries.next(); !next.done; next = entries.next()) {
      const { month, place, entry, id } = next.value
      if (!isDirectionVisible(query, entry.amount)) continue
      const one = { account, month, place, entry, id }
      if (!after || compareEntries(one, after) > 0) return one
    }
    return undefined
  }
}

/**
 * Returns whether entry `a` comes before entry `b`. An exhausted account (undefined) comes last.
 */
function isBefore(a: AccountEntry | undefined, b: AccountEntry | undefined): boolean {
  return a !== undefined && (b === undefined || compareEntries(a, b) < 0)
}

/**
 * Orders entries newest first. At equal instants the main account comes first, and within an
 * account the later entry.
 */
export function compareEntries(a: AccountEntry, b: AccountEntry): number {
  return (
    b.entry.at - a.entry.at ||
    productOrder.indexOf(a.account.product) - productOrder.indexOf(b.account.product) ||
    b.month - a.month ||
    b.place - a.place
  )
}
