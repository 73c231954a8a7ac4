import type { Grant } from '#bank/grant.ts'
import { Problem } from '#bank/problem.ts'
import type { WorldRecord } from '#bank/world.ts'
import { type Account, accountOf, accountsOf } from '#mocks/account.ts'
import type { Bank } from '#mocks/bank.ts'
import { monthAt } from '#mocks/calendar.ts'
import { type Customer, customerAt, customerOf } from '#mocks/customer.ts'
import type { World } from '#store/world.ts'

/** The synthetic bank that a world's seed stands for. */
export function bankOf({ record }: World): Bank {
  let bank = banks.get(record)
  if (!bank) {
    const { seed, size, mix, start } = record
    bank = { seed, size, start: monthAt(start / 1000), ...(mix && { mix }) }
    banks.set(record, bank)
  }
  return bank
}

const banks = new WeakMap<WorldRecord, Bank>()

/** `2026-11-24T09:30:00.000Z` from epoch seconds. */
export const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** Part of a list; `next` is where the following part begins. */
export type Page<T> = { readonly items: T[]; readonly next: string | undefined }

/** What the world's clock says, in the synthetic bank's unit: whole epoch seconds. */
export const secondsOf = (world: World): number => Math.floor(world.now / 1000)

/** The account of an id, if the grant reaches it. One that others may reach is answered as one that does not exist. */
export function accountFor(world: World, grant: Grant<'accounts'>, accountId: string): Account {
  const account = accountOf(bankOf(world), accountId)
  if (account && (grant.customer === 'all' || grant.customer === account.customer.id)) return account
  const nobody =
    grant.customer === 'all' ? `none of this world's ${world.record.size} customers has an` : `${grant.customer} has no`
  throw new Problem('account-not-found', `${nobody} account ${accountId}; GET /accounts lists what there is`, {
    path: 'path AccountId',
  })
}

/** How many customers one page holds, for tokens that reach everybody. */
const customersPerPage = 20

/** The customers a grant reaches, from one index on, a page of them; `next` is the index the next page begins with. */
export function customersFor(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): { customers: Customer[]; next: string | undefined } {
  const bank = bankOf(world)
  if (grant.customer !== 'all') {
    const customer = customerOf(bank, grant.customer)
    if (page !== undefined || !customer) throw outOfRange(page)
    return { customers: [customer], next: undefined }
  }
  const from = page === undefined ? 0 : (customerOf(bank, page)?.index ?? -1)
  if (from < 0) throw outOfRange(page)
  const until = Math.min(from + customersPerPage, bank.size)
  const customers = Array.from({ length: until - from }, (_, n) => customerAt(bank, from + n) as Customer)
  return { customers, next: until < bank.size ? `cus_${until}` : undefined }
}

/** A page of accounts, customer by customer. */
export function accountsFor(
  world: World,
  grant: Grant<'accounts'>,
  page: string | undefined,
): { accounts: Account[]; next: string | undefined } {
  const { customers, next } = customersFor(world, grant, page)
  return { accounts: customers.flatMap((customer) => accountsOf(bankOf(world), customer)), next }
}

export const outOfRange = (page: string | undefined): Problem =>
  new Problem('field-invalid', `there is no page ${page}; begin without page, then follow Links.Next`, {
    path: 'query page',
  })

/** Whose accounts a token shall reach, if the world has such a customer. */
export function reachOf(world: World, customer: string): string {
  if (customer === 'all' || customerOf(bankOf(world), customer)) return customer
  const last = `cus_${world.record.size - 1}`
  throw new Problem('customer-unknown', `customer must be all, or one of cus_0 to ${last}; given: ${customer}`, {
    path: 'customer',
  })
}
