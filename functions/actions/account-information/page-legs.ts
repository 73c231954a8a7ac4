import { locateLeg } from '#actions/accounts/entries.ts'
import { LegReader, secondOf } from '#actions/ledger/journal.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { isDirectionVisible } from './filter.ts'
import { type AccountEntry, compareEntries, type EntryQuery, type LegsByAccount, mergeEntries } from './merge.ts'
import { pageNotFound } from './page.ts'
import { readLegsOfAccountsAt } from './reachable-accounts.ts'

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

/** Loads the legs that a page may show, and the last leg before it, by account. */
export async function loadPageLegs(
  world: World,
  { accountsOf, query, tops, count }: PageRequest,
): Promise<LegsByAccount> {
  if (!hasMoved(world)) return noLegs
  const found = new Map<string, readonly Leg[]>()
  let left = count
  for (const accounts of accountsOf) {
    const own = queryFor(accounts, query)
    const numbers = own.after && tops ? checkTops(tops, accounts) : await findTops(world, accounts, own)
    const readers = accounts.flatMap(({ id }, n) => (numbers[n] ? [new LegReader(world, id, numbers[n])] : []))
    const history = mergeEntries(world, accounts, own, noLegs)
    if (readers.length > 0) left -= await readUntilFull(readers, history, own, left)
    for (const reader of readers) found.set(reader.account, reader.legs())
    // Few pages reach a second customer: only then is the rest of the first one's history counted.
    if (accounts !== accountsOf.at(-1)) left -= [...history.take(left)].length
    if (left <= 0) break
  }
  return found
}

/** Returns the query of one customer's accounts: only the customer of `after` begins after it. */
export const queryFor = (accounts: readonly Account[], query: EntryQuery): EntryQuery =>
  query.after?.account.customer.id === accounts[0]?.customer.id ? query : { ...query, after: undefined }

/**
 * Reads legs, newest first, until they and the history without legs fill `count` entries, or the
 * range ends. Returns how many entries that were.
 */
async function readUntilFull(
  readers: readonly LegReader[],
  history: Iterator<AccountEntry>,
  query: EntryQuery,
  count: number,
): Promise<number> {
  for (const reader of readers) await reader.readNext()
  let filled = 0
  let next: IteratorResult<AccountEntry> | undefined
  for (;;) {
    const reader = newestOf(readers)
    const leg = reader.leg
    if (!leg || secondOf(leg) < query.from) return filled
    if (isDirectionVisible(query, Number(leg.amount))) filled++
    if (filled >= count) return filled
    if (reader.readKnown()) continue
    // The history is computed only if another leg costs something.
    for (next ??= history.next(); !next.done && next.value.entry.at > secondOf(leg); next = history.next()) filled++
    if (filled >= count) return filled
    await reader.readNext()
  }
}

/** Returns the reader whose leg is the newest. A reader at its end comes last. */
function newestOf(readers: readonly LegReader[]): LegReader {
  let newest = readers[0] as LegReader
  if (readers.length === 1) return newest
  for (const reader of readers) if ((reader.leg?.at ?? 0) > (newest.leg?.at ?? 0)) newest = reader
  return newest
}

/**
 * Finds the number of the newest leg of each account that a query allows; 0 where there is none.
 */
async function findTops(world: World, accounts: readonly Account[], { to, now, after }: EntryQuery): Promise<LegTops> {
  const at = Math.min(to, now, after?.entry.at ?? to)
  const lastLegs = await readLegsOfAccountsAt(world, accounts, at)
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
  const isOlder = (account: Account, leg: Leg) =>
    secondOf(leg) < last.entry.at ||
    (secondOf(leg) === last.entry.at && compareEntries({ account, ...locateLeg(leg) }, last) > 0)
  const lastSeq = Number(/_l(\d+)$/.exec(last.id ?? '')?.[1] ?? 0)
  const numbers = accounts.map((account) => {
    if (lastSeq > 0 && account.id === last.account.id) return lastSeq - 1
    return legs.get(account.id)?.findLast((leg) => isOlder(account, leg))?.seq ?? 0
  })
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
