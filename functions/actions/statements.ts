import { type Depth, depthOf, seenAt } from '#bank/detail.ts'
import type { Grant } from '#bank/grant.ts'
import { indicator, money } from '#bank/money.ts'
import { Problem } from '#bank/problem.ts'
import type { Statement } from '#bank/statement.ts'
import type { Account } from '#mocks/account.ts'
import { type Month, monthAt, monthOfYear, startOf, yearOf } from '#mocks/calendar.ts'
import type { World } from '#store/world.ts'
import { accountFor, isoOf, outOfRange, type Page, secondsOf } from './bank.ts'
import { balanceOn, entriesOn } from './journal.ts'
import { rangeOf, type Span, type StatementQuery } from './range.ts'

const statementsPerPage = 12

/** The months of an account that have ended, newest first, as statements; `next` is the id of the last where more follow. */
export function listStatements(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  query: StatementQuery,
): Page<Statement> {
  const account = accountFor(world, grant, accountId)
  const { from, to } = rangeOf(query, 'fromStatementDateTime', 'toStatementDateTime')
  const last = monthAt(secondsOf(world)) - 1
  const after = query.page === undefined ? last + 1 : monthNamed(account, query.page)
  if (after === undefined || after > last + 1) throw outOfRange(query.page)
  const months: Month[] = []
  for (let month = after - 1; month >= account.firstMonth && months.length <= statementsPerPage; month--) {
    if (startOf(month + 1) - 1 >= from && startOf(month) <= to) months.push(month)
  }
  const shown = months.slice(0, statementsPerPage)
  const depth = depthOf('Statement', grant.sight)
  const items = shown.map((month) => statement(world, account, month, depth))
  return { items, next: months.length > shown.length ? items.at(-1)?.StatementId : undefined }
}

export function findStatement(
  world: World,
  grant: Grant<'accounts'>,
  accountId: string,
  statementId: string,
): Statement {
  const account = accountFor(world, grant, accountId)
  return statement(world, account, closedMonth(world, account, statementId), depthOf('Statement', grant.sight))
}

/** The booking instants (epoch seconds, both included) of a statement's transactions. */
export function spanOf(world: World, grant: Grant<'accounts'>, accountId: string, statementId: string): Span {
  const month = closedMonth(world, accountFor(world, grant, accountId), statementId)
  return { from: startOf(month), to: startOf(month + 1) - 1 }
}

const idOf = (account: Account, month: Month): string => `st_${account.id.slice('acc_'.length)}_${month}`

function monthNamed(account: Account, statementId: string): Month | undefined {
  const month = Number(/_(\d{5})$/.exec(statementId)?.[1])
  return month >= account.firstMonth && statementId === idOf(account, month) ? month : undefined
}

function closedMonth(world: World, account: Account, statementId: string): Month {
  const month = monthNamed(account, statementId)
  if (month !== undefined && month < monthAt(secondsOf(world))) return month
  const why = `${account.id} has no statement ${statementId}; GET /accounts/${account.id}/statements lists what there is`
  throw new Problem('statement-not-found', why, { path: 'path StatementId' })
}

function statement(world: World, account: Account, month: Month, depth: Depth): Statement {
  const [from, to] = [startOf(month), startOf(month + 1) - 1]
  const totals = { credits: 0, debits: 0, interest: 0, fees: 0 }
  for (const { entry } of entriesOn(world, account, { from, to, now: to })) {
    totals[entry.amount > 0 ? 'credits' : 'debits'] += entry.amount
    if (entry.kind === 'interest' || entry.kind === 'interest-charged') totals.interest += entry.amount
    if (entry.kind === 'fee') totals.fees += entry.amount
  }
  const of = <T extends string>(Type: T, minor: number) => ({
    CreditDebitIndicator: indicator(BigInt(minor)),
    Type,
    Amount: money(BigInt(minor), account.currency),
  })
  return seenAt<Statement>(depth, 'Statement', {
    AccountId: account.id,
    StatementId: idOf(account, month),
    StatementReference: `${yearOf(month)}-${String(monthOfYear(month) + 1).padStart(2, '0')}`,
    Type: 'RegularPeriodic',
    StartDateTime: isoOf(from),
    EndDateTime: isoOf(to),
    CreationDateTime: isoOf(to + 1),
    StatementFee: totals.fees === 0 ? [] : [of('UK.OBIE.Total', totals.fees)],
    StatementInterest: totals.interest === 0 ? [] : [of('UK.OBIE.Total', totals.interest)],
    StatementAmount: [
      of('UK.OBIE.PreviousClosingBalance', balanceOn(world, account, from - 1)),
      of('UK.OBIE.ClosingBalance', balanceOn(world, account, to)),
      of('UK.OBIE.TotalCredits', totals.credits),
      of('UK.OBIE.TotalDebits', totals.debits),
      ...(account.role === 'card' ? [of('UK.OBIE.CreditLimit', account.creditLine)] : []),
    ],
  })
}
