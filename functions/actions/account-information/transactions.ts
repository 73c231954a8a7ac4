import { findEditedEntry, locateLeg } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { readLeg } from '#actions/ledger/journal.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import { visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import { type Account, accountOf } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { startOf } from '#mocks/base/calendar.ts'
import { monthOf } from '#mocks/history/month.ts'
import type { World } from '#store/world.ts'
import { intersectRanges, parseRange } from './date-range.ts'
import { entryFilterOf, isVisible } from './filter.ts'
import { type AccountEntry, type EntryQuery, mergeEntries } from './merge.ts'
import { type Page, pageNotFound } from './page.ts'
import { describeTops, type LegTops, loadPageLegs, parseTops, queryFor } from './page-legs.ts'
import { canReach, listReachableCustomers, reachableAccountsOf, requireAccount } from './reachable-accounts.ts'
import { findStatementPeriod } from './statements.ts'
import { entryIdOf, transactionTextOf } from './transaction-text.ts'

/**
 * A page of transactions, newest first, each as the JSON text of OBTransaction6. If more
 * follow, `next` is the id of the last transaction of the page and the numbers of the next legs.
 * `first` and `last` are the bounds of what the grant can read. They are absent if it can read
 * nothing.
 */
export type TransactionPage = Page<string> & { readonly first?: string; readonly last?: string }

/** The query of a list of transactions: ISO instants, and the id of the entry before the page. */
type TransactionQuery = {
  fromBookingDateTime?: string | undefined
  toBookingDateTime?: string | undefined
  page?: string | undefined
}

const transactionsPerPage = 50

/** Lists one page of an account's transactions. */
export async function listAccountTransactions(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  query: TransactionQuery,
): Promise<TransactionPage> {
  const account = requireAccount(world, grant, accountId)
  const { entryQuery, tops } = await buildQuery(world, grant, query)
  if (entryQuery.after && entryQuery.after.account.id !== account.id) throw pageNotFound(query.page)
  return buildPage(world, grant, [[account]], entryQuery, tops)
}

/** Lists one page of the transactions of a statement, newest first. */
export async function listStatementTransactions(
  world: World,
  grant: Grant<'accounts'>,
  { AccountId, StatementId }: { AccountId: string; StatementId: string },
  page: string | undefined,
): Promise<TransactionPage> {
  const account = requireAccount(world, grant, AccountId)
  const { entryQuery: whole, tops } = await buildQuery(world, grant, { page })
  const period = intersectRanges(whole, findStatementPeriod(world, grant, AccountId, StatementId))
  if (whole.after && (whole.after.account.id !== account.id || whole.after.entry.at > period.to))
    throw pageNotFound(page)
  return buildPage(world, grant, [[account]], { ...whole, ...period }, tops)
}

/**
 * Lists one page of the transactions of all reachable accounts. A token for every customer lists
 * customer by customer, newest first within each.
 */
export async function listTransactions(
  world: World,
  grant: Grant<'accounts'>,
  query: TransactionQuery,
): Promise<TransactionPage> {
  const isCustomer = query.page?.startsWith('cus_')
  const { entryQuery, tops } = await buildQuery(world, grant, isCustomer ? { ...query, page: undefined } : query)
  const begin = isCustomer ? query.page : grant.customer === 'all' ? entryQuery.after?.account.customer.id : undefined
  const { customers, next } = listReachableCustomers(world, grant, begin)
  const accountsOf = customers.map((customer) => reachableAccountsOf(world, grant, customer))
  const page = await buildPage(world, grant, accountsOf, entryQuery, tops)
  return { ...page, next: page.next ?? next }
}

/**
 * Returns one transaction of an account as the JSON text of OBTransaction6, and the payment that it
 * belongs to, if a payment of this world booked it. Returns undefined if the account has no such
 * transaction that the grant may see.
 */
export async function findTransaction(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  transactionId: string,
): Promise<{ readonly text: string; readonly payment: string | undefined } | undefined> {
  const account = requireAccount(world, grant, accountId)
  const found = (await findOverlayEntry(world, transactionId)) ?? findHistoricEntry(world, transactionId)
  if (found?.account.id !== account.id) return undefined
  // Its list knows its balance, and whether the account was open then.
  const at = isoOf(found.entry.at)
  let page: string | undefined
  do {
    const query = { fromBookingDateTime: at, toBookingDateTime: at, page }
    const { items, next } = await listAccountTransactions(world, grant, accountId, query)
    const text = items.find((item) => (JSON.parse(item) as { TransactionId: string }).TransactionId === transactionId)
    if (text !== undefined) return { text, payment: await findPaymentOf(world, account, transactionId) }
    page = next
  } while (page !== undefined)
  return undefined
}

