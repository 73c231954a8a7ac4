import { iterateEntries, type LocatedEntry } from '#actions/accounts/entries.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { type Product, products } from '#mocks/accounts/products.ts'
import type { World } from '#store/world.ts'
import { type EntryFilter, isDirectionVisible } from './filter.ts'

const listed = Object.keys(products) as Product[]

/** One entry, booked or pending, and the account it stands on. */
export type AccountEntry = LocatedEntry & { readonly account: Account }

/**
 * Which entries are asked for: of those that may be seen, the ones older than one that came before.
 */
export type EntryQuery = EntryFilter & {
  readonly now: number
  readonly after: AccountEntry | undefined
}

/** Entries of some accounts of one customer, newest first over all of them. */
export function* mergeEntries(world: World, accounts: readonly Account[], asked: EntryQuery): Generator<AccountEntry> {
  const walks = accounts.map((account) => walk(world, account, asked))
  const heads = walks.map((next) => next())
  for (;;) {
    let newest = 0
    for (let n = 1; n < heads.length; n++) if (isBefore(heads[n], heads[newest])) newest = n
    const head = heads[newest]
    if (!head) return
    yield head
    heads[newest] = walks[newest]?.()
  }
}

/**
 * Entries of one account, newest first: each call gives the next. A generator around the generator
 * would cost as much again.
 */
function walk(world: World, account: Account, asked: EntryQuery): () => AccountEntry | undefined {
  const { from, to, now, after } = asked
  const entries = iterateEntries(world, account, { from, to: Math.min(to, after?.entry.at ?? to), now })[
    Symbol.iterator
  ]()
  return () => {
    for (let next = entries.next(); !next.done; next = entries.next()) {
      const { month, place, entry, id } = next.value
      if (!isDirectionVisible(asked, entry)) continue
      const one = { account, month, place, entry, id }
      if (!after || order(one, after) > 0) return one
    }
    return undefined
  }
}

/** Whether a head comes first; a walk that has ended comes last. */
function isBefore(a: AccountEntry | undefined, b: AccountEntry | undefined): boolean {
  return a !== undefined && (b === undefined || order(a, b) < 0)
}

/** Newest first; of equal instants the main account first, and of one account the later entry. */
function order(a: AccountEntry, b: AccountEntry): number {
  return (
    b.entry.at - a.entry.at ||
    listed.indexOf(a.account.product) - listed.indexOf(b.account.product) ||
    b.month - a.month ||
    b.place - a.place
  )
}
