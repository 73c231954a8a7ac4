import { accountsOfCustomer } from '#actions/accounts/lookup.ts'
import type { Account } from '#mocks/accounts/account.ts'
import type { Product } from '#mocks/accounts/products.ts'
import type { Customer } from '#mocks/people/customer.ts'
import type { World } from '#store/world.ts'

/**
 * The product whose balance tells the story of a persona, where that is not the main account: a
 * card that fills up, savings that a caller empties, the joint account of a couple.
 */
export const storyProducts: Readonly<Record<string, Product>> = {
  'climbing-out': 'card',
  couple: 'joint',
  'cross-border': 'euro',
  freelancer: 'savings',
  'high-earner': 'savings',
  'salaried-family': 'savings',
  'scam-victim': 'savings',
  'sliding-into-debt': 'card',
  'sole-trader': 'savings',
}

/** Returns the account that tells a customer's story; the main account if there is no other. */
export function storyAccountOf(world: World, customer: Customer): Account | undefined {
  const accounts = accountsOfCustomer(world, customer)
  const product = storyProducts[customer.persona.id]
  return accounts.find((account) => account.product === product) ?? accounts[0]
}
