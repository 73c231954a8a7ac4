import { closureOf } from '#actions/accounts/closure.ts'
import { accountsOfCustomer, findAccount, findCustomer, holderNameOf } from '#actions/accounts/lookup.ts'
import { canPay } from '#actions/consents/eligible-accounts.ts'
import type { World } from '#store/world.ts'
import { hasFunds } from './funds.ts'

/** The account that a payee is paid on. */
export type PayeeAccount = { readonly name: string; readonly sortCode: string; readonly accountNumber: string }

/** Finds the account on which a customer is paid by others: the main one. */
export function findPayeeAccount(world: World, customerId: string): PayeeAccount | undefined {
  const customer = findCustomer(world, customerId)
  const [main] = customer ? accountsOfCustomer(world, customer) : []
  if (!main || main.sortCode === '') return undefined
  return { name: holderNameOf(world, main), sortCode: main.sortCode, accountNumber: main.number }
}

/** Lists the ids of a customer's accounts in pounds that can pay now, the main account first. */
export function listPayingAccounts(world: World, customerId: string): string[] {
  const customer = findCustomer(world, customerId)
  const own = customer ? accountsOfCustomer(world, customer) : []
  return own
    .filter((account) => canPay(account) && account.currency === 'GBP' && !closureOf(world, account))
    .map(({ id }) => id)
}

/** Returns whether an account has an amount in pence to spend now. */
export async function canSpend(world: World, accountId: string, pence: bigint): Promise<boolean> {
  const account = findAccount(world, accountId)
  return account !== undefined && (await hasFunds(world, account, pence))
}
