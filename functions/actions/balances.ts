import type { Balance } from '#bank/balance.ts'
import type { Grant } from '#bank/grant.ts'
import { indicator, pounds } from '#bank/money.ts'
import type { Account } from '#mocks/account.ts'
import type { World } from '#store/world.ts'
import { accountFor, accountsFor, type Page, secondsOf } from './bank.ts'
import { balanceOn } from './journal.ts'

export function listBalances(world: World, grant: Grant<'accounts'>, page: string | undefined): Page<Balance> {
  const { accounts, next } = accountsFor(world, grant, page)
  return { items: accounts.flatMap((account) => views(world, account)), next }
}

export function findBalances(world: World, grant: Grant<'accounts'>, accountId: string): Balance[] {
  return views(world, accountFor(world, grant, accountId))
}

/** What is booked at the world's now, and what may be spent; a card's debt is below zero. */
function views(world: World, account: Account): Balance[] {
  const booked = BigInt(balanceOn(world, account, secondsOf(world)))
  const line = BigInt(account.creditLine)
  const of = (Type: Balance['Type'], amount: bigint) => ({
    AccountId: account.id,
    CreditDebitIndicator: indicator(amount),
    Type,
    DateTime: new Date(world.now).toISOString(),
    Amount: pounds(amount),
  })
  if (line === 0n) return [of('ITBD', booked), of('ITAV', booked)]
  const CreditLine = [
    { Included: true, Type: account.product === 'card' ? 'Credit' : 'Pre-Agreed', Amount: pounds(line) } as const,
  ]
  return [of('ITBD', booked), { ...of('ITAV', booked + line), CreditLine }]
}
