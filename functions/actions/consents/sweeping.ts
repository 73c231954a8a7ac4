import { findAccountByIdentification, identityOfCustomer } from '#actions/accounts/lookup.ts'
import type { VrpConsentRequest } from '#bank/vrp/schemas.ts'
import type { Account } from '#mocks/accounts/account.ts'
import { habitsOf } from '#mocks/people/habits.ts'
import type { World } from '#store/world.ts'

type PayeeReference = { readonly SchemeName: string; readonly Identification: string }

/** Whether a mandate is for sweeping and nothing else. */
export const isForSweeping = ({ Data }: VrpConsentRequest): boolean =>
  Data.ControlParameters.VRPType.every((type) => type === 'UK.OBIE.VRPType.Sweeping')

/**
 * Whether money from an account to a payee stays with the same person, which is what sweeping
 * means. Of an account of this bank we know whose it is, and hold the names of the holders against
 * each other; of any other the partner vouches for it.
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
