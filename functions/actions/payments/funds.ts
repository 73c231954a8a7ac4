import { closureOf } from '#actions/accounts/closure.ts'
import { findAccount } from '#actions/accounts/lookup.ts'
import { readLastLegs } from '#actions/ledger/ledger.ts'
import type { ConsentRecord } from '#bank/consents/consent.ts'
import { debitOf, type Instruction } from '#bank/payments/routing.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { World } from '#store/world.ts'
import { availableFunds, marketOf } from './payment.ts'
import { isOutOfFunds } from './scenarios.ts'

/**
 * Whether an account can spend an amount (minor units of its currency) now. A blocked or closed one
 * cannot.
 */
export async function hasFunds(world: World, account: Account, amount: bigint): Promise<boolean> {
  if (isOutOfFunds(world) || closureOf(world, account)) return false
  const lastLegs = await readLastLegs(world, [account.id])
  return availableFunds(world, account, lastLegs.get(account.id)) >= amount
}

/** Whether the account that a customer chose for a consent can pay, charges included. */
export async function hasFundsFor(
  world: World,
  { accounts = [] }: ConsentRecord,
  instruction: Instruction,
): Promise<boolean> {
  const account = findAccount(world, accounts[0] ?? '')
  if (!account) return false
  const { amount, fee } = debitOf(marketOf(world), instruction, account.currency)
  return hasFunds(world, account, amount + fee)
}
