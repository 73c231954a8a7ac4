import { sortCodeAndNumber } from '#bank/account-information/iban.ts'
import { isCustomId } from '#bank/worlds/edits.ts'
import { type Account, accountNumbered, accountOf, accountsOf } from '#mocks/accounts/account.ts'
import { bankOf } from '#mocks/base/bank.ts'
import { type Customer, customerAt, customerOf, type Identity, identityOf, personaOf } from '#mocks/people/customer.ts'
import { habitsOf } from '#mocks/people/habits.ts'
import type { World } from '#store/world.ts'
import { customCustomersOf } from './custom-customers.ts'

/*
 * Who banks in a world, and with which accounts: the synthetic customers, then those of the world's
 * edits. Whoever asks here need not know which is which.
 */

/** How many customers there are. Their places go from 0 to one less. */
export const countCustomers = (world: World): number =>
  world.record.size + customCustomersOf(world.edits).customers.length

/** The customer at a place, or undefined. */
export function findCustomerAt(world: World, place: number): Customer | undefined {
  return customerAt(bankOf(world), place) ?? customCustomersOf(world.edits).customers[place - world.record.size]
}

/** The id of the persona at a place, cheaper than the whole customer. */
export function findPersonaIdAt(world: World, place: number): string | undefined {
  return (place < world.record.size ? personaOf(bankOf(world), place) : findCustomerAt(world, place)?.persona)?.id
}

/** The place of a customer's id, or -1. */
export function findCustomerIndex(world: World, customerId: string): number {
  if (!isCustomId(customerId)) return customerOf(bankOf(world), customerId)?.index ?? -1
  const place = customCustomersOf(world.edits).customers.findIndex(({ id }) => id === customerId)
  return place < 0 ? -1 : world.record.size + place
}

/** The customer of an id, or undefined. */
export function findCustomer(world: World, customerId: string): Customer | undefined {
  return isCustomId(customerId)
    ? findCustomerAt(world, findCustomerIndex(world, customerId))
    : customerOf(bankOf(world), customerId)
}

/** Which customers there are, in words. */
export function describeCustomers({ record, edits }: World): string {
  const custom = customCustomersOf(edits).customers.map(({ id }) => `, ${id}`)
  return `cus_0 to cus_${record.size - 1}${custom.join('')}`
}

/** Who a customer is, also where the world's edits say so. */
export function identityOfCustomer(world: World, customer: Customer): Identity {
  return customCustomersOf(world.edits).identities.get(customer.id) ?? identityOf(bankOf(world), customer)
}

/** Whose name stands on an account: both, where two share it. */
export function holderNameOf(world: World, { customer, role }: Account): string {
  const { name } = identityOfCustomer(world, customer)
  return role === 'joint' ? `${name} & ${habitsOf(customer).partner}` : name
}

/** The account of an id, or undefined. */
export function findAccount(world: World, accountId: string): Account | undefined {
  return accountOf(bankOf(world), accountId) ?? customCustomersOf(world.edits).accounts.get(accountId)
}

/** The account that an identification names; undefined where nobody here has it. */
export function findAccountByIdentification(
  world: World,
  named: { readonly SchemeName?: string | undefined; readonly Identification?: string | undefined },
): Account | undefined {
  const own = sortCodeAndNumber(named)
  if (own === undefined) return undefined
  const custom = [...customCustomersOf(world.edits).accounts.values()]
  return (
    accountNumbered(bankOf(world), own) ??
    custom.find(({ sortCode, number }) => sortCode !== '' && sortCode + number === own)
  )
}

/** A customer's accounts, main account first, also where the world's edits add some. */
export function accountsOfCustomer(world: World, customer: Customer): readonly Account[] {
  return customCustomersOf(world.edits).accountsOf.get(customer.id) ?? accountsOf(bankOf(world), customer)
}
