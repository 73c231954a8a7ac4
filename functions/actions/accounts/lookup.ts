import { sortCodeAndNumber } from '#bank/account-information/iban.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { type Account, accountOf, accountsOf, findAccountByNumber } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type Customer, customerAt, customerOf, type Identity, identityOf, personaOf } from '#mocks/people/customer.ts'
import { habitsOf } from '#mocks/people/habits.ts'
import type { World } from '#store/world.ts'
import { customCustomersOf } from './custom-customers.ts'

/*
 * The customers and accounts of a world: the synthetic ones, then those that edits add. Callers
 * need not know which is which.
 */

/** Counts the customers of a world. Their indexes go from 0 to one less. */
export const countCustomers = (world: World): number =>
  world.record.size + customCustomersOf(world.edits).customers.length

/** Finds the customer at an index. */
export function findCustomerAt(world: World, index: number): Customer | undefined {
  return customerAt(bankOf(world), index) ?? customCustomersOf(world.edits).customers[index - world.record.size]
}

/** Finds the id of the persona of the customer at an index, without building the customer. */
export function findPersonaIdAt(world: World, index: number): string | undefined {
  return (index < world.record.size ? personaOf(bankOf(world), index) : findCustomerAt(world, index)?.persona)?.id
}

/** Finds the index of a customer, or -1. */
export function findCustomerIndex(world: World, customerId: string): number {
  if (!isCustomId(customerId)) return customerOf(bankOf(world), customerId)?.index ?? -1
  const index = customCustomersOf(world.edits).customers.findIndex(({ id }) => id === customerId)
  return index < 0 ? -1 : world.record.size + index
}

/** Finds a customer by id. */
export function findCustomer(world: World, customerId: string): Customer | undefined {
  return isCustomId(customerId)
    ? findCustomerAt(world, findCustomerIndex(world, customerId))
    : customerOf(bankOf(world), customerId)
}

/** Describes the range of customer ids for error messages. */
export function describeCustomers({ record, edits }: World): string {
  const custom = customCustomersOf(edits).customers.map(({ id }) => `, ${id}`)
  return `cus_0 to cus_${record.size - 1}${custom.join('')}`
}

/** Returns the identity (names, birth, address) of a customer. */
export function identityOfCustomer(world: World, customer: Customer): Identity {
  const custom = isCustomId(customer.id) ? customCustomersOf(world.edits).identities.get(customer.id) : undefined
  return custom ?? identityOf(bankOf(world), customer)
}

/** Returns the name of an account's holder, or both names for a joint account. */
export function holderNameOf(world: World, { customer, role }: Account): string {
  const { name } = identityOfCustomer(world, customer)
  return role === 'joint' ? `${name} & ${habitsOf(customer).partner}` : name
}

/** Finds an account by id. */
export function findAccount(world: World, accountId: string): Account | undefined {
  return accountOf(bankOf(world), accountId) ?? customCustomersOf(world.edits).accounts.get(accountId)
}

/** Finds the account of this bank that an identification names. */
export function findAccountByIdentification(
  world: World,
  named: { readonly SchemeName?: string | undefined; readonly Identification?: string | undefined },
): Account | undefined {
  const own = sortCodeAndNumber(named)
  if (own === undefined) return undefined
  const synthetic = findAccountByNumber(bankOf(world), own)
  if (synthetic || !world.edits) return synthetic
  const custom = [...customCustomersOf(world.edits).accounts.values()]
  return custom.find(({ sortCode, number }) => sortCode !== '' && sortCode + number === own)
}

/** Returns a customer's accounts, main account first. */
export function accountsOfCustomer(world: World, customer: Customer): readonly Account[] {
  return customCustomersOf(world.edits).accountsOf.get(customer.id) ?? accountsOf(bankOf(world), customer)
}
