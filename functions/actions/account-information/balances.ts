import { accountBalanceAt, pendingEntriesAt } from '#actions/accounts/entries.ts'
import { readLegAt } from '#actions/ledger/journal.ts'
import type { Balance } from '#bank/account-information/balance.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { indicatorOf, money } from '#bank/money/money.ts'
import { iso, secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import type { Page } from './page.ts'
import { listReachableAccounts, readLegsOfAccountsAt, requireAccount } from './reachable-accounts.ts'

/** Lists the balances of all reachable accounts, a page of customers at a time. */
export async function listBalances(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): Promise<Page<Balance>> {
  const { accounts, next } = listReachableAccounts(world, grant, page)
  const lastLegs = await readLegsOfAccountsAt(world, accounts, secondsOf(world))
  return { items: accounts.flatMap((account) => buildBalances(world, account, lastLegs.get(account.id))), next }
}

/** Returns the balances of one account. */
export async function getBalances(world: World, grant: Grant<'accounts'>, accountId: string): Promise<Balance[]> {
  const account = requireAccount(world, grant, accountId)
  return buildBalances(world, account, await readLegAt(world, account.id, secondsOf(world)))
}

/**
 * Builds the booked balance at the world's now, and the available one: booked, less pending
 * entries, plus the overdraft or credit limit. A debt is negative.
 */
function buildBalances(world: World, account: Account, lastLeg: Leg | undefined): Balance[] {
  const at = secondsOf(world)
  const booked = BigInt(accountBalanceAt(world, account, at, lastLeg))
  const pending = pendingEntriesAt(world, account, at).reduce((sum, { entry }) => sum + BigInt(entry.amount), 0n)
  const { role, currency, creditLine } = account
  const of = (Type: Balance['Type'], amount: bigint) => ({
    AccountId: account.id,
    CreditDebitIndicator: indicatorOf(amount),
    Type,
    DateTime: iso(world.now),
    Amount: money(amount, currency),
  })
  // A loan has no available balance: a debt cannot be spent.
  if (role === 'loan') return [of('ITBD', booked)]
  if (creditLine === 0) return [of('ITBD', booked), of('ITAV', booked + pending)]
  const line = BigInt(creditLine)
  const CreditLine = [
    { Included: true, Type: role === 'card' ? 'Credit' : 'Pre-Agreed', Amount: money(line, currency) } as const,
  ]
  return [of('ITBD', booked), { ...of('ITAV', booked + pending + line), CreditLine }]
}
