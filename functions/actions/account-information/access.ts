import {
  accountsOfCustomer,
  countCustomers,
  describeCustomers,
  findAccount,
  findCustomer,
  findCustomerAt,
  findCustomerIndex,
} from '#actions/accounts/lookup.ts'
import { Problem } from '#bank/base/problem.ts'
import type { Grant } from '#bank/consents/grant.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'

/** Part of a list; `next` is where the following part begins. */
export type Page<T> = { readonly items: T[]; readonly next: string | undefined }

/** Whether a grant reaches an account: one of its customer's that the customer has selected. */
export const canReach = ({ customer, access }: Grant<'accounts'>, account: Account): boolean =>
  (customer === 'all' || customer === account.customer.id) &&
  (access.accounts === 'all' || access.accounts.has(account.id))

/**
 * The account of an id, if the grant reaches it. One that others may reach is answered as one that
 * does not exist.
 */
export function requireAccount(world: World, grant: Grant<'accounts'>, accountId: string): Account {
  const account = findAccount(world, accountId)
  if (account && canReach(grant, account)) return account
  const { customer, access } = grant
  const nobody =
    customer === 'all'
      ? `none of this world's ${countCustomers(world)} customers has an`
      : `${customer} ${access.accounts === 'all' ? 'has' : 'shared'} no`
  throw new Problem('account-not-found', `${nobody} account ${accountId}; GET /accounts lists what there is`, {
    path: 'path AccountId',
  })
}

/** How many customers one page holds, for tokens that reach everybody. */
const customersPerPage = 20

/**
 * The customers a grant reaches, from one on, a page of them; `next` is the id the next page begins
 * with.
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

/** Those of a customer's accounts that the grant reaches. */
export function reachableAccountsOf(world: World, grant: Grant<'accounts'>, customer: Customer): readonly Account[] {
  const accounts = accountsOfCustomer(world, customer)
  return grant.access.accounts === 'all' ? accounts : accounts.filter((account) => canReach(grant, account))
}

/** A page of the accounts that the grant reaches, customer by customer. */
export function listReachableAccounts(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): { accounts: Account[]; next: string | undefined } {
  const { customers, next } = listReachableCustomers(world, grant, page)
  return { accounts: customers.flatMap((customer) => reachableAccountsOf(world, grant, customer)), next }
}

/** What stands on every account that the grant reaches, a page of customers at a time. */
export function listPerAccount<T>(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
  on: (account: Account) => readonly T[],
): Page<T> {
  const { accounts, next } = listReachableAccounts(world, grant, page)
  return { items: accounts.flatMap(on), next }
}

/**
 * The refusal of a page that is none; `then` says how one comes to the next, which the lists of
 * /control tell in their own way.
 */
export const pageNotFound = (page: string | undefined, then = 'follow Links.Next'): Problem =>
  new Problem('field-invalid', `there is no page ${page}; begin without page, then ${then}`, {
    path: 'query page',
  })

/** Whose accounts a token shall reach, if the world has such a customer. */
export function checkTokenCustomer(world: World, customer: string): string {
  if (customer === 'all' || findCustomer(world, customer)) return customer
  const why = `customer must be all, or one of ${describeCustomers(world)}; given: ${customer}`
  throw new Problem('customer-unknown', why, { path: 'customer' })
}
