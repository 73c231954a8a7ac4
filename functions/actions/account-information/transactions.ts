import { findOverlayEntry } from '#actions/accounts/entries.ts'
import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { CashAccount } from '#bank/account-information/account.ts'
import { type Transaction, transactionKinds } from '#bank/account-information/transaction.ts'
import { hideFields, perVisibility, type Visibility, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Grant } from '#bank/consents/grant.ts'
import { indicatorOf, money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import { type Account, accountOf } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { startOf } from '#mocks/base/calendar.ts'
import { feeWithin } from '#mocks/base/exchange.ts'
import type { Entry } from '#mocks/history/entry.ts'
import { transactionIdOf } from '#mocks/history/history.ts'
import { monthOf } from '#mocks/history/month.ts'
import type { World } from '#store/world.ts'
import { buildCardInstrument } from './card-instrument.ts'
import { intersectRanges, parseRange } from './date-range.ts'
import { entryFilterOf, isVisible } from './filter.ts'
import { type AccountEntry, type EntryQuery, mergeEntries } from './merge.ts'
import { type Page, pageNotFound } from './page.ts'
import { canReach, listReachableCustomers, reachableAccountsOf, requireAccount } from './reachable-accounts.ts'
import { findStatementPeriod } from './statements.ts'

/**
 * A page of transactions, newest first, each as the JSON text of OBTransaction6. `next` is the id
 * of the last transaction of the page if more follow.
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
export function listAccountTransactions(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  query: TransactionQuery,
): TransactionPage {
  const account = requireAccount(world, grant, accountId)
  const entryQuery = buildQuery(world, grant, query)
  if (entryQuery.after && entryQuery.after.account.id !== account.id) throw pageNotFound(query.page)
  return buildPage(world, grant, [account], [mergeEntries(world, [account], entryQuery)])
}

/** Lists one page of the transactions of a statement, newest first. */
export function listStatementTransactions(
  world: World,
  grant: Grant<'accounts'>,
  { AccountId, StatementId }: { AccountId: string; StatementId: string },
  page: string | undefined,
): TransactionPage {
  const account = requireAccount(world, grant, AccountId)
  const whole = buildQuery(world, grant, { page })
  const entryQuery = { ...whole, ...intersectRanges(whole, findStatementPeriod(world, grant, AccountId, StatementId)) }
  if (entryQuery.after && (entryQuery.after.account.id !== account.id || entryQuery.after.entry.at > entryQuery.to))
    throw pageNotFound(page)
  return buildPage(world, grant, [account], [mergeEntries(world, [account], entryQuery)])
}

/**
 * Lists one page of the transactions of all reachable accounts. A token for every customer lists
 * customer by customer, newest first within each.
 */
export function listTransactions(world: World, grant: Grant<'accounts'>, query: TransactionQuery): TransactionPage {
  const isCustomer = query.page?.startsWith('cus_')
  const entryQuery = buildQuery(world, grant, isCustomer ? { ...query, page: undefined } : query)
  const begin = isCustomer ? query.page : grant.customer === 'all' ? entryQuery.after?.account.customer.id : undefined
  const { customers, next } = listReachableCustomers(world, grant, begin)
  const accountsOf = customers.map((customer) => reachableAccountsOf(world, grant, customer))
  const histories = customers.map((customer, n) => {
    const after = entryQuery.after?.account.customer.id === customer.id ? entryQuery.after : undefined
    return mergeEntries(world, accountsOf[n] ?? [], { ...entryQuery, after })
  })
  const page = buildPage(world, grant, accountsOf.flat(), histories)
  return { ...page, next: page.next ?? next }
}

/**
 * Returns the id of an entry: its own, or one from its place in the history. A page begins after an
 * id, not at a number, so new bookings do not move it.
 */
const entryIdOf = (item: AccountEntry): string => item.id ?? transactionIdOf(item.account, item)

/** Builds one page from several histories, one after the other, and `next` if more follow. */
function buildPage(
  world: World,
  { access }: Grant<'accounts'>,
  accounts: readonly Account[],
  histories: readonly Iterable<AccountEntry>[],
): TransactionPage {
  const found = takeFirst(histories, transactionsPerPage + 1)
  const shown = found.slice(0, transactionsPerPage)
  const hasMore = found.length > shown.length
  const depth = visibilityOf('Transaction', access)
  // Entries are booked at whole seconds, so rounding inwards keeps exactly to the window.
  const first = Math.ceil(Math.max(access.from, Math.min(...accounts.map(({ firstMonth }) => startOf(firstMonth)))))
  const last = Math.floor(Math.min(access.to, secondsOf(world)))
  return {
    items: shown.map((one) => transactionTextOf(world, one, depth)),
    next: hasMore ? entryIdOf(shown.at(-1) as AccountEntry) : undefined,
    ...(first <= last && { first: isoOf(first), last: isoOf(last) }),
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

/**
 * The JSON text of each entry. What the seed computes never changes, so a text is kept as long as
 * its entry object. Without it a page costs 365 us of CPU instead of 103.
 */
const textCaches = perVisibility(() => new WeakMap<Entry, string>())

function transactionTextOf(world: World, item: AccountEntry, depth: Visibility): string {
  // A pending entry changes when it is booked, so its text is not kept.
  const isPending = item.entry.at > secondsOf(world)
  let text = isPending ? undefined : textCaches[depth].get(item.entry)
  if (text === undefined) {
    text = JSON.stringify(hideFields(depth, 'Transaction', buildTransaction(world, item, depth)))
    if (!isPending) textCaches[depth].set(item.entry, text)
  }
  return text
}

function buildTransaction(world: World, item: AccountEntry, depth: Visibility): Transaction {
  const { account, entry } = item
  const { code, subCode, own } = transactionKinds[entry.kind]
  const { currency } = account
  const amount = BigInt(entry.amount)
  const balance = BigInt(entry.balance)
  const at = isoOf(entry.at)
  const isPending = entry.at > secondsOf(world)
  const hasNoOther = entry.mcc || entry.party === 'Sandbank'
  const other = hasNoOther
    ? undefined
    : (orderCounterpartyOf(entry) ?? buildCounterpartyAccount(world, account.customer, entry.party, entry.own, depth))
  return {
    AccountId: account.id,
    TransactionId: entryIdOf(item),
    ...(entry.reference && { TransactionReference: entry.reference }),
    CreditDebitIndicator: indicatorOf(amount),
    Status: isPending ? 'PDNG' : 'BOOK',
    TransactionMutability: isPending ? 'Mutable' : 'Immutable',
    BookingDateTime: at,
    ValueDateTime: isoOf(entry.made),
    TransactionInformation: entry.reference ? `${entry.party} ${entry.reference}` : entry.party,
    Amount: money(amount, currency),
    BankTransactionCode: { Code: code, SubCode: subCode },
    ProprietaryBankTransactionCode: { Code: own, Issuer: 'Sandbank' },
    ...(!isPending && {
      Balance: { CreditDebitIndicator: indicatorOf(balance), Type: 'ITBD', Amount: money(balance, currency) },
    }),
    ...buildExchange(item),
    ...(entry.mcc && { MerchantDetails: { MerchantName: entry.party, MerchantCategoryCode: entry.mcc } }),
    ...(code === 'CCRD' && { CardInstrument: buildCardInstrument(world, account, entry) }),
    ...(other && (amount < 0n ? { CreditorAccount: other } : { DebtorAccount: other })),
  }
}

/** Returns the counterparty as the payment order names it, if any. */
const orderCounterpartyOf = ({ other, party }: Entry): CashAccount | undefined =>
  other && { SchemeName: other.scheme as CashAccount['SchemeName'], Identification: other.identification, Name: party }

/**
 * Builds the exchange of an entry: currency and rate, and for a purchase abroad the fee within its
 * amount.
 */
function buildExchange({ account, entry }: AccountEntry): Pick<Transaction, 'CurrencyExchange' | 'ChargeAmount'> {
  const { exchange } = entry
  if (!exchange) return {}
  const isPurchase = exchange.currency !== account.currency
  const CurrencyExchange = {
    SourceCurrency: isPurchase ? exchange.currency : 'GBP',
    TargetCurrency: account.currency,
    UnitCurrency: 'GBP',
    ExchangeRate: exchange.rate,
    InstructedAmount: money(BigInt(exchange.amount), exchange.currency),
  }
  const fee = feeWithin(entry.amount, exchange)
  return { CurrencyExchange, ...(isPurchase && fee > 0 && { ChargeAmount: money(BigInt(fee), account.currency) }) }
}

function buildQuery(world: World, grant: Grant<'accounts'>, query: TransactionQuery): EntryQuery {
  const filter = entryFilterOf(grant.access)
  const range = parseRange(query, 'fromBookingDateTime', 'toBookingDateTime')
  const after = query.page === undefined ? undefined : requireEntry(world, query.page)
  // Rejects an entry that the caller may not see. Otherwise guessed ids would reveal which entries
  // exist.
  if (after && !(canReach(grant, after.account) && isVisible(filter, after.entry))) throw pageNotFound(query.page)
  const { from, to } = intersectRanges(filter, range)
  return { ...filter, from, to, now: secondsOf(world), after }
}

/** Returns the entry of an id, or rejects the page. */
function requireEntry(world: World, id: string): AccountEntry {
  const item = findOverlayEntryById(world, id) ?? findHistoricEntry(world, id)
  if (!item || item.entry.made > secondsOf(world)) throw pageNotFound(id)
  return item
}

/**
 * Finds an entry of an edit or a payment by id. The id names its account, and the overlay knows the
 * rest.
 */
function findOverlayEntryById(world: World, id: string): AccountEntry | undefined {
  const [, name] = /^tx_([a-z0-9_-]+)_(?:x[0-9a-f]{12}|l[1-9]\d{0,8})$/.exec(id) ?? []
  const account = name === undefined ? undefined : findAccount(world, `acc_${name}`)
  const extra = account && findOverlayEntry(world, account, id)
  return extra && { account, ...extra }
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
