import { findOverlayEntry } from '#actions/accounts/entries.ts'
import { buildCounterpartyAccount } from '#actions/accounts/identification.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import type { CashAccount } from '#bank/account-information/account.ts'
import { type Transaction, type TransactionKind, transactionKinds } from '#bank/account-information/transaction.ts'
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
import {
  canReach,
  listReachableCustomers,
  type Page,
  pageNotFound,
  reachableAccountsOf,
  requireAccount,
} from './access.ts'
import { intersectRanges, parseRange } from './date-range.ts'
import { entryFilterOf, isVisible } from './filter.ts'
import { type AccountEntry, type EntryQuery, mergeEntries } from './merge.ts'
import { findStatementPeriod } from './statements.ts'

/**
 * A page, newest first, each transaction as JSON text of OBTransaction6; `next` is the id of the
 * last where more follow.
 * `first` and `last` bound what there is for the grant; they are absent where that is nothing.
 */
export type TransactionPage = Page<string> & { readonly first?: string; readonly last?: string }

/** What a caller may ask for: ISO instants, and the id of the entry after which the page begins. */
type TransactionQuery = {
  fromBookingDateTime?: string | undefined
  toBookingDateTime?: string | undefined
  page?: string | undefined
}

const transactionsPerPage = 50

/** A page of one account's transactions; refused where it is out of reach. */
export function listAccountTransactions(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  query: TransactionQuery,
): TransactionPage {
  const account = requireAccount(world, grant, accountId)
  const walk = walkOf(world, grant, query)
  if (walk.after && walk.after.account.id !== account.id) throw pageNotFound(query.page)
  return paged(world, grant, [account], [mergeEntries(world, [account], walk)])
}

/** The transactions of one statement, newest first. */
export function listStatementTransactions(
  world: World,
  grant: Grant<'accounts'>,
  { AccountId, StatementId }: { AccountId: string; StatementId: string },
  page: string | undefined,
): TransactionPage {
  const account = requireAccount(world, grant, AccountId)
  const whole = walkOf(world, grant, { page })
  const walk = { ...whole, ...intersectRanges(whole, findStatementPeriod(world, grant, AccountId, StatementId)) }
  if (walk.after && (walk.after.account.id !== account.id || walk.after.entry.at > walk.to)) throw pageNotFound(page)
  return paged(world, grant, [account], [mergeEntries(world, [account], walk)])
}

/**
 * Over all accounts that the grant reaches. A token for everybody walks from customer to customer,
 * newest first within each.
 */
export function listTransactions(world: World, grant: Grant<'accounts'>, query: TransactionQuery): TransactionPage {
  const isCustomer = query.page?.startsWith('cus_')
  const walk = walkOf(world, grant, isCustomer ? { ...query, page: undefined } : query)
  const begin = isCustomer ? query.page : grant.customer === 'all' ? walk.after?.account.customer.id : undefined
  const { customers, next } = listReachableCustomers(world, grant, begin)
  const accountsOf = customers.map((customer) => reachableAccountsOf(world, grant, customer))
  const histories = customers.map((customer, n) => {
    const after = walk.after?.account.customer.id === customer.id ? walk.after : undefined
    return mergeEntries(world, accountsOf[n] ?? [], { ...walk, after })
  })
  const page = paged(world, grant, accountsOf.flat(), histories)
  return { ...page, next: page.next ?? next }
}

/**
 * An id of its own, or the place in the history. A page begins after an id and not at a number:
 * what is booked meanwhile moves nothing.
 */
const idOf = (booked: AccountEntry): string => booked.id ?? transactionIdOf(booked.account, booked)

/** As many as fit a page, of one history after the other, and whether one more would follow. */
function paged(
  world: World,
  { access }: Grant<'accounts'>,
  accounts: readonly Account[],
  histories: readonly Iterable<AccountEntry>[],
): TransactionPage {
  const found = firstOf(histories, transactionsPerPage + 1)
  const booked = found.slice(0, transactionsPerPage)
  const hasMore = found.length > booked.length
  const depth = visibilityOf('Transaction', access)
  // Nothing is booked between two whole seconds, so rounding inwards keeps to the window to the
  // fraction.
  const first = Math.ceil(Math.max(access.from, Math.min(...accounts.map(({ firstMonth }) => startOf(firstMonth)))))
  const last = Math.floor(Math.min(access.to, secondsOf(world)))
  return {
    items: booked.map((one) => textOf(world, one, depth)),
    next: hasMore ? idOf(booked.at(-1) as AccountEntry) : undefined,
    ...(first <= last && { first: isoOf(first), last: isoOf(last) }),
  }
}

/** The first so many of some histories. None is begun before the one before it has ended. */
function firstOf(histories: readonly Iterable<AccountEntry>[], count: number): AccountEntry[] {
  const found: AccountEntry[] = []
  for (const history of histories) {
    for (const one of history) if (found.push(one) === count) return found
  }
  return found
}

