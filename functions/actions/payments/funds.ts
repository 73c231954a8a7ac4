import { accountBalanceAt, pendingEntriesAt } from '#actions/accounts/entries.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { lastLegs } from '#actions/ledger/ledger.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import { secondsOf } from '#bank/time/clock.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { closedBy } from '#mocks/people/events.ts'
import type { World } from '#store/world.ts'
import { debitOf, type Instruction } from './routing.ts'

/**
 * What may be spent from an account now, in minor units of its currency: what it holds, less card
 * purchases that are not booked yet, and the arranged overdraft. The last leg is given and not
 * read, because whoever decides must decide on the very leg that the next one follows.
 */
export function spendable(world: World, account: Account, last: Leg | undefined): bigint {
  const pending = pendingEntriesAt(world, account, secondsOf(world)).reduce(
    (sum, { entry }) => sum + BigInt(entry.amount),
    0n,
  )
  const line = account.role === 'main' || account.role === 'joint' ? BigInt(account.creditLine) : 0n
  return balanceAfter(world, account, last) + pending + line
}

/**
 * What an account holds at the world's now, in minor units: its history, and what its last leg says
 * all legs come to.
 */
export function balanceAfter(world: World, account: Account, last: Leg | undefined): bigint {
  // Legs are counted once, by the last of them.
  const { legs: _, ...bare } = world
  return BigInt(accountBalanceAt(bare, account, secondsOf(world))) + BigInt(last?.balance ?? 0)
}

/**
 * Whether an account has so many minor units of its currency now. A blocked one has nothing for
 * anybody.
 */
export async function hasFunds(world: World, account: Account, minor: bigint): Promise<boolean> {
  if (closedBy(bankOf(world), account.customer) !== undefined) return false
  const last = await lastLegs(world, [account.id])
  return spendable(world, account, last.get(account.id)) >= minor
}

/**
 * Whether the account that a customer chose for a consent has the money for a payment, charges
 * included.
 */
export async function isWithinFunds(
  world: World,
  { accounts = [] }: ConsentRecord,
  instruction: Instruction,
): Promise<boolean> {
  const account = findAccount(world, accounts[0] ?? '')
  if (!account) return false
  const { amount, fee } = debitOf(world, instruction, account.currency)
  return hasFunds(world, account, amount + fee)
}
