import {
  accountsOfCustomer,
  countCustomers,
  findAccount,
  findCustomer,
  findCustomerAt,
  findCustomerIndex,
} from '#actions/accounts/lookup.ts'
import { readLegAt, readLegsAt } from '#actions/ledger/journal.ts'
import { Problem } from '#bank/base/problem.ts'
import { accountIdPrefixOf, type Grant } from '#bank/consents/grant.ts'
import type { Leg } from '#bank/ledger/leg.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'
import { type Page, pageNotFound } from './page.ts'

/** Returns whether a grant reaches an account: its customer owns it and selected it. */
export const canReach = ({ customer, access }: Grant<'accounts'>, account: Account): boolean =>
  (customer === 'all' || customer === account.customer.id) &&
  (access.accounts === 'all' || access.accounts.has(account.id))

/**
 * Returns the account of an id, or rejects it with 400 `account-not-found`. The answer is the same
 * for an account outside the grant and for one that does not exist.
 */
export function requireAccount(world: World, grant: Grant<'accounts'>, accountId: string): Account {
  const account = findAccount(world, accountId)
  if (account && canReach(grant, account)) return account
  const { customer, access } = grant
  const owner =
    customer === 'all'
      ? `none of this world's ${countCustomers(world)} customers has an`
      : `${customer} ${access.accounts === 'all' ? 'has' : 'shared'} no`
  const path = 'path AccountId'
  const why = `${path}: ${owner} account ${accountId.slice(0, 60)}; GET /accounts lists the accounts`
  throw new Problem('account-not-found', why, { path })
}

/** How many customers one page holds, for tokens that reach every customer. */
const customersPerPage = 20

/**
 * Lists one page of the customers that a grant reaches. `page` and `next` are the id of the first
 * customer of a page.
 */
export function listReachableCustomers(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): { customers: Customer[]; next: string | undefined } {
  if (grant.customer !== 'all') {
    const customer = findCustomer(world, grant.customer)
    if (page !== undefined || !customer) throw pageNotFound(page)
    return { customers: [customer], next: undefined }
  }
  const from = page === undefined ? 0 : findCustomerIndex(world, page)
  if (from < 0) throw pageNotFound(page)
  const until = Math.min(from + customersPerPage, countCustomers(world))
  const customers = Array.from({ length: until - from }, (_, n) => findCustomerAt(world, from + n) as Customer)
  return { customers, next: findCustomerAt(world, until)?.id }
}

/** Returns those of a customer's accounts that the grant reaches. */
export function reachableAccountsOf(world: World, grant: Grant<'accounts'>, customer: Customer): readonly Account[] {
  const accounts = accountsOfCustomer(world, customer)
  return grant.access.accounts === 'all' ? accounts : accounts.filter((account) => canReach(grant, account))
}

/** Lists the reachable accounts of one page of customers, customer by customer. */
export function listReachableAccounts(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): { accounts: Account[]; next: string | undefined } {
  const { customers, next } = listReachableCustomers(world, grant, page)
  return { accounts: customers.flatMap((customer) => reachableAccountsOf(world, grant, customer)), next }
}

/**
 * Reads the last legs that some accounts had at an instant (epoch seconds, included), by account.
 * An account without legs costs nothing, unless it is the only one.
 */
export async function readLegsOfAccountsAt(
  world: World,
  accounts: readonly Account[],
  at: number,
): Promise<ReadonlyMap<string, Leg>> {
  const [first] = accounts
  if (first && accounts.length === 1) {
    const leg = await readLegAt(world, first.id, at)
    return new Map(leg ? [[first.id, leg]] : [])
  }
  const customers = new Set(accounts.map(({ customer }) => customer.id))
  const prefixes = [...customers].map((customer) => accountIdPrefixOf({ customer }))
  return readLegsAt(world, prefixes, at)
}

/** Lists what `itemsOf` returns for every reachable account of one page of customers. */
export function listPerAccount<T>(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
  itemsOf: (account: Account) => readonly T[],
): Page<T> {
  const { accounts, next } = listReachableAccounts(world, grant, page)
  return { items: accounts.flatMap(itemsOf), next }
}