/**
 * The text of an entry lives as long as the entry itself: what the seed computes never changes, so
 * no text is ever stale.
 */
const texts = perVisibility(() => new WeakMap<Entry, string>())

function textOf(world: World, booked: AccountEntry, depth: Visibility): string {
  // What is pending will change once, when it is booked: only then is its text kept.
  const isPending = booked.entry.at > secondsOf(world)
  let text = isPending ? undefined : texts[depth].get(booked.entry)
  if (text === undefined) {
    text = JSON.stringify(hideFields(depth, 'Transaction', view(world, booked, depth)))
    if (!isPending) texts[depth].set(booked.entry, text)
  }
  return text
}

function view(world: World, booked: AccountEntry, depth: Visibility): Transaction {
  const { account, entry } = booked
  const { code, subCode, own } = transactionKinds[entry.kind]
  const { currency } = account
  const amount = BigInt(entry.amount)
  const balance = BigInt(entry.balance)
  const at = isoOf(entry.at)
  const isPending = entry.at > secondsOf(world)
  const hasNoOther = entry.mcc || entry.party === 'Sandbank'
  const other = hasNoOther
    ? undefined
    : (writtenOn(entry) ?? buildCounterpartyAccount(world, account.customer, entry.party, entry.own, depth))
  return {
    AccountId: account.id,
    TransactionId: idOf(booked),
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
    ...exchangeOf(booked),
    ...(entry.mcc && { MerchantDetails: { MerchantName: entry.party, MerchantCategoryCode: entry.mcc } }),
    ...(byCard.has(entry.kind) && {
      CardInstrument: { CardSchemeName: 'VISA', AuthorisationType: authorisationOf(entry) },
    }),
    ...(other && (amount < 0n ? { CreditorAccount: other } : { DebtorAccount: other })),
  }
}

/** The other side as a payment order names it. */
const writtenOn = ({ other, party }: Entry): CashAccount | undefined =>
  other && { SchemeName: other.scheme as CashAccount['SchemeName'], Identification: other.identification, Name: party }

const byCard: ReadonlySet<TransactionKind> = new Set(['card-purchase', 'credit-card-purchase', 'cash-withdrawal'])

/** Small sums are paid by a wave of the card, machines and large sums ask for the PIN. */
function authorisationOf({ kind, amount }: Entry): 'Contactless' | 'PIN' | 'ConsumerDevice' {
  if (kind === 'cash-withdrawal') return 'PIN'
  return amount > -10_000 ? 'Contactless' : amount % 2 === 0 ? 'PIN' : 'ConsumerDevice'
}

/** A purchase abroad: its own currency and rate, and the fee that is within the amount. */
function exchangeOf({ account, entry }: AccountEntry): Pick<Transaction, 'CurrencyExchange' | 'ChargeAmount'> {
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

function walkOf(world: World, grant: Grant<'accounts'>, query: TransactionQuery): EntryQuery {
  const scene = entryFilterOf(grant.access)
  const range = parseRange(query, 'fromBookingDateTime', 'toBookingDateTime')
  const after = query.page === undefined ? undefined : placeOf(world, query.page)
  // An entry that may not be seen ends no page, so none begins after it: whoever tries ids learns
  // nothing.
  if (after && !(canReach(grant, after.account) && isVisible(scene, after.entry))) throw pageNotFound(query.page)
  const { from, to } = intersectRanges(scene, range)
  return { ...scene, from, to, now: secondsOf(world), after }
}

/** The entry of an id, or a refusal of the page. */
function placeOf(world: World, id: string): AccountEntry {
  const booked = extraOf(world, id) ?? historicOf(world, id)
  if (!booked || booked.entry.made > secondsOf(world)) throw pageNotFound(id)
  return booked
}

/**
 * An entry that lies over the history, of an edit or a payment: its id tells its account, and the
 * rest only the overlay knows.
 */
function extraOf(world: World, id: string): AccountEntry | undefined {
  const [, name] = /^tx_([a-z0-9_-]+)_(?:x[0-9a-f]{12}|l[1-9]\d{0,8})$/.exec(id) ?? []
  const account = name === undefined ? undefined : findAccount(world, `acc_${name}`)
  const extra = account && findOverlayEntry(world, account, id)
  return extra && { account, ...extra }
}

function historicOf(world: World, id: string): AccountEntry | undefined {
  const match = /^tx_(\d{1,7})_([a-z]+)_(\d{5})_(\d{1,4})$/.exec(id)
  const bank = bankOf(world)
  const account = match ? accountOf(bank, `acc_${match[1]}_${match[2]}`) : undefined
  const [month, place] = [Number(match?.[3]), Number(match?.[4])]
  if (!account || month < account.firstMonth) return undefined
  const entry = monthOf(bank, account, month).entries[place]
  return entry && { account, month, place, entry }
}
