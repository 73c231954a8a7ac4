import { accountBalanceAt, iterateEntries } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { lastLegAt, readLegsBelow } from '#actions/ledger/journal.ts'
import { hasMoved } from '#actions/ledger/ledger.ts'
import type { Statement } from '#bank/account-information/statement.ts'
import { Problem } from '#bank/base/problem.ts'
import { hideFields, type Visibility, visibilityOf } from '#bank/consents/field-visibility.ts'
import type { Access, Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { indicatorOf, money } from '#bank/money/money.ts'
import { isoOf, secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { type Month, monthAt, monthOfYear, startOf, yearOf } from '#mocks/base/calendar.ts'
import type { World } from '#store/world.ts'
import { parseRange, type TimeRange } from './date-range.ts'
import { type Page, pageNotFound } from './page.ts'
import { listReachableAccounts, readLegsOfAccountsAt, requireAccount } from './reachable-accounts.ts'

/** The query of a list of statements: ISO instants, and the id of the statement before the page. */
type StatementQuery = {
  fromStatementDateTime?: string | undefined
  toStatementDateTime?: string | undefined
  page?: string | undefined
}

const statementsPerPage = 12

/** A month of an account that has ended, so it has a statement. */
type ClosedMonth = { readonly account: Account; readonly month: Month }

/**
 * Lists the statements of one account, newest first. `next` is the id of the last statement of the
 * page if more follow.
 */
export async function listAccountStatements(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  query: StatementQuery,
): Promise<Page<Statement>> {
  return buildPage(world, grant, [requireAccount(world, grant, accountId)], query)
}

/**
 * Lists the statements of all reachable accounts, newest first. In equal months the main account
 * comes first. A token for every customer lists customer by customer, newest first within each.
 */
export async function listStatements(
  world: World,
  grant: Grant<'accounts'>,
  query: StatementQuery,
): Promise<Page<Statement>> {
  const isCustomer = query.page?.startsWith('cus_')
  const rest = isCustomer ? { ...query, page: undefined } : query
  const begin = grant.customer === 'all' ? requirePageStart(world, rest.page)?.account.customer.id : undefined
  const { accounts, next } = listReachableAccounts(world, grant, isCustomer ? query.page : begin)
  const page = await buildPage(world, grant, accounts, rest)
  return { ...page, next: page.next ?? next }
}

/** Builds one page of statements, and `next` if more follow. */
async function buildPage(
  world: World,
  { access }: Grant<'accounts'>,
  accounts: readonly Account[],
  query: StatementQuery,
): Promise<Page<Statement>> {
  const after = requirePageStart(world, query.page)
  const isReadable = after && isWithin(access, after.month) && accounts.some(({ id }) => id === after.account.id)
  if (after && !isReadable) throw pageNotFound(query.page)
  const range = parseRange(query, 'fromStatementDateTime', 'toStatementDateTime')
  const shown = [...iterateClosedMonths(world, accounts, { ...range, access }, after).take(statementsPerPage + 1)]
  const hasMore = shown.length > statementsPerPage
  const depth = visibilityOf('Statement', access)
  const closedMonths = shown.slice(0, statementsPerPage)
  const lastLegs = await readLastLegs(world, closedMonths)
  const items = closedMonths.map((closed, n) => buildStatement(world, closed, lastLegs[n], depth))
  return { items, next: hasMore ? items.at(-1)?.StatementId : undefined }
}

/**
 * Iterates over closed months, customer by customer, newest first, starting after `after` if given.
 */
function* iterateClosedMonths(
  world: World,
  accounts: readonly Account[],
  { from, to, access }: TimeRange & { readonly access: Access },
  after: ClosedMonth | undefined,
): Generator<ClosedMonth> {
  for (const own of Map.groupBy(accounts, ({ customer }) => customer.id).values()) {
    const seen = own.findIndex(({ id }) => id === after?.account.id)
    const oldest = Math.min(...own.map(({ firstMonth }) => firstMonth))
    const newest = after && seen >= 0 ? after.month : lastClosedMonthOf(world)
    for (let month = newest; month >= oldest; month--) {
      if (startOf(month + 1) - 1 < from || startOf(month) > to || !isWithin(access, month)) continue
      const left = month === newest ? own.slice(seen + 1) : own
      for (const account of left) if (month >= account.firstMonth) yield { account, month }
    }
  }
}

/** Returns the statement before the page, or rejects the page. */
function requirePageStart(world: World, page: string | undefined): ClosedMonth | undefined {
  if (page === undefined) return undefined
  const [, name] = /^st_([a-z0-9_-]+)_\d{5}$/.exec(page) ?? []
  const account = name === undefined ? undefined : findAccount(world, `acc_${name}`)
  const month = account && findMonth(world, account, page)
  if (!account || month === undefined) throw pageNotFound(page)
  return { account, month }
}

/** Returns one statement of an account. Rejects an unknown id with `statement-not-found`. */
export async function getStatement(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  statementId: string,
): Promise<Statement> {
  const account = requireAccount(world, grant, accountId)
  const closed = { account, month: requireMonth(world, grant, account, statementId) }
  const [lastLegs] = await readLastLegs(world, [closed])
  return buildStatement(world, closed, lastLegs, visibilityOf('Statement', grant.access))
}

/** Finds the period of a statement: epoch seconds, both ends included. */
export function findStatementPeriod(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  statementId: string,
): TimeRange {
  const month = requireMonth(world, grant, requireAccount(world, grant, accountId), statementId)
  return { from: startOf(month), to: startOf(month + 1) - 1 }
}

const statementIdOf = (account: Account, month: Month): string => `st_${account.id.slice('acc_'.length)}_${month}`

/** Returns the reference that is printed on a statement: `2026-10`. */
export const statementReferenceOf = (month: Month): string =>
  `${yearOf(month)}-${String(monthOfYear(month) + 1).padStart(2, '0')}`

const lastClosedMonthOf = (world: World): Month => monthAt(secondsOf(world)) - 1

/** Finds the month of a statement by the statement's id. */
function findMonth(world: World, account: Account, statementId: string): Month | undefined {
  const month = Number(/_(\d{5})$/.exec(statementId)?.[1])
  const exists = month >= account.firstMonth && month <= lastClosedMonthOf(world)
  return exists && statementId === statementIdOf(account, month) ? month : undefined
}

/**
 * Returns whether a consent's window holds the whole month. The standard: "Statements which are
 * completely within this period".
 */
const isWithin = ({ from, to }: Access, month: Month): boolean => startOf(month) >= from && startOf(month + 1) - 1 <= to

function requireMonth(world: World, { access }: Grant<'accounts'>, account: Account, statementId: string): Month {
  const month = findMonth(world, account, statementId)
  if (month !== undefined && isWithin(access, month)) return month
  const path = 'path StatementId'
  const why = `${path}: ${account.id} has no statement ${statementId.slice(0, 60)}; GET /accounts/${account.id}/statements lists them`
  throw new Problem('statement-not-found', why, { path })
}

/** The last legs that an account had before a month and at its end. */
type LastLegs = { readonly opening: Leg | undefined; readonly closing: Leg | undefined }

/** Reads the last legs of each closed month. Those of one account are read in one pass. */
async function readLastLegs(world: World, closedMonths: readonly ClosedMonth[]): Promise<LastLegs[]> {
  if (!hasMoved(world)) return closedMonths.map(() => ({ opening: undefined, closing: undefined }))
  const byAccount = Map.groupBy(closedMonths, ({ account }) => account)
  const accounts = [...byAccount.keys()]
  const last = Math.max(...closedMonths.map(({ month }) => startOf(month + 1) - 1))
  const newest = await readLegsOfAccountsAt(world, accounts, last)
  const legsOf = new Map<Account, readonly Leg[]>()
  for (const [account, own] of byAccount) {
    const leg = newest.get(account.id)
    const months = own.map(({ month }) => month).sort((a, b) => a - b)
    const ends = months.flatMap((month) => [startOf(month) - 1, startOf(month + 1) - 1])
    if (leg) legsOf.set(account, await readLegsBelow(world, leg, ends))
  }
  return closedMonths.map(({ account, month }) => {
    const legs = legsOf.get(account) ?? []
    return { opening: lastLegAt(legs, startOf(month) - 1), closing: lastLegAt(legs, startOf(month + 1) - 1) }
  })
}

function buildStatement(
  world: World,
  { account, month }: ClosedMonth,
  { opening, closing }: LastLegs = { opening: undefined, closing: undefined },
  depth: Visibility,
): Statement {
  const [from, to] = [startOf(month), startOf(month + 1) - 1]
  const difference = (name: 'balance' | 'credits' | 'interest' | 'fees') =>
    Number(closing?.[name] ?? 0) - Number(opening?.[name] ?? 0)
  const credits = difference('credits')
  const debits = difference('balance') - credits
  const totals = { credits, debits, interest: difference('interest'), fees: difference('fees') }
  for (const { entry } of iterateEntries(world, account, { from, to, now: to })) {
    totals[entry.amount > 0 ? 'credits' : 'debits'] += entry.amount
    if (entry.kind === 'interest' || entry.kind === 'interest-charged') totals.interest += entry.amount
    if (entry.kind === 'fee') totals.fees += entry.amount
  }
  const of = <T extends string>(Type: T, minor: number) => ({
    CreditDebitIndicator: indicatorOf(BigInt(minor)),
    Type,
    Amount: money(BigInt(minor), account.currency),
  })
  return hideFields<Statement>(depth, 'Statement', {
    AccountId: account.id,
    StatementId: statementIdOf(account, month),
    StatementReference: statementReferenceOf(month),
    Type: 'RegularPeriodic',
    StartDateTime: isoOf(from),
    EndDateTime: isoOf(to),
    CreationDateTime: isoOf(to + 1),
    StatementFee: totals.fees === 0 ? [] : [of('UK.OBIE.Total', totals.fees)],
    StatementInterest: totals.interest === 0 ? [] : [of('UK.OBIE.Total', totals.interest)],
    StatementAmount: [
      of('UK.OBIE.PreviousClosingBalance', accountBalanceAt(world, account, from - 1, opening)),
      of('UK.OBIE.ClosingBalance', accountBalanceAt(world, account, to, closing)),
      of('UK.OBIE.TotalCredits', totals.credits),
      of('UK.OBIE.TotalDebits', totals.debits),
      ...(account.role === 'card' ? [of('UK.OBIE.CreditLimit', account.creditLine)] : []),
    ],
  })
}
