import { findAccountByIdentification, holderNameOf } from '#actions/accounts/lookup.ts'
import { matchName, type NameMatch } from '#bank/payments/confirmation-of-payee.ts'
import type { Failure } from '#bank/rails/rail.ts'
import { failingAccountOf } from '#mocks/accounts/external.ts'
import type { World } from '#store/world.ts'

/**
 * What the bank found of a payee; `name` is the right one, told where it is so close that the payer
 * must mean it.
 */
export type PayeeCheck = { readonly result: NameMatch | Exclude<Failure, 'account-blocked'>; readonly name?: string }

/**
 * Holds the payee's name against the account that it is to be paid into. Undefined where the
 * account is with another bank, which nobody asks here: but for those declared to take nothing. Of
 * them the other bank says that there is no such account, or none any more; that one is blocked it
 * tells nobody beforehand.
 */
export function confirmPayee(
  world: World,
  payee: { readonly SchemeName: string; readonly Identification: string; readonly Name: string },
): PayeeCheck | undefined {
  const account = findAccountByIdentification(world, payee)
  const elsewhere = account ? undefined : failingAccountOf(payee)
  if (elsewhere && elsewhere.failure !== 'account-blocked') return { result: elsewhere.failure }
  const name = account ? holderNameOf(world, account) : elsewhere?.holder
  if (name === undefined) return undefined
  const result = matchName(payee.Name, name)
  return { result, ...(result === 'close-match' && { name }) }
}
