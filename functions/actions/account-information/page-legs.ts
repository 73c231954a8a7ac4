import { locateLeg } from '#actions/accounts/entries.ts'
import { type LegReader, openLegReader, readLegAt, readLegsAt, secondOf } from '#actions/ledger/journal.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { isDirectionVisible } from './filter.ts'
import { type AccountEntry, compareEntries, type EntryQuery, type LegsByAccount } from './merge.ts'
import { pageNotFound } from './page.ts'
import { customerPrefixesOf } from './reachable-accounts.ts'

/*
 * The legs that one page of transactions shows. A page costs what it shows, however many legs an
 * account has: `Links.Next` carries the number of the next leg of each account, so that the next
 * page begins there without a search.
 */

/**
 * The numbers of the newest legs that a page may show, for each account of the customer at whom the
 * page begins. 0: the page and all after it show none.
 */
export type LegTops = readonly number[]

export const noLegs: LegsByAccount = new Map()

type PageRequest = {
  /** The accounts of each customer of the page. */
  readonly accountsOf: readonly (readonly Account[])[]
  readonly query: EntryQuery
  readonly tops: LegTops | undefined
  /** How many entries the page reads. */
  readonly count: number
}

/**
 * Loads the legs that a page may show, and the last leg before it, by account. `withoutLegs` is the
 * page without legs: it tells where the page ends.
 */
export async function loadPageLegs(
  world: World,
  { accountsOf, query, tops, count }: PageRequest,
  withoutLegs: readonly AccountEntry[],
): Promise<LegsByAccount> {
  if (!hasMoved(world)) return noLegs
  const found = new Map<string, readonly Leg[]>()
  let left = count
  for (const accounts of accountsOf) {
    const customer = accounts[0]?.customer.id
    const isBegun = query.after?.account.customer.id === customer
    const end = Math.min(query.to, query.now, isBegun && query.after ? query.after.entry.at : Number.POSITIVE_INFINITY)
    const numbers = isBegun && tops ? checkTops(tops, accounts) : await findTops(world, accounts, end)
    const readers = accounts.flatMap(({ id }, n) => (numbers[n] ? [openLegReader(world, id, numbers[n])] : []))
    const history = withoutLegs.filter(({ account }) => account.customer.id === customer)
    const shown = await readUntilFull(readers, history, query, left)
    for (const reader of readers) found.set(reader.account, reader.legs())
    left -= history.length + shown
    if (left <= 0) break
  }
  return found
}

/**
 * Reads legs, newest first, until they and the history fill `count` entries or the range ends.
 * Returns how many of them the caller may see.
 */
async function readUntilFull(
  readers: readonly LegReader[],
  history: readonly AccountEntry[],
  query: EntryQuery,
  count: number,
): Promise<number> {
  await Promise.all(readers.map((reader) => reader.next()))
  let [older, shown] = [0, 0]
  for (;;) {
    const reader = readers.reduce<LegReader | undefined>(
      (newest, one) => (one.leg && (!newest?.leg || one.leg.at > newest.leg.at) ? one : newest),
      undefined,
    )
    if (!reader?.leg || secondOf(reader.leg) < query.from) return shown
    while ((history[older]?.entry.at ?? 0) > secondOf(reader.leg)) older++
    if (isDirectionVisible(query, locateLeg(reader.leg).entry)) shown++
    if (older + shown >= count) return shown
    await reader.next()
  }
}

/** Finds the number of the last leg of each account at an instant; 0 where there is none. */
async function findTops(world: World, accounts: readonly Account[], at: number): Promise<LegTops> {
  const [first] = accounts
  if (!first) return []
  if (accounts.length === 1) return [(await readLegAt(world, first.id, at))?.seq ?? 0]
  const lastLegs = await readLegsAt(world, customerPrefixesOf(accounts), at)
  return accounts.map(({ id }) => lastLegs.get(id)?.seq ?? 0)
}

/**
 * Describes where the legs of the next page begin, for `Links.Next`: `.18.0`, one number for each
 * account. Empty if no money has moved, as no leg exists.
 */
export function describeTops(
  world: World,
  accounts: readonly Account[],
  legs: LegsByAccount,
  last: AccountEntry,
): string {
  if (!hasMoved(world)) return ''
  const isOlder = (account: Account, leg: Leg) => compareEntries({ account, ...locateLeg(leg) }, last) > 0
  const numbers = accounts.map((account) => legs.get(account.id)?.findLast((leg) => isOlder(account, leg))?.seq ?? 0)
  return numbers.map((number) => `.${number}`).join('')
}

/** Parses the numbers of a page; undefined if it has none. */
export function parseTops(numbers: readonly string[], page: string | undefined): LegTops | undefined {
  if (numbers.length === 0) return undefined
  if (!numbers.every((number) => /^(0|[1-9]\d{0,8})$/.test(number))) throw pageNotFound(page)
  return numbers.map(Number)
}

function checkTops(tops: LegTops, accounts: readonly Account[]): LegTops {
  if (tops.length !== accounts.length) throw pageNotFound(`.${tops.join('.')}`)
  return tops
}