/**
 * Builds one page of the accounts of several customers, one customer after the other, and `next` if
 * more follow. `tops` are the numbers of the legs at which the page begins.
 */
async function buildPage(
  world: World,
  { access }: Grant<'accounts'>,
  accountsOf: readonly (readonly Account[])[],
  query: EntryQuery,
  tops: LegTops | undefined,
): Promise<TransactionPage> {
  const legs = await loadPageLegs(world, { accountsOf, query, tops, count: transactionsPerPage + 1 })
  const histories = accountsOf.map((accounts) => mergeEntries(world, accounts, queryFor(accounts, query), legs))
  const found = takeFirst(histories, transactionsPerPage + 1)
  const shown = found.slice(0, transactionsPerPage)
  const last = found.length > shown.length ? (shown.at(-1) as AccountEntry) : undefined
  const depth = visibilityOf('Transaction', access)
  const firstMonth = Math.min(...accountsOf.flat().map((account) => account.firstMonth))
  // Entries are booked at whole seconds, so rounding inwards keeps exactly to the window.
  const bounds = [Math.ceil(Math.max(access.from, startOf(firstMonth))), Math.floor(Math.min(access.to, query.now))]
  const [from, to] = bounds as [number, number]
  const own = accountsOf.find(([account]) => account?.customer.id === last?.account.customer.id) ?? []
  return {
    items: shown.map((one) => transactionTextOf(world, one, depth)),
    next: last && entryIdOf(last) + describeTops(world, own, legs, last),
    ...(from <= to && { first: isoOf(from), last: isoOf(to) }),
  }
}

/**
 * Takes the first `count` entries of several histories. A history is not read before the previous
 * one ends.
 */
function takeFirst(histories: readonly Iterable<AccountEntry>[], count: number): AccountEntry[] {
  const found: AccountEntry[] = []
  for (const history of histories) {
    for (const one of history) if (found.push(one) === count) return found
  }
  return found
}

async function buildQuery(
  world: World,
  grant: Grant<'accounts'>,
  query: TransactionQuery,
): Promise<{ entryQuery: EntryQuery; tops: LegTops | undefined }> {
  const filter = entryFilterOf(grant.access)
  const range = parseRange(query, 'fromBookingDateTime', 'toBookingDateTime')
  const [id = '', ...numbers] = query.page?.split('.') ?? []
  const after = query.page === undefined ? undefined : await requireEntry(world, id, query.page)
  // Rejects an entry that the caller may not see. Otherwise guessed ids would reveal which entries
  // exist.
  if (after && !(canReach(grant, after.account) && isVisible(filter, after.entry))) throw pageNotFound(query.page)
  const { from, to } = intersectRanges(filter, range)
  return { entryQuery: { ...filter, from, to, now: secondsOf(world), after }, tops: parseTops(numbers, query.page) }
}

/** Finds the payment that booked a transaction. Only a leg has one, and its number is in the id. */
async function findPaymentOf(world: World, { id }: Account, transactionId: string): Promise<string | undefined> {
  const [, seq] = /_l([1-9]\d{0,8})$/.exec(transactionId) ?? []
  return seq === undefined ? undefined : (await readLeg(world, id, Number(seq)))?.payment
}

/** Returns the entry of an id, or rejects the page. */
async function requireEntry(world: World, id: string, page: string): Promise<AccountEntry> {
  const item = (await findOverlayEntry(world, id)) ?? findHistoricEntry(world, id)
  if (!item || item.entry.made > secondsOf(world)) throw pageNotFound(page)
  return item
}

/** Finds the entry of an edit or a payment by id. The id names its account. */
async function findOverlayEntry(world: World, id: string): Promise<AccountEntry | undefined> {
  const [, name, seq] = /^tx_([a-z0-9_-]+)_(?:x[0-9a-f]{12}|l([1-9]\d{0,8}))$/.exec(id) ?? []
  const account = name === undefined ? undefined : findAccount(world, `acc_${name}`)
  if (!account) return undefined
  if (seq === undefined) {
    const edited = findEditedEntry(world, account, id)
    return edited && { account, ...edited }
  }
  const leg = hasMoved(world) ? await readLeg(world, account.id, Number(seq)) : undefined
  return leg && { account, ...locateLeg(leg) }
}

function findHistoricEntry(world: World, id: string): AccountEntry | undefined {
  const match = /^tx_(\d{1,7})_([a-z]+)_(\d{5})_(\d{1,4})$/.exec(id)
  const bank = bankOf(world)
  const account = match ? accountOf(bank, `acc_${match[1]}_${match[2]}`) : undefined
  const [month, place] = [Number(match?.[3]), Number(match?.[4])]
  if (!account || month < account.firstMonth) return undefined
  const entry = monthOf(bank, account, month).entries[place]
  return entry && { account, month, place, entry }
}
