import { type NameMatch, nameMatch } from '#bank/name-match.ts'
import type { World } from '#store/world.ts'
import { accountAddressed, holderOf } from './people.ts'

/** What the bank found of a payee; `name` is the right one, told where it is so close that the payer must mean it. */
export type PayeeCheck = { readonly result: NameMatch; readonly name?: string }

/**
 * Holds the payee's name against the account that it is to be paid into. Undefined where the account is with another bank, which nobody
 * asks here.
 */
export function checkPayee(
  world: World,
  payee: { readonly SchemeName: string; readonly Identification: string; readonly Name: string },
): PayeeCheck | undefined {
  const account = accountAddressed(world, payee)
  if (!account) return undefined
  const name = holderOf(world, account)
  const result = nameMatch(payee.Name, name)
  return { result, ...(result === 'close-match' && { name }) }
}
