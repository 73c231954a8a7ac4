import { type Account, products } from '#mocks/account.ts'
import type { Bank } from '#mocks/bank.ts'
import { newestFirst, type Placed } from '#mocks/history.ts'

/** One booked entry and the account it stands on. */
export type Booked = Placed & { readonly account: Account }

/** Which entries: between two instants (epoch seconds, included), and older than one that was already seen. */
export type Walk = { readonly from: number; readonly to: number; readonly after: Booked | undefined }

/** Entries of some accounts of one customer, newest first over all of them. */
export function* merged(bank: Bank, accounts: readonly Account[], { from, to, after }: Walk): Generator<Booked> {
  const walks = accounts.map(function* (account): Generator<Booked, undefined> {
    for (const { month, place, entry } of newestFirst(bank, account, {
      from,
      to: Math.min(to, after?.entry.at ?? to),
    })) {
      const one = { account, month, place, entry }
      if (!after || order(one, after) > 0) yield one
    }
  })
  const heads = walks.map((walk) => walk.next().value)
  for (;;) {
    let newest = -1
    for (const [n, head] of heads.entries()) {
      if (head && (newest < 0 || order(head, heads[newest] as Booked) < 0)) newest = n
    }
    if (newest < 0) return
    yield heads[newest] as Booked
    heads[newest] = walks[newest]?.next().value
  }
}

/** Newest first; of equal instants the current account first, and of one account the later entry. */
function order(a: Booked, b: Booked): number {
  return (
    b.entry.at - a.entry.at ||
    products.indexOf(a.account.product) - products.indexOf(b.account.product) ||
    b.month - a.month ||
    b.place - a.place
  )
}
