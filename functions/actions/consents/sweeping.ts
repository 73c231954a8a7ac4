import { findAccountByIdentification, identityOfCustomer } from '#actions/accounts/lookup.ts'
import type { VrpConsentRequest } from '#bank/vrp/schemas.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { habitsOf } from '#mocks/people/habits.ts'
import type { World } from '#store/world.ts'

type PayeeReference = { readonly SchemeName: string; readonly Identification: string }

/** Returns whether a VRP mandate is for sweeping only. */
export const isForSweeping = ({ Data }: VrpConsentRequest): boolean =>
  Data.ControlParameters.VRPType.every((type) => type === 'UK.OBIE.VRPType.Sweeping')

/**
 * Returns whether a payment stays with the same person, which is what sweeping means. If the
 * payee's account is held here, the names of the holders are compared. For an account of another
 * bank the partner vouches.
 */
export function isSweep(world: World, payer: Account, payee: PayeeReference): boolean {
  const here = findAccountByIdentification(world, payee)
  if (!here) return true
  if (here.id === payer.id) return false
  const names = holdersOf(world, payer)
  return holdersOf(world, here).some((name) => names.includes(name))
}

function holdersOf(world: World, { customer, role }: Account): string[] {
  const { name } = identityOfCustomer(world, customer)
  const names = role === 'joint' ? [name, habitsOf(customer).partner] : [name]
  return names.map((one) => one.toLowerCase())
}
